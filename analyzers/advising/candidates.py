"""Candidates of `proving` as the mechanical part of advice: what `optimize` would try, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..proving.proofs.candidates.transformations import Transformations
from ..proving.proofs.optimizing import Candidate, Task
from .advice import Change
from .asking import Whole
from .sources import Function

__all__ = ["as_change", "changed", "task_of"]


def task_of(whole: Whole, function: Function) -> Task:
    """The function as sources of candidates take it."""
    source = function.source
    return Task(source.full, function.name, source.text, whole.sources.root, whole.around.interpreter)


def as_change(function: Function, candidate: Candidate) -> Change:
    return Change(function.source.full, function.source.text, candidate.after, candidate.note or candidate.origin)


def changed(whole: Whole, function: Function, origins: Collection[str]) -> Iterator[Change]:
    """The texts that some of the changes make of a function."""
    for candidate in Transformations().candidates(task_of(whole, function)):
        if candidate.origin in origins:
            yield as_change(function, candidate)
