"""A server on loopback that speaks Chat Completions by a script: good answers and every kind of bad one."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["ModelServer", "Step", "candidates", "serving"]


@dataclass
class Step:
    """How one request is answered."""

    text: str = ""
    """Of the model, streamed in pieces."""
    status: int = 200
    error: Any = None
    """The body of a refusal: text as it is, all else as JSON."""
    headers: dict[str, str] = field(default_factory=dict)
    usage: tuple[int, int] | None = (100, 50)
    finish: str | None = "stop"
    stream: bool = True
    raw: bytes | None = None
    """Sent as the whole body, in place of what would be said."""
    cut: bool = False
    """Closes the connection in the middle."""
    silent_after: int | None = None
    """After so many pieces nothing comes any more, until the test is over."""
    endless: bool = False
    """Goes on and on."""
    only_without: str = ""
    """Refuses requests that hold this key, and takes the others: `response_format`, `stream_options`."""


def candidates(*codes: str, change: str = "a set in place of a list") -> str:
    """What a model answers that keeps to the schema."""
    given = [{"change": change, "imports": [], "helpers": "", "function": code} for code in codes]
    return json.dumps({"candidates": given})


@dataclass
class ModelServer:
    """Answers each request by the next step; the last one is repeated."""

    steps: list[Step]
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Path, headers and body of what came."""
    base_url: str = ""
    over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, path: str, headers: dict[str, str], body: Any) -> Step:
        with self._lock:
            step = self.steps[min(len(self.requests), len(self.steps) - 1)]
            self.requests.append({"path": path, "headers": headers, "body": body, "when": time.monotonic()})
        return step

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [request["body"] for request in self.requests]

    def prompt(self, number: int = -1) -> str:
        """All that a request told the model."""
        return "\n".join(message["content"] for message in self.bodies[number]["messages"])


@contextmanager
def serving(*steps: Step) -> Generator[ModelServer]:
    server = ModelServer(list(steps))
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.base_url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()
        thread.join()


def _handler(server: ModelServer) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(size))
            step = server.next(self.path, dict(self.headers.items()), body)
            with suppress(BrokenPipeError, ConnectionResetError):
                self._answer(step, body)

        def _answer(self, step: Step, body: dict[str, Any]) -> None:
            if step.only_without and step.only_without in body:
                what = f"Unknown parameter: '{step.only_without}'."
                self._whole(
                    {"error": {"message": what, "param": step.only_without, "code": "unknown_parameter"}}, 400, {}
                )
            elif step.error is not None or step.status != 200:
                self._whole(step.error if step.error is not None else "", step.status, step.headers)
            elif step.raw is not None:
                self._whole(step.raw, 200, {"Content-Type": "text/event-stream", **step.headers})
            elif step.stream:
                self._stream(step)
            else:
                usage = step.usage and {"prompt_tokens": step.usage[0], "completion_tokens": step.usage[1]}
                message = {"role": "assistant", "content": step.text}
                self._whole({"choices": [{"message": message, "finish_reason": step.finish}], "usage": usage}, 200, {})

        def _whole(self, given: Any, status: int, headers: dict[str, str]) -> None:
            data = (
                given
                if isinstance(given, bytes)
                else given.encode()
                if isinstance(given, str)
                else json.dumps(given).encode()
            )
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(data)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, step: Step) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            pieces = [step.text[at : at + 40] for at in range(0, len(step.text), 40)]
            for number, piece in enumerate(pieces):
                if step.silent_after is not None and number >= step.silent_after:
                    server.over.wait()
                    return
                self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            while step.endless and not server.over.is_set():
                self._event({"choices": [{"index": 0, "delta": {"content": "x" * 4000}, "finish_reason": None}]})
            if step.silent_after is not None:
                server.over.wait()
                return
            if step.cut:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": step.finish}]})
            if step.usage is not None:
                usage = {"prompt_tokens": step.usage[0], "completion_tokens": step.usage[1]}
                self._event({"choices": [], "usage": usage})
            self._chunk(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def _event(self, event: dict[str, Any]) -> None:
            self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

    return Handler
