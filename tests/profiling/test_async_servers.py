"""Servers under load, recorded by `slowspot profile --async`: the terminal's list of stalls names what blocked them."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

DATA = """\
import requests

def load(url):
    return requests.get(url).text

def load_in_thread(url):
    return requests.get(url).text

def fetch(url):
    return load(url)
"""

AIOHTTP = """\
import asyncio, socket, sys
from aiohttp import web
from data import fetch, load_in_thread

async def slow(request):
    return web.Response(text=fetch(sys.argv[1]))

async def threaded(request):
    loop = asyncio.get_running_loop()
    return web.Response(text=await loop.run_in_executor(None, load_in_thread, sys.argv[1]))

async def quick(request):
    return web.Response(text="quick")

app = web.Application()
app.add_routes([web.get("/slow", slow), web.get("/threaded", threaded), web.get("/quick", quick)])
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
if sys.argv[2] == "uvloop":
    import uvloop
    loop = uvloop.new_event_loop()
else:
    loop = asyncio.new_event_loop()
web.run_app(app, sock=server, print=None, loop=loop)
"""

FASTAPI = """\
import socket, sys
import uvicorn
from fastapi import FastAPI
from data import fetch, load_in_thread

app = FastAPI()

@app.get("/slow")
async def slow():
    return fetch(sys.argv[1])


@app.get("/threaded")
def threaded():
    return load_in_thread(sys.argv[1])


@app.get("/quick")
async def quick():
    return "quick"

server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, loop=sys.argv[2], log_level="error")).run(sockets=[server])
"""


@pytest.fixture(scope="module")
def slow_service() -> Iterator[str]:
    """The address of a service that takes 200 ms to answer."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(0.2)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"slow")

        def log_message(self, format: str, *arguments: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as service:
        threading.Thread(target=service.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{service.server_port}/"
        service.shutdown()


def recorded(
    project: Path, source: str, *arguments: str, paths: list[str], ends_by: int, threshold: int = 50
) -> tuple[int, str]:
    """Run a server, ask it for paths, three at a time, end it by a signal; the exit code and what was printed."""
    (project / "pyproject.toml").write_text("")
    (project / "data.py").write_text(DATA)
    (project / "web.py").write_text(source)
    command = [sys.executable, "-m", "slowspot.cli", "profile", "--async", "--stall-threshold", str(threshold)]
    process = subprocess.Popen(
        [*command, "web.py", *arguments], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, process.communicate(timeout=60)
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda path: _get(f"http://127.0.0.1:{port}{path}"), paths))
        assert [answer.strip('"') for answer in answers] == ["quick" if path == "/quick" else "slow" for path in paths]
        process.send_signal(ends_by)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    return process.returncode, errors


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read().decode()


LOAD = ["/slow", "/threaded", "/quick", "/threaded", "/slow", "/quick"]


@pytest.mark.parametrize(
    ("source", "loop", "ends_by"),
    [
        (AIOHTTP, "asyncio", signal.SIGINT),
        (AIOHTTP, "uvloop", signal.SIGTERM),
        (FASTAPI, "asyncio", signal.SIGINT),
        (FASTAPI, "uvloop", signal.SIGTERM),
    ],
    ids=["aiohttp", "aiohttp-uvloop", "fastapi", "fastapi-uvloop"],
)
def test_a_request_in_a_handler_is_named_with_file_line_and_path(
    tmp_path: Path, slow_service: str, source: str, loop: str, ends_by: int
) -> None:
    _, printed = recorded(tmp_path, source, slow_service, loop, paths=LOAD, ends_by=ends_by)
    line = next((line for line in printed.splitlines() if "requests.api.get" in line), printed)
    handler = source.splitlines().index(next(line for line in source.splitlines() if "fetch(sys" in line)) + 1
    way = f"web.py:{handler} slow → data.py:10 fetch → data.py:4 load → requests.api.get"
    seconds, _, rest = line.strip().partition(" s  ")
    assert way in rest, printed
    assert "2 times" in rest
    assert float(seconds) >= 0.4
    assert "load_in_thread" not in "".join(line for line in printed.splitlines() if " → " in line)


def test_a_server_that_is_not_held_up_says_so(tmp_path: Path, slow_service: str) -> None:
    code, printed = recorded(
        tmp_path, AIOHTTP, slow_service, "asyncio", paths=LOAD, ends_by=signal.SIGTERM, threshold=20_000
    )
    assert code == 0
    assert "held up for 20000 ms or longer" in printed
    assert "requests.api.get" not in printed
