"""Settings and consent by workspace, in one file of the user's own: a cloned repository can neither turn the language
model on nor send the key elsewhere."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from ...analyzers.profiling.store import root_of
from .failures import NotConsented, UnusableSettings
from .places import private_write, settings_file

__all__ = [
    "DEFAULT_SERVER",
    "SCHEMA",
    "AiSettings",
    "Consent",
    "checked",
    "consent_for",
    "disable",
    "enable",
    "workspace_of",
]

SCHEMA = "slowspot.ai/1"
DEFAULT_SERVER = "https://api.openai.com/v1"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class AiSettings:
    """What somebody agreed to for a workspace: which model on which server, and how much it may cost."""

    model: str
    base_url: str = DEFAULT_SERVER
    key_env: str = ""
    """The environment variable that holds the key; "": SLOWSPOT_AI_KEY, and for OpenAI's own server OPENAI_API_KEY."""
    insecure: bool = False
    """Whether code and key may go to another machine over plain HTTP."""
    candidates: int = 4
    """Asked for at once, 3 to 6."""
    tokens: int = 60_000
    """For one command, prompt and answer together: a hard stop."""
    tokens_per_day: int = 1_000_000
    """Of all workspaces together."""
    answer_tokens: int = 8_000
    """For one answer, at most."""
    price_in: float | None = None
    """Of a million tokens of the prompt, in whatever currency; without prices no cost is told."""
    price_out: float | None = None
    cost: float | None = None
    """For one command, in the currency of the prices: a hard stop."""
    seconds: float = 300.0
    """For one question, retries included."""


@dataclass(frozen=True, slots=True)
class Consent:
    workspace: str
    """Its folder, absolute and without symbolic links."""
    since: str
    settings: AiSettings


_RANGES: dict[str, tuple[float, float]] = {
    "candidates": (3, 6),
    "tokens": (1_000, 100_000_000),
    "tokens_per_day": (1_000, 10_000_000_000),
    "answer_tokens": (256, 1_000_000),
    "price_in": (0, 1e6),
    "price_out": (0, 1e6),
    "cost": (0, 1e9),
    "seconds": (1, 3600),
}
_TYPES: dict[str, tuple[type, ...]] = {
    "model": (str,), "base_url": (str,), "key_env": (str,), "insecure": (bool,), "candidates": (int,), "tokens": (int,),
    "tokens_per_day": (int,), "answer_tokens": (int,), "price_in": (int, float, type(None)),
    "price_out": (int, float, type(None)), "cost": (int, float, type(None)), "seconds": (int, float),
}  # fmt: skip


def checked(given: Mapping[str, Any]) -> AiSettings:
    """Make settings of a table. Raises UnusableSettings, which names the key that is wrong."""
    known = {field.name for field in fields(AiSettings)}
    for name, value in given.items():
        if name not in known:
            raise UnusableSettings(f"{name}: no such setting; there are {', '.join(sorted(known))}")
        if not isinstance(value, _TYPES[name]) or (isinstance(value, bool) and bool not in _TYPES[name]):
            raise UnusableSettings(f"{name}: cannot be {value!r}")
        low, high = _RANGES.get(name, (0, 0))
        if isinstance(value, (int, float)) and name in _RANGES and not low <= value <= high:
            raise UnusableSettings(f"{name}: must be from {low:,.10g} to {high:,.10g}, not {value:,.10g}")
    if not str(given.get("model", "")).strip():
        raise UnusableSettings("model: name the model, as the server knows it")
    settings = AiSettings(**given)
    if settings.cost is not None and (settings.price_in is None or settings.price_out is None):
        raise UnusableSettings(
            "cost: needs price_in and price_out, the prices of a million tokens; nothing else tells them"
        )
    if settings.key_env and not _VARIABLE.fullmatch(settings.key_env):
        # Not quoted: somebody may have given the key in place of a name.
        raise UnusableSettings("key_env: must be the name of an environment variable, not the key itself")
    _check_server(settings)
    return settings


def _check_server(settings: AiSettings) -> None:
    try:
        parts = urlsplit(settings.base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = parts = None
    if parts is None or parts.scheme not in ("http", "https") or not host:
        raise UnusableSettings("base_url: must be the address of a server, such as http://localhost:11434/v1")
    del port  # reading it checks it
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UnusableSettings("base_url: must hold no user, password, query or fragment; a key comes from key_env")
    if parts.scheme == "http" and not settings.insecure and not is_loopback(settings.base_url):
        raise UnusableSettings(
            f"base_url: {host} is another machine, and over http:// everybody between reads your code and key; "
            "use https://, or say insecure"
        )


def is_loopback(base_url: str) -> bool:
    """Whether a server runs on this machine."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def workspace_of(path: str) -> str:
    """The workspace that a file or folder belongs to: consent for it holds nowhere else."""
    return os.path.realpath(root_of(os.path.realpath(path)))


def consent_for(path: str) -> Consent:
    """What was agreed to for the workspace of a path. Raises NotConsented, and UnusableSettings for a damaged file."""
    workspace = workspace_of(path)
    entry = _read().get(workspace)
    if entry is None:
        raise NotConsented(
            f"no language model is turned on for {workspace}: `slowspot ai enable` says what would be sent, and asks"
        )
    if not isinstance(entry, Mapping) or not isinstance(entry.get("settings"), Mapping):
        raise UnusableSettings(
            f"{settings_file()}: what it says of {workspace} is damaged; `slowspot ai enable` writes it anew"
        )
    try:
        return Consent(workspace, str(entry.get("since", "")), checked(entry["settings"]))
    except UnusableSettings as error:
        raise UnusableSettings(f"{settings_file()}: {error}") from None


def enable(workspace: str, settings: AiSettings) -> Consent:
    """Write down that somebody agreed. Raises UnusableSettings where that cannot be written."""
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    table = _read(damaged_is_empty=True)
    table[workspace] = {"since": since, "settings": asdict(settings)}
    _write(table)
    return Consent(workspace, since, settings)


def disable(workspace: str) -> bool:
    """Take consent back; says whether there was any."""
    table = _read(damaged_is_empty=True)
    if table.pop(workspace, None) is None:
        return False
    _write(table)
    return True


def _read(*, damaged_is_empty: bool = False) -> dict[str, Any]:
    path = settings_file()
    try:
        with open(path, "rb") as file:
            data = json.load(file)
        workspaces = data["workspaces"]
        if data["schema"] != SCHEMA or not isinstance(workspaces, dict):
            raise ValueError
        return workspaces
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnusableSettings(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        if damaged_is_empty:
            return {}
        raise UnusableSettings(f"{path}: is damaged; `slowspot ai enable` writes it anew") from None


def _write(workspaces: Mapping[str, Any]) -> None:
    path = settings_file()
    try:
        private_write(path, json.dumps({"schema": SCHEMA, "workspaces": workspaces}, indent=1).encode() + b"\n")
    except OSError as error:
        raise UnusableSettings(f"{path}: cannot be written: {error.strerror}") from None
