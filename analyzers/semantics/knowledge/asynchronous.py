"""Network clients."""

from __future__ import annotations

_HTTP = ("get", "post", "put", "patch", "delete", "head", "options", "request")

RETURNS = {
    **{f"requests.{verb}": "requests.Response" for verb in _HTTP},
    **{f"httpx.{verb}": "httpx.Response" for verb in _HTTP},
    "requests.session": "requests.Session",
    "aiohttp.ClientSession": "aiohttp.ClientSession",
    "httpx.Client": "httpx.Client",
    "httpx.AsyncClient": "httpx.AsyncClient",
    "urllib.request.urlopen": "http.client.HTTPResponse",
}

METHODS = {
    "requests.Session": dict.fromkeys(_HTTP, "requests.Response"),
    "httpx.Client": dict.fromkeys(_HTTP, "httpx.Response"),
    "requests.Response": {"iter_content": "iterator", "iter_lines": "iterator", "raise_for_status": "None"},
    "aiohttp.ClientSession": dict[str, str](),
    "httpx.AsyncClient": dict[str, str](),
}

ENTERS = {
    "requests.Session": "requests.Session",
    "requests.Response": "requests.Response",
    "httpx.Client": "httpx.Client",
    "httpx.AsyncClient": "httpx.AsyncClient",
    "aiohttp.ClientSession": "aiohttp.ClientSession",
}
