"""The changes of `changes/` as candidates: each alone, then all that a function has room for."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType

from ....log import log_exception
from ....rewriting.edits import apply_edits
from ....rewriting.failure import CannotRewrite
from ....source import Document
from ...interpreters import Interpreter
from ..optimizing import Candidate, Task, Tried
from .located import Proposal, View, located

__all__ = ["Transformations", "changes"]

MOST_PLACES = 12
"""Of one change."""
_USED = ("numba", "numpy")
"""Packages that changes write imports of."""


class Transformations:
    """Candidates from changes that nothing but the proof allows."""

    name = "transformations"

    def candidates(self, task: Task, /) -> Iterator[Candidate]:
        """Each change at all its places, in the order of what they usually gain."""
        view = _view(task)
        if view is None:
            return
        for module in changes():
            yield from _candidate(view, module)

    def repaired(self, task: Task, refuted: Sequence[Tried], /) -> Iterator[Candidate]:
        """Where a change was refuted that has several places: each place alone."""
        view = _view(task)
        names = {tried.candidate.origin for tried in refuted}
        for module in changes():
            if view is not None and _name(module) in names:
                proposals = list(_proposals(module, view))
                if len(proposals) > 1:
                    for proposal in proposals:
                        yield from _written(view, module, [proposal])


@cache
def changes() -> tuple[ModuleType, ...]:
    """The modules of `changes/`, by their `ORDER`: those that usually gain more come first."""
    package = importlib.import_module(".changes", __package__)
    found = [
        importlib.import_module(f".{each.name}", package.__name__) for each in pkgutil.iter_modules(package.__path__)
    ]
    return tuple(sorted(found, key=lambda module: (module.ORDER, module.__name__)))


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2].replace("_", "-")


def _view(task: Task) -> View | None:
    document = Document(task.text)
    found = located(document, task.function)
    if found is None:
        return None
    return View(document, *found, task.function, task.interpreter.version, _installed(task.interpreter))


def _candidate(view: View, module: ModuleType) -> Iterator[Candidate]:
    proposals = list(_proposals(module, view))
    written = list(_written(view, module, proposals)) if not module.ALTERNATIVES else []
    yield from written
    if not written and (module.ALTERNATIVES or len(proposals) > 1):
        for proposal in proposals:
            yield from _written(view, module, [proposal])


def _proposals(module: ModuleType, view: View) -> Iterator[Proposal]:
    try:
        yield from list(module.proposals(view))[:MOST_PLACES]
    except Exception as error:  # noqa: BLE001 - a change's own fault must not cost the user the other candidates
        log_exception(__name__, error, "%s failed", _name(module))


def _written(view: View, module: ModuleType, proposals: Sequence[Proposal]) -> Iterator[Candidate]:
    # Late: libcst takes a fifth of a second to import.
    from .editing import Edit

    try:
        rewrite = Edit(view.document, view.block)
        for proposal in proposals:
            proposal.apply(rewrite)
        edits = rewrite.edits()
    except CannotRewrite:
        return
    except Exception as error:  # noqa: BLE001 - as above
        log_exception(__name__, error, "%s failed", _name(module))
        return
    if edits:
        note = "; ".join(dict.fromkeys(proposal.note for proposal in proposals))
        yield Candidate(apply_edits(view.document, edits), _name(module), (), note)


@cache
def _installed(interpreter: Interpreter) -> frozenset[str]:
    """Ask an interpreter which of the packages it has; none where it does not say."""
    question = f"import importlib.util as u, json; print(json.dumps([n for n in {_USED!r} if u.find_spec(n)]))"
    try:
        done = subprocess.run(
            [interpreter.executable, "-c", question], stdin=subprocess.DEVNULL,
            capture_output=True, check=False, timeout=20, encoding="utf-8",
        )  # fmt: skip
        return frozenset(json.loads(done.stdout))
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return frozenset()
