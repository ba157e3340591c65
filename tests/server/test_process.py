"""The process: how it starts, ends, and what it makes of messages that are out of order or no messages."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .session import SERVER, rules, session

SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
INITIALIZE = {"processId": None, "rootUri": None, "capabilities": {}}


class Process:
    """A server process and bare messages."""

    def __init__(self, *arguments: str, cwd: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [*SERVER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.input, self.output = self.process.stdin, self.process.stdout
        self.count = 0

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def send_bytes(self, body: bytes) -> None:
        self.input.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.input.flush()

    def send(self, message: dict[str, Any]) -> None:
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def read(self) -> dict[str, Any]:
        length = 0
        while (line := self.output.readline()) != b"\r\n":
            assert line, "the server has gone"
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self.output.read(length))

    def request(self, method: str, params: Any = None) -> dict[str, Any]:
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.count and "method" not in message:
                return message

    def status(self) -> int:
        return self.process.wait(30)


def test_exit_after_shutdown_is_clean() -> None:
    with Process() as server:
        assert "result" in server.request("initialize", INITIALIZE)
        server.notify("initialized", {})
        assert server.request("shutdown")["result"] is None
        server.notify("exit")
        assert server.status() == 0


def test_exit_without_shutdown_is_a_failure() -> None:
    with Process() as server:
        server.request("initialize", INITIALIZE)
        server.notify("exit")
        assert server.status() == 1


@pytest.mark.parametrize("started", [True, False])
def test_end_of_input_ends_the_process(started: bool) -> None:
    with Process() as server:
        if started:
            server.request("initialize", INITIALIZE)
        server.input.close()
        assert server.status() == 1


def test_request_after_shutdown_is_invalid() -> None:
    with Process() as server:
        server.request("initialize", INITIALIZE)
        server.request("shutdown")
        position = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}
        assert server.request("textDocument/hover", position)["error"]["code"] == -32600


def test_request_before_initialize_is_refused() -> None:
    with Process() as server:
        position = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}
        assert server.request("textDocument/hover", position)["error"]["code"] == -32002


def test_initialize_comes_once() -> None:
    with Process() as server:
        server.request("initialize", INITIALIZE)
        assert server.request("initialize", INITIALIZE)["error"]["code"] == -32600


def test_what_is_no_message_is_answered_and_survived() -> None:
    with Process() as server:
        server.request("initialize", INITIALIZE)
        server.send_bytes(b"{no json")
        while (answer := server.read()).get("method") == "window/logMessage":
            pass
        assert answer == {"jsonrpc": "2.0", "id": None, "error": answer["error"]}
        assert answer["error"]["code"] == -32700
        server.send_bytes(b"[]")
        server.input.write(b"X-Header: 1\r\n\r\n")
        assert server.request("textDocument/hover", {"wrong": 1})["error"]["code"] == -32602
        assert server.request("slowspot/unknown")["error"]["code"] == -32601
        server.notify("slowspot/unknown")
        server.notify("textDocument/didChange", {"wrong": 1})
        assert server.request("shutdown")["result"] is None


def test_message_that_is_nested_too_deeply_is_answered() -> None:
    with Process() as server:
        server.send_bytes(b'{"jsonrpc":"2.0","method":"foo","params":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}")
        while (answer := server.read()).get("method") == "window/logMessage":
            pass
        assert answer["error"]["code"] == -32700


def test_exception_in_a_handler_is_answered_and_logged(tmp_path: Path) -> None:
    # `data` of an action that this server never gave out.
    with Process() as server:
        server.request("initialize", INITIALIZE)
        server.notify("initialized", {})
        document = {"uri": "file:///a.py", "languageId": "python", "version": 1, "text": SLOW}
        server.notify("textDocument/didOpen", {"textDocument": document})
        bad = {"title": "x", "data": {"uri": 5, "action": "fix"}}
        server.count += 1
        server.send({"id": server.count, "method": "codeAction/resolve", "params": bad})
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1].get("id") != server.count:
            seen.append(server.read())
        assert "error" in seen[-1]
        assert any(message.get("method") == "window/logMessage" for message in seen)
        assert server.request("shutdown")["result"] is None


async def test_workspace_with_packages_of_the_same_names(tmp_path: Path) -> None:
    for name in ("server", "models", "analyzers", "cli", "slowspot", "lsprotocol", "libcst"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('the workspace was imported')\n", "utf-8")
    for name in ("queue", "pygls", "attrs", "typing_extensions"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('the workspace was imported')\n", "utf-8")
    (tmp_path / "slowspot" / "__init__.py").unlink()
    async with session(tmp_path) as s:
        assert rules(await s.open("server/shop.py", SLOW)) == ["sorted-first"]
        [action, proving, _] = await s.actions("server/shop.py", (1, 20))
        assert proving.title.startswith("Prove")
        assert "min(prices)" in await s.result_of("server/shop.py", action)


def test_tcp_serves_one_client() -> None:
    with Process("--tcp", "127.0.0.1:0") as server:
        assert server.process.stderr is not None
        port = int(server.process.stderr.readline().rpartition(b":")[2])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=30) as connection,
            connection.makefile("rwb") as stream,
        ):
            server.input = server.output = stream  # pyright: ignore[reportAttributeAccessIssue]
            assert "result" in server.request("initialize", INITIALIZE)
            assert server.request("shutdown")["result"] is None
            server.notify("exit")
            assert server.status() == 0


def test_printing_does_not_break_the_protocol(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom slowspot.server import create\nmake = create.create_server\n"
        "def noisy():\n    server = make()\n    print('noise', flush=True)\n    return server\n"
        "create.create_server = noisy\nfrom slowspot.server.main import main\nsys.exit(main([]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, timeout=60)
    assert (done.stdout, b"noise" in done.stderr) == (b"", True)


def test_help_is_quick_and_wrong_use_is_told() -> None:
    done = subprocess.run([*SERVER, "--help"], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, "--tcp" in done.stdout) == (0, True)
    done = subprocess.run([*SERVER, "--tcp", "nowhere"], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, "HOST:PORT" in done.stderr) == (2, True)


def test_answer_to_initialize_loads_no_rules(tmp_path: Path) -> None:
    program = "import sys\nfrom slowspot.server.create import create_server\ncreate_server()\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60, env={**os.environ}
    )
    loaded = set(done.stdout.split())
    assert loaded & {"libcst", "argparse", "slowspot.analyzers.engine", "slowspot.analyzers.rules.registry"} == set()
