"""The tools of `slowspot mcp`. Imported late: it needs the extra `mcp`."""

from __future__ import annotations

import json
import os
import sys
import threading
from difflib import unified_diff
from functools import partial
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from ..analyzers.findings import Position, Span, TextEdit
from ..analyzers.proving.interpreters import UnusableInterpreter, probe
from ..analyzers.proving.proofs.proof import Effort, Proof, Rewrite
from ..analyzers.proving.proofs.rewrites import NoRewrite, from_text, key_of, outermost
from ..analyzers.proving.proofs.wording import lines_of
from ..analyzers.rewriting.edits import apply_edits
from ..analyzers.rewriting.files import NotWritten, write_atomically
from ..analyzers.source import Document, SourceError
from ..analyzers.version import VERSION
from .mcp_answers import (
    Analysis,
    Applied,
    Bench,
    Benched,
    Counterexample,
    Explained,
    Hotspots,
    Proved,
    found,
    hot,
)
from .own_command import OwnCommandFailed, own_command

__all__ = ["server"]

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_RUNS = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)
_ANSWERED = 50
"""Records in one answer at most, whatever is asked for."""


def server(root: str, *, run: bool, write: bool) -> MCPServer[Any]:
    """A server for one project: which tools it has says what it may do."""
    tools = _Tools(root)
    missing = [
        *(() if run else ("bench and prove (they run code): start with --allow-run",)),
        *(() if write else ("apply (it writes files): start with --allow-write",)),
    ]
    instructions = (
        "Finds slow spots in Python code, and proves rewrites: equal on all inputs tried, and faster. The way: analyze "
        "or hotspots, then explain a rule, then prove a finding's fix or a rewrite of your own, then apply by its id."
        + (f" Not offered here: {'; '.join(missing)}." if missing else "")
    )
    made: MCPServer[Any] = MCPServer("slowspot", version=VERSION, instructions=instructions, log_level="WARNING")
    for tool in (tools.analyze, tools.hotspots, tools.explain):
        made.add_tool(tool, annotations=_READS, structured_output=True)
    if run:
        for tool in (tools.bench, tools.prove):
            made.add_tool(tool, annotations=_RUNS, structured_output=True)
    if write:
        made.add_tool(tools.apply, annotations=_WRITES, structured_output=True)
    return made


