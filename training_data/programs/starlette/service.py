"""Drives a starlette service with routes, middleware and sessions through its in-process ASGI interface."""

import asyncio
import random

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route

PROJECT = "starlette"
REQUIRES = ["starlette", "python-multipart"]
SCOPE = ["starlette", "anyio", "python_multipart"]
ROUNDS = 2028


async def item(request: Request) -> JSONResponse:
    return JSONResponse(
        {"key": request.path_params["key"], "q": request.query_params.getlist("q"), "url": str(request.url)}
    )


async def form(request: Request) -> PlainTextResponse:
    async with request.form() as data:
        return PlainTextResponse(
            ",".join(f"{name}={value}" for name, value in data.multi_items()), headers={"x-a": "b"}
        )


async def stream(request: Request) -> StreamingResponse:
    async def lines():
        for number in range(10):
            yield f"line {number}\n"

    return StreamingResponse(lines(), media_type="text/plain")


def application() -> Starlette:
    sections = [Mount(f"/section{n}", routes=[Route("/items/{key:int}", item, name="item")]) for n in range(20)]
    middleware = [
        Middleware(CORSMiddleware, allow_origins=["https://x.org"]),
        Middleware(GZipMiddleware, minimum_size=400),
    ]
    routes = [*sections, Route("/form", form, methods=["POST"]), Route("/stream", stream)]
    return Starlette(routes=routes, middleware=middleware)


async def call(app: Starlette, method: str, target: str, body: bytes = b"", kind: str = "text/plain") -> int:
    path, _, query = target.partition("?")
    headers = [
        (b"host", b"x.org"),
        (b"origin", b"https://x.org"),
        (b"content-type", kind.encode()),
        (b"accept-encoding", b"gzip"),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
    }
    scope |= {
        "scheme": "http",
        "query_string": query.encode(),
        "headers": headers,
        "server": ("x.org", 80),
        "client": ("::1", 1),
    }
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"] + sum(len(message.get("body", b"")) for message in sent)


async def serve(rng: random.Random) -> int:
    app, total = application(), 0
    for _ in range(ROUNDS):
        for _ in range(8):
            total += await call(app, "GET", f"/section{rng.randint(0, 22)}/items/{rng.randint(1, 99)}?q=a&q=b%20c")
        fields = "&".join(f"field{n}=value+{n}" for n in range(20))
        total += await call(app, "POST", "/form", fields.encode(), "application/x-www-form-urlencoded")
        total += await call(app, "GET", "/stream")
    return total


def main() -> None:
    print(asyncio.run(serve(random.Random(88))))


if __name__ == "__main__":
    main()
