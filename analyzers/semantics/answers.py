"""What has been told of functions to other blocks, before an edit and after it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from .inference import return_of
from .model import BlockFacts
from .survey import effects_of

__all__ = ["changed_answers", "forget"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def changed_answers(removed: Iterable[BlockFacts], added: Iterable[BlockFacts]) -> set[str]:
    """Names of functions in new blocks of which something else holds than was told of those that they replace."""
    told: dict[tuple[str, str], list[Any]] = {}
    for facts in removed:
        for name, function, owner in _functions(facts):
            for kind in _ANSWERS:
                if (kind, function) in owner.told:
                    told.setdefault((kind, name), []).append(owner.told[kind, function])
    changed: set[str] = set()
    if told:
        names = {name for _, name in told}
        for facts in added:
            for name, function, owner in _functions(facts):
                if name in names:
                    for kind, answer in _ANSWERS.items():
                        if (kind, name) in told and any(old != answer(owner, function) for old in told[kind, name]):
                            changed.add(name)
    return changed


def forget(every: Iterable[BlockFacts]) -> set[str]:
    """Forget what was inferred in blocks, and name the functions that now have other answers than were told."""
    before = [(facts, dict(facts.told)) for facts in every]
    for facts, _ in before:
        facts.forget_inferred()
    changed: set[str] = set()
    for facts, told in before:
        for (kind, node), value in told.items():
            function: Any = node
            if _ANSWERS[kind](facts, function) != value:
                changed.add(function.name)
    return changed


def _functions(facts: BlockFacts) -> Iterator[tuple[str, Any, BlockFacts]]:
    """The functions that a block gives to the module or to its class."""
    for binding, owner in facts.exports:
        if isinstance(binding.value, _FUNCTIONS):
            yield binding.name, binding.value, owner
    for attribute, owner in facts.attributes:
        if attribute.value is None and isinstance(attribute.statement, _FUNCTIONS):
            yield attribute.name, attribute.statement, owner


_ANSWERS: dict[str, Callable[[BlockFacts, Any], Any]] = {
    "returns": return_of,
    **{f"effects{levels}": partial(effects_of, levels=levels) for levels in (1, 2, 3)},
}