class _Tools:
    def __init__(self, root: str) -> None:
        self._root = root
        self._seen: dict[str, str] = {}
        """Where findings are that were told: file by id."""
        self._proved: dict[str, Rewrite] = {}
        """Rewrites that may be applied, by the id of their proof."""

    async def analyze(
        self, path: str = ".", limit: int = 10, rules: str = "", minimum_gain: float = 0.0, preview: bool = False
    ) -> Analysis:
        """Find slow spots in a file or folder, the most promising first. Runs no code of the project.

        `rules`: names, codes or families, separated by commas; `minimum_gain`: part of the run time, 0 to 1; `preview`:
        also rules that are right less often, which is no harm where each fix is proved.
        """
        words = [*(("--select", rules) if rules else ()), f"--min-gain={minimum_gain:g}"]
        record = await self._analysis(path, *words, *(("--preview",) if preview else ()))
        for each in record["findings"]:
            self._seen[each["id"]] = each["path"]
        return Analysis(
            [found(each) for each in record["findings"][: _few(limit)]],
            max(0, len(record["findings"]) - _few(limit)),
            record["files"],
            [f"{note['path']}: {note['message']}" for note in record["notes"][:5]],
        )

    async def hotspots(self, path: str = ".", limit: int = 10) -> Hotspots:
        """Rank functions by their share of the run time: as recorded by a profile, else as predicted."""
        record = await self._command("hotspots", "--format", "json", "--limit", str(_few(limit)), self._inside(path))
        notes = [f"{note['path']}: {note['message']}" for note in record.get("notes", [])[:5]]
        return Hotspots([hot(each) for each in record["functions"]], notes)

    async def explain(self, rule: str) -> Explained:
        """Show the page of a rule (its name or code): what is slow, when not to bother, how safe its fix is."""
        return Explained(rule, await self._said("explain", "--", rule))

    async def bench(
        self, before: str, after: list[str], function: str = "", arguments: str = "", seconds: float = 60.0
    ) -> Bench:
        """Compare the speed of programs, or of one function in them. Runs them, with limits but in no sandbox.

        `before` and `after` are files; `arguments` is the source of the function's arguments: "range(1000), 3".
        """
        words = ["--format", "json", "--timeout", f"{max(seconds, 0.1):g}"]
        if function:
            words += ["--function", function, *(("--arguments", arguments) if arguments else ())]
        record = await self._command("bench", *words, "--", *map(self._inside, [before, *after]))
        names = ("path", "verdict", "message", "speedup", "low", "high")
        others = [
            Benched(**{name: each[name] for name in names if name in each and name != "message"},
                    message=each.get("message", ""))
            for each in record["others"]
        ]  # fmt: skip
        return Bench(record["measured"], others)

    async def prove(
        self, context: Context, path: str = "", function: str = "", finding: str = "", rewrite: str = "",
        seconds: float = 60.0,
    ) -> Proved:  # fmt: skip
        """Say whether a rewrite is equal and faster. Runs the function before and after, in a sandbox; takes seconds.

        Give either `finding`, the id of one whose fix is to be proved, or `path`, `function` ("Class.method") and
        `rewrite`: the new source of the function, with the imports that it needs.
        """  # fmt: skip
        if bool(finding) == bool(rewrite):
            raise ToolError("give either finding (its id), or path, function and rewrite")
        made = await self._fix(finding, path) if finding else self._given(path, function, rewrite)
        proof = await self._proof(made, seconds, context)
        if proof.verdict == "proved":
            self._proved[proof.key or key_of(made)] = made
        shown, speedup = proof.counterexample, proof.speedup
        return Proved(
            proof.key or key_of(made), proof.verdict, proof.reason, made.function, dict(proof.inputs),
            None if shown is None else Counterexample(shown.call, shown.difference, shown.before, shown.after),
            *((None, None, None) if speedup is None else (speedup.median, speedup.low, speedup.high)),
            lines_of(proof), round(proof.seconds, 1),
        )  # fmt: skip

    async def apply(self, id: str, path: str = "") -> Applied:
        """Write a change: the safe fix of a finding (its id), or a rewrite that prove has proved (the proof's id).

        A fix to review is refused until prove has proved it. A file that was changed since is left as it is.
        """
        made = self._proved.get(id)
        if made is None:
            made = await self._fix(id, path, safe_only=True)
        data, document = self._read(made.path)
        if document.text != made.before:
            raise ToolError(f"{self._shown(made.path)} was changed since: analyze or prove it again")
        document = _with_text(document, made.after)
        try:
            write_atomically(made.path, document.encode(), data)
        except NotWritten as error:
            raise ToolError(f"{self._shown(made.path)}: not written: {error.strerror}") from error
        name = self._shown(made.path)
        lines = unified_diff(
            made.before.splitlines(keepends=True), made.after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )
        return Applied(name, "".join(lines))

    # Rewrites

    def _given(self, path: str, function: str, rewrite: str) -> Rewrite:
        if not path or not function:
            raise ToolError("a rewrite needs path and function")
        full = self._inside(path)
        try:
            return from_text(full, self._read(full)[1].text, function, rewrite, origin="an agent")
        except NoRewrite as error:
            raise ToolError(str(error)) from error

    async def _fix(self, finding: str, path: str, *, safe_only: bool = False) -> Rewrite:
        where = path or self._seen.get(finding)
        if where is None:
            raise ToolError(f"{finding}: no finding of this id was told: give its path too, or call analyze")
        record = await self._analysis(where, "--preview")
        found = next((each for each in record["findings"] if each["id"] == finding), None)
        if found is None:
            raise ToolError(f"{finding}: no such finding in {where}: it is gone, or the code was changed")
        fix = found["fix"]
        if fix is None:
            raise ToolError(f"{found['rule']}: has no fix here: write one, and prove it as a rewrite")
        if safe_only and fix["safety"] != "safe":
            raise ToolError(f"{found['rule']}: its fix is to review ({fix['reason']}): prove it, then apply the proof")
        full = self._inside(found["path"])
        document = self._read(full)[1]
        edits = [_edit(each) for each in fix["edits"]]
        function = outermost(found["function"])
        if not function and not safe_only:
            raise ToolError(f"{found['rule']}: stands in no function, and only functions can be proved")
        after = apply_edits(document, edits)
        return Rewrite(full, function, document.text, after, found["rule"], (found["rule"],))

    async def _proof(self, rewrite: Rewrite, seconds: float, context: Context) -> Proof:
        # Late: the other tools do without.
        from ..analyzers.profiling.store import root_of
        from ..analyzers.proving.proofs.prove import Cancelled, prove

        given_up = threading.Event()
        step = 0

        def tell(what: str, done: int, total: int) -> None:
            nonlocal step
            step += 1
            count = f" {done:,} of {total:,}" if total else ""
            anyio.from_thread.run(context.report_progress, float(step), None, what + count)

        effort = Effort(seconds=min(max(seconds, 1.0), 600.0))
        work = partial(
            prove, rewrite, probe(sys.executable), effort,
            root=root_of(rewrite.path), on_progress=tell, cancelled=given_up.is_set,
        )  # fmt: skip
        try:
            return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
        except (UnusableInterpreter, Cancelled) as error:
            raise ToolError(f"no proof: {error or 'called off'}") from error
        finally:
            given_up.set()

    # Files and commands

    def _inside(self, path: str) -> str:
        """The absolute path of something in the project."""
        full = os.path.realpath(os.path.join(self._root, path))
        if os.path.commonpath([full, self._root]) != self._root:
            raise ToolError(f"{path}: is outside the project's folder")
        if not os.path.exists(full):
            raise ToolError(f"{path}: does not exist")
        return full

    def _shown(self, full: str) -> str:
        return os.path.relpath(full, self._root).replace(os.sep, "/")

    def _read(self, full: str) -> tuple[bytes, Document]:
        try:
            with open(full, "rb") as file:
                data = file.read()
            return data, Document.from_bytes(data)
        except OSError as error:
            raise ToolError(f"{self._shown(full)}: cannot be read: {error.strerror}") from error
        except SourceError as error:
            raise ToolError(f"{self._shown(full)}: {error}") from error

    async def _analysis(self, path: str, *words: str) -> dict[str, Any]:
        return await self._command(
            "analyze", "--format=json", "--quiet", "--exit-zero", *words, "--", self._relative(path)
        )

    def _relative(self, path: str) -> str:
        return os.path.relpath(self._inside(path), self._root)

    async def _command(self, *words: str) -> dict[str, Any]:
        return json.loads(await self._said(*words))

    async def _said(self, *words: str) -> str:
        try:
            return await own_command(words, self._root)
        except OwnCommandFailed as error:
            raise ToolError(str(error)) from error


def _few(limit: int) -> int:
    return max(1, min(limit, _ANSWERED))


def _edit(record: dict[str, Any]) -> TextEdit:
    """An edit of `slowspot.analysis/1`, which counts from 1."""
    start, end = (Position(record[name]["line"] - 1, record[name]["column"] - 1) for name in ("start", "end"))
    return TextEdit(Span(start, end), record["text"])


def _with_text(document: Document, text: str) -> Document:
    """A document of another text in the same encoding."""
    new = Document(text)
    new.encoding, new.bom = document.encoding, document.bom
    return new
