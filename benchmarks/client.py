"""A language client as thin as can be: JSON-RPC over a child process's stdio, with the time at which answers arrive."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

clock = time.perf_counter


class Client:
    """One server process. Times are seconds of `time.perf_counter`; an arrival is stamped before decoding."""

    def __init__(self, command: list[str], root: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.root = root
        self._settings = settings or {}
        self.items: dict[str, list[Any]] = {}
        """The diagnostics of each document that came last."""
        self._number = 0
        self._wake = threading.Condition()
        self._replies: dict[int, tuple[float, Any]] = {}
        self._reports: dict[tuple[str, int], float] = {}
        self._latest: dict[str, tuple[float, list[Any]]] = {}
        self.started = clock()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
        )
        threading.Thread(target=self._read, daemon=True).start()

    def initialize(self) -> float:
        """Seconds from the spawn to the answer of `initialize`."""
        at, _ = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self.root.as_uri(),
                "initializationOptions": {"settings": self._settings},
                "workspaceFolders": [{"uri": self.root.as_uri(), "name": "bench"}],
                "capabilities": {
                    "general": {"positionEncodings": ["utf-16"]},
                    "textDocument": {
                        "synchronization": {},
                        "publishDiagnostics": {"versionSupport": True},
                        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
                    },
                },
            },
        )
        self.notify("initialized", {})
        return at - self.started

    def request(self, method: str, params: Any, timeout: float = 60) -> tuple[float, Any]:
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        with self._wake:
            if not self._wake.wait_for(lambda: number in self._replies, timeout):
                raise TimeoutError(f"{method} was not answered within {timeout} s")
            return self._replies.pop(number)

    def notify(self, method: str, params: Any) -> float:
        return self._send({"method": method, "params": params})

    def diagnostics(self, uri: str, version: int, timeout: float = 60) -> float:
        """When the diagnostics of that version arrived."""
        with self._wake:
            if not self._wake.wait_for(lambda: (uri, version) in self._reports, timeout):
                raise TimeoutError(f"no diagnostics for version {version} within {timeout} s")
            return self._reports[uri, version]

    def latest(self, uri: str) -> tuple[float, list[Any]]:
        """The diagnostics of a document that came last, whatever their version, and when they arrived."""
        with self._wake:
            return self._latest.get(uri, (0.0, []))

    def forget(self, uri: str, version: int) -> None:
        """Wait for other diagnostics of that version than those that have arrived."""
        with self._wake:
            self._reports.pop((uri, version), None)

    def stop(self) -> None:
        try:
            self.request("shutdown", None, 10)
            self.notify("exit", None)
            self.process.wait(10)
        except (TimeoutError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
        self.process.wait()

    def _send(self, message: dict[str, Any]) -> float:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        at = clock()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()
        return at

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            if not length:
                return
            body = stream.read(length)
            at = clock()
            message = json.loads(body)
            method = message.get("method")
            if method is None:
                with self._wake:
                    self._replies[message["id"]] = (at, message.get("result"))
                    self._wake.notify_all()
            elif method == "textDocument/publishDiagnostics":
                params = message["params"]
                with self._wake:
                    self.items[params["uri"]] = params["diagnostics"]
                    self._reports[params["uri"], params.get("version")] = at
                    self._latest[params["uri"]] = at, params["diagnostics"]
                    self._wake.notify_all()
            elif "id" in message:
                items = (message.get("params") or {}).get("items", [])
                result = [None] * len(items) if method == "workspace/configuration" else None
                self._send({"id": message["id"], "result": result})
