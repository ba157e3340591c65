"""A client over a real server process: what it does at each event of a script, and what it notices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .texts import Text

__all__ = ["Outcome", "Player"]

SERVER = (sys.executable, "-m", "slowspot.server")


@dataclass
class Outcome:
    faults: list[str] = field(default_factory=list)
    events: int = 0
    requests: int = 0
    answers: Counter[str] = field(default_factory=Counter[str])
    """By kind: result, or the code of the error."""
    compared: int = 0
    """Documents whose diagnostics were compared to what `analyze` says."""
    findings: int = 0
    memory: list[float] = field(default_factory=list)
    """MB, resident, of all processes: at the beginning, and at each check."""


class Player:
    """One server and its client."""

    def __init__(self, folder: Path, capabilities: dict[str, Any], options: dict[str, Any], seconds: float) -> None:
        self.folder, self.seconds = folder, seconds
        self.outcome = Outcome()
        self.table: Any = {"preview": True}
        self.texts: dict[int, Text] = {}
        self.opened: dict[int, str] = {}
        self.version = 0
        self.asked: dict[int, str] = {}
        self.answered: dict[int, dict[str, Any]] = {}
        self.actions: list[Any] = []
        self.reports: dict[str, tuple[int | None, list[Any]]] = {}
        self.pulls = False
        self._wake = threading.Condition()
        self._writing = threading.Lock()
        with (folder.parent / "stderr.txt").open("wb") as log:
            self.process = subprocess.Popen(
                SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=folder, env=_environment()
            )
        threading.Thread(target=self._read, daemon=True).start()
        answer = self.request(
            "initialize",
            {
                "processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": capabilities,
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "monkey"}],
                "initializationOptions": {"settings": {**self.table, **options}},
            },
        )  # fmt: skip
        told = answer.get("result", {}).get("capabilities", {})
        self.encoding = told.get("positionEncoding", "utf-16")
        self.pulls |= "diagnosticProvider" in told
        self.options = options
        self.notify("initialized", {})

    # -- messages

    def send(self, body: bytes) -> None:
        assert self.process.stdin is not None
        with self._writing:
            try:
                self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
                self.process.stdin.flush()
            except OSError:
                pass  # told by `alive`

    def notify(self, method: str, params: Any) -> None:
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def ask(self, method: str, params: Any) -> int:
        number = len(self.asked) + 1
        with self._wake:
            self.asked[number] = method
        self.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
        return number

    def request(self, method: str, params: Any) -> dict[str, Any]:
        number = self.ask(method, params)
        with self._wake:
            self._wake.wait_for(lambda: number in self.answered or not self.alive, self.seconds)
            return self.answered.get(number, {})

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            if not length:
                with self._wake:
                    self._wake.notify_all()
                return
            self._take(json.loads(stream.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        method, number = message.get("method"), message.get("id")
        with self._wake:
            if method is None and isinstance(number, int):
                if number in self.answered:
                    self.outcome.faults.append(f"{self.asked.get(number)} was answered twice")
                self.answered[number] = message
                self.outcome.answers[str(message["error"]["code"]) if "error" in message else "result"] += 1
                result = message.get("result")
                if self.asked.get(number) == "textDocument/codeAction" and isinstance(result, list):
                    self.actions = result or self.actions
            elif method == "textDocument/publishDiagnostics":
                params = message["params"]
                self.reports[params["uri"]] = (params.get("version"), params["diagnostics"])
            self._wake.notify_all()
        if method is not None and number is not None:
            self.send(json.dumps({"jsonrpc": "2.0", "id": number, "result": self._reply(method, message)}).encode())

    def _reply(self, method: str, message: dict[str, Any]) -> Any:
        params = message.get("params") or {}
        if method == "workspace/configuration":
            table = self.table if not isinstance(self.table, dict) else {**self.table, **self.options}
            return [table for _ in params["items"]]
        if method == "client/registerCapability":
            self.pulls |= any(it["method"] == "textDocument/diagnostic" for it in params["registrations"])
        if method == "workspace/applyEdit":
            return {"applied": False}
        return {"success": True} if method == "window/showDocument" else None

    # -- events

    def play(self, event: dict[str, Any]) -> None:
        self.outcome.events += 1
        getattr(self, "do_" + event["do"])(event)

    def uri(self, number: int) -> str:
        return (self.folder / f"d{number}.py").as_uri()

    def do_open(self, event: dict[str, Any]) -> None:
        number = event["document"]
        self.version += 1
        self.texts[number], self.opened[number] = Text(event["text"], self.encoding), event["text"]
        item = {"uri": self.uri(number), "languageId": "python", "version": self.version, "text": event["text"]}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def do_close(self, event: dict[str, Any]) -> None:
        self.texts.pop(event["document"], None)
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(event["document"])}})

    def do_change(self, event: dict[str, Any]) -> None:
        changes: list[dict[str, Any]] = []
        text = self.texts.get(event["document"])
        for edit in event["edits"]:
            if isinstance(edit, str):
                changes.append({"text": edit})
                if text is not None:
                    text.text = edit
                continue
            line, column, last, end, new = edit
            start, stop = (line, column), (last, end)
            changes.append({"range": {"start": _position(start), "end": _position(stop)}, "text": new})
            if text is not None:
                text.edit(start, stop, new)
        self.version += 1
        identifier = {"uri": self.uri(event["document"]), "version": self.version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})

    def do_burst(self, event: dict[str, Any]) -> None:
        for edit in event["edits"]:
            self.do_change({"document": event["document"], "edits": [edit]})

    def do_save(self, event: dict[str, Any]) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(event["document"])}})

    def do_ask(self, event: dict[str, Any]) -> None:
        params: dict[str, Any] = {"textDocument": {"uri": self.uri(event["document"])}}
        if "range" in event:
            line, column, last, end = event["range"]
            area = {"start": _position((line, column)), "end": _position((last, end))}
            params |= {"position": area["start"], "range": area}
            shown = self.reports.get(self.uri(event["document"]), (0, []))[1]
            params["context"] = {"diagnostics": shown[:3]} | (
                {"only": event["only"]} if event["only"] is not None else {}
            )
        self.ask(event["method"], params)

    def do_resolve(self, event: dict[str, Any]) -> None:
        if self.actions:
            self.ask("codeAction/resolve", self.actions[event["which"] % len(self.actions)])

    def do_cancel(self, event: dict[str, Any]) -> None:
        self.notify("$/cancelRequest", {"id": max(1, len(self.asked) - event["back"])})

    def do_odd(self, event: dict[str, Any]) -> None:
        self.ask(event["method"], event["params"])

    def do_settings(self, event: dict[str, Any]) -> None:
        self.table = event["table"]
        self.notify("workspace/didChangeConfiguration", {"settings": {"slowspot": {**event["table"], **self.options}}})

    def do_file(self, event: dict[str, Any]) -> None:
        path = self.folder / event["name"]
        path.parent.mkdir(exist_ok=True)
        kind = 2 if path.exists() else 1
        if event["text"] is None:
            kind = 3
            path.unlink(missing_ok=True)
        else:
            path.write_text(event["text"], "utf-8")
        self.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": kind}]})

    def do_junk(self, event: dict[str, Any]) -> None:
        self.send(event["body"].encode())

    def do_wait(self, event: dict[str, Any]) -> None:
        time.sleep(event["ms"] / 1000)

    def do_settle(self, _: dict[str, Any]) -> None:
        self.settle()

    # -- the end

    def settle(self) -> bool:
        """Wait until everything that was asked is answered."""
        with self._wake:
            self._wake.wait_for(lambda: not self._unanswered() or not self.alive, self.seconds)
            missing = self._unanswered()
        if missing and self.alive:
            self.outcome.faults.append(
                f"{len(missing)} requests have no answer after {self.seconds:.0f} s: {missing[:5]}"
            )
        return not missing

    def _unanswered(self, *, at_the_end: bool = False) -> list[str]:
        """Methods. A pull for the workspace may wait until there is something new, and ends with the server."""
        if len(self.answered) == len(self.asked):
            return []
        late = () if at_the_end else ("workspace/diagnostic",)
        return [name for number, name in self.asked.items() if number not in self.answered and name not in late]

    def shown(self, number: int) -> list[Any] | None:
        """The diagnostics of a document's last version; None where they do not come."""
        uri = self.uri(number)
        if self.pulls:
            for _ in range(20):
                answer = self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
                if "result" in answer:
                    return answer["result"].get("items", [])
            return None
        last = self.version
        with self._wake:
            self._wake.wait_for(lambda: self.reports.get(uri, (None, []))[0] == last or not self.alive, self.seconds)
            version, items = self.reports.get(uri, (None, []))
        return items if version == last else None

    def present(self, number: int) -> list[Any]:
        """The diagnostics that a document has now, whichever came last."""
        if self.pulls:
            return self.shown(number) or []
        with self._wake:
            return self.reports.get(self.uri(number), (None, []))[1]

    def memory(self) -> float:
        return sum(_resident(pid) for pid in _family(self.process.pid)) / 1e6

    def end(self) -> None:
        """Shut down; the exit status must be 0."""
        if self.alive and "result" in self.request("shutdown", None):
            self.notify("exit", None)
        try:
            status = self.process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            self.outcome.faults.append("did not end after `exit`")
            self.process.kill()
            status = self.process.wait()
        if status == 0 and (missing := self._unanswered(at_the_end=True)):
            self.outcome.faults.append(f"ended without an answer to {missing[:5]}")
        if status:
            self.outcome.faults.append(f"ended with status {status}")
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            try:
                stream.close()
            except OSError:
                continue


def _position(place: tuple[int, int]) -> dict[str, int]:
    return {"line": place[0], "character": place[1]}


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _family(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
