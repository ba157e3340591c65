"""Requests that wait: cancelled, outdated, or put off while their document is being analyzed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .test_process import Process

LONG = "".join(f"def f{number}(prices):\n    return sorted(prices)[0]\n\n\n" for number in range(1500))
URI = "file:///nowhere/a.py"
HOVER = {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 15}}


class Client(Process):
    """Sends several messages at once, so that the later ones are there before the first one is handled."""

    def __enter__(self) -> Client:
        return self

    def begin(self, general: dict[str, Any] | None = None) -> None:
        capabilities = {"general": general} if general else {}
        options = {"settings": {"preview": True, "index": "off", "link": False}}
        self.request(
            "initialize",
            {"processId": None, "rootUri": None, "capabilities": capabilities, "initializationOptions": options},
        )
        self.notify("initialized", {})

    def send_all(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            body = json.dumps({"jsonrpc": "2.0", **message}).encode()
            self.input.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.input.flush()

    def answers(self, count: int) -> dict[object, dict[str, Any]]:
        """The next answers by id, and published diagnostics by version."""
        found: dict[object, dict[str, Any]] = {}
        while len(found) < count:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics":
                found[f"version {message['params']['version']}"] = message["params"]
            elif "method" not in message:
                found[message["id"]] = message
        return found


def opened(text: str) -> dict[str, Any]:
    document = {"uri": URI, "languageId": "python", "version": 1, "text": text}
    return {"method": "textDocument/didOpen", "params": {"textDocument": document}}


def changed(version: int, text: str, uri: str = URI) -> dict[str, Any]:
    start = {"line": 0, "character": 0}
    change = {"range": {"start": start, "end": start}, "text": text}
    identifier = {"uri": uri, "version": version}
    return {"method": "textDocument/didChange", "params": {"textDocument": identifier, "contentChanges": [change]}}


def test_a_request_about_a_document_that_is_being_opened_is_answered_when_it_is() -> None:
    with Client() as server:
        server.begin()
        server.send_all(opened(LONG), {"id": 70, "method": "textDocument/hover", "params": HOVER})
        found = server.answers(2)
        assert "sorted" in json.dumps(found[70]["result"])
        assert len(found["version 1"]["diagnostics"]) == 1500


def test_a_request_that_is_cancelled_while_it_waits_is_answered_at_once() -> None:
    with Client() as server:
        server.begin()
        cancel = {"method": "$/cancelRequest", "params": {"id": 70}}
        server.send_all(opened(LONG), {"id": 70, "method": "textDocument/hover", "params": HOVER}, cancel)
        assert server.answers(1)[70]["error"]["code"] == -32800


def test_a_place_in_an_outdated_text_is_refused_to_clients_that_know_that() -> None:
    ask = {"id": 70, "method": "textDocument/hover", "params": HOVER}
    with Client() as server:
        server.begin({"staleRequestSupport": {"cancel": True, "retryOnContentModified": []}})
        server.send_all(opened(LONG), ask, changed(2, "x = 1\n"))
        assert server.answers(1)[70]["error"]["code"] == -32801
    with Client() as server:
        server.begin()
        server.send_all(opened(LONG), ask, changed(2, "x = 1\n"))
        assert "result" in server.answers(2)[70]


def test_edits_while_a_document_is_being_opened_are_not_lost() -> None:
    with Client() as server:
        server.begin()
        server.send_all(opened(LONG), *(changed(version, f"x{version} = 1\n") for version in range(2, 30)))
        while True:
            [report] = server.answers(1).values()
            if report["version"] == 29:
                break
        lines = [item["range"]["start"]["line"] for item in report["diagnostics"]]
        assert (len(lines), lines[0]) == (1500, 29)


def test_another_document_is_served_while_a_long_one_is_being_opened(tmp_path: Path) -> None:
    short = (tmp_path / "short.py").as_uri()
    document = {"uri": short, "languageId": "python", "version": 1, "text": "def f(a):\n    return sorted(a)[0]\n"}
    with Client() as server:
        server.begin()
        server.send_all({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        server.answers(1)
        server.send_all(opened(LONG), changed(7, "x = 1\n", short))
        assert list(server.answers(1)) == ["version 7"]
