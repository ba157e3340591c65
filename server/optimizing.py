"""Looks for a faster text of a function, because a command asked for it, and applies the best where that was asked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ..analyzers.proving.interpreters import UnusableInterpreter, probe
from ..analyzers.proving.proofs.candidates.searching import search
from ..analyzers.proving.proofs.optimized_wording import as_json, summary
from ..analyzers.proving.proofs.optimizing import MOST_CANDIDATES, MOST_SECONDS, Optimized, Task
from ..analyzers.proving.proofs.proof import Effort
from ..analyzers.proving.proofs.rewrites import outermost, qualnames
from ..analyzers.rewriting.edits import minimal_edits
from ..analyzers.source.functions import functions_of
from .commission import Commission, apply_edits, carry_out
from .interpreters import interpreter_for

if TYPE_CHECKING:
    from ..models.llm.source import ModelSource
    from .language_server import SlowspotServer
    from .progress import Progress

__all__ = ["Wish", "optimize_function", "wish_of"]

LONGEST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Wish:
    """Which function, for how long, and whether to apply the best."""

    uri: str
    function: str | None
    line: int | None
    """From 0: the function around it, where none is named."""
    apply: bool
    ai: bool
    """Whether to ask the language model, too, where the user has agreed to that for the workspace."""
    most: int
    """Candidates to prove."""
    seconds: float
    effort: Effort
    only: tuple[str, ...] = ()
    """Nothing but these changes: "gather", "numba"."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a thread needs, read from the document before it may change."""

    path: str
    text: str
    function: str
    root: str
    python: str
    others: Sequence[ModelSource]
    wish: Wish


def wish_of(given: Any) -> Wish:
    """Read `{"uri", "function" | "line", "apply", "ai", "most", "seconds", "inputs", "only"}`. Raises ValueError."""
    if not isinstance(given, Mapping) or not isinstance(given.get("uri"), str):
        raise ValueError("needs a table with the uri of an open file, and a function or a line")
    function, line = given.get("function"), given.get("line")
    if function is not None and (not isinstance(function, str) or not function):
        raise ValueError(f"function must be the name of one, not {function!r}")
    if function is None and (type(line) is not int or line < 0):
        raise ValueError(f"line must be a number from 0 on, not {line!r}")
    seconds, inputs = given.get("seconds", MOST_SECONDS), given.get("inputs", Effort().inputs)
    if type(seconds) not in (int, float) or not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"seconds must be a number up to {LONGEST_SECONDS:g}, not {seconds!r}")
    if type(inputs) is not int or not 0 < inputs <= 10_000:
        raise ValueError(f"inputs must be a number up to 10000, not {inputs!r}")
    most = given.get("most", MOST_CANDIDATES)
    if type(most) is not int or not 0 < most <= 1_000:
        raise ValueError(f"most must be a number up to 1000, not {most!r}")
    only: Any = given.get("only", [])
    if not isinstance(only, list) or not all(isinstance(name, str) for name in only):
        raise ValueError(f"only must be a list of changes, not {only!r}")
    effort = Effort(inputs=inputs)
    apply, ai = given.get("apply") is True, given.get("ai") is True
    return Wish(given["uri"], function, line, apply, ai, most, float(seconds), effort, tuple(only))


async def optimize_function(ls: SlowspotServer, wish: Wish, token: types.ProgressToken | None) -> dict[str, Any]:
    """Look for a faster text of a function, and keep all proofs.

    The answer is schema slowspot.optimize/1 with "title" and "applied". Raises ValueError where there is no such
    function.
    """
    work = _begin(ls, wish)
    commission = Commission(
        work.function, "optimized", f"Optimizing: {work.function}",
        work=lambda shown: _work(work, shown), summary=lambda done: summary(done[1]),
        finish=lambda done: _finish(ls, work, *done), expected=(UnusableInterpreter,),
    )  # fmt: skip
    return await carry_out(ls, commission, token)


def _begin(ls: SlowspotServer, wish: Wish) -> _Work:
    document = ls.open_document(wish.uri)
    if document is None:
        raise ValueError(f"{wish.uri} is not open")
    if not document.uri.startswith("file:") or not os.path.exists(document.path):
        raise ValueError("the file is not on this machine: save it first")
    text = document.source
    known = qualnames(text)
    function = wish.function
    if function is None:
        around = [each for each in functions_of(text) if each.line - 1 <= (wish.line or 0) <= each.last - 1]
        if not around:
            raise ValueError("there is no function on this line")
        function = around[-1].name
    function = outermost(function)
    if function not in known:
        raise ValueError(f"there is no function {function}")
    root = ls.profiles.root_of(document.path)
    python = interpreter_for(document.path, ls.settings.interpreter(document.path), root)
    return _Work(document.path, text, function, root, python, _model(document.path) if wish.ai else (), wish)


def _model(path: str) -> Sequence[ModelSource]:
    """The language model. Raises ValueError where the user has agreed to none."""
    # Late: only here.
    from ..models.llm.failures import AiError
    from ..models.llm.source import ModelSource

    try:
        return [ModelSource.for_path(path)]
    except AiError as error:
        raise ValueError(str(error)) from None


async def _finish(ls: SlowspotServer, work: _Work, task: Task, found: Optimized) -> dict[str, Any]:
    """Tell the user, and apply the best where that was wished."""
    ls.look_at_proofs()
    told, applied = f"{work.function}: {summary(found)}", False
    if work.wish.apply and found.accepted and found.stopped != "cancelled":
        applied, said = await _apply(ls, work, found)
        told += f"; {said}"
    ls.show(types.MessageType.Info, "; ".join([told, *found.notes]))
    return {**as_json(task, found), "title": summary(found), "applied": applied}


def _work(work: _Work, shown: Progress) -> tuple[Task, Optimized]:
    """What takes long: in a thread."""

    def on_progress(what: str, done: int, total: int) -> None:
        shown.report(f"{what} {done:,} of {total:,}" if total else what)

    task, found = search(
        work.path, work.text, work.function, probe(work.python), work.wish.effort,
        root=work.root, others=work.others, most=work.wish.most, seconds=work.wish.seconds, only=work.wish.only,
        on_progress=on_progress, cancelled=shown.cancelled,
    )  # fmt: skip
    found.notes += [f"not tried: {refused}" for source in work.others for refused in source.refused]
    return task, found


async def _apply(ls: SlowspotServer, work: _Work, found: Optimized) -> tuple[bool, str]:
    """Have the client apply the best one, if the text is still the one that was proved; and what to say of it."""
    document = ls.open_document(work.wish.uri)
    if document is None:
        return False, "not applied: the file was closed meanwhile"
    if document.source != work.text:
        return False, "not applied: the file was changed meanwhile"
    if not ls.client.applies_edits:
        return False, "the editor cannot be asked to apply it"
    edits = minimal_edits(work.text, found.accepted[0].candidate.after, 0)
    return await apply_edits(ls, document, edits, f"{work.function}: {summary(found)}")
