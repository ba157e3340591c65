"""What a rule's declaration promises, made runnable: marks, findings, fixes, and the two programs side by side."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import dataclasses
import inspect
import io
import math
import types
from collections.abc import Callable
from typing import Any

from ..engine import Analyzer, RuleSet
from ..findings import Finding, Position, Span
from ..rewriting import apply_edits, build_fix
from ..rules.declaration import Rule
from ..source import Document
from .near_misses import near_misses

__all__ = ["BrokenPromise", "Outcome", "analyze", "check_near_misses", "fix_everything", "run", "unmark"]

OPEN, CLOSE = "«", "»"


class BrokenPromise(AssertionError):  # noqa: N818 - says what happened
    """A rule does not do what its declaration says."""


def unmark(marked: str) -> tuple[str, list[Span]]:
    """Take «…» marks out of a source; return the plain text and the spans that they enclosed, by start."""
    spans: list[Span] = []
    starts: list[Position] = []
    text: list[str] = []
    line = column = 0
    for char in marked:
        if char == OPEN:
            starts.append(Position(line, column))
        elif char == CLOSE:
            spans.append(Span(starts.pop(), Position(line, column)))
        else:
            text.append(char)
            line, column = (line + 1, 0) if char == "\n" else (line, column + 1)
    if starts:
        raise BrokenPromise("a mark « is not closed")
    return "".join(text), sorted(spans)


def analyze(source: str, rule: Rule) -> tuple[Document, Analyzer, list[Finding]]:
    """Run one rule over a source. Raises BrokenPromise where that does not parse, or the rule crashes."""
    document = Document(source)
    analyzer = Analyzer(document, RuleSet([rule]))
    if analyzer.notes:
        raise BrokenPromise("; ".join(note.message for note in analyzer.notes))
    return document, analyzer, analyzer.findings()


def fix_everything(source: str, rule: Rule) -> str:
    """Apply the rule's fixes one after the other until none is offered."""
    for _ in range(20):
        document, analyzer, findings = analyze(source, rule)
        for finding in findings:
            fix = build_fix(document, analyzer, finding)
            if fix is not None:
                source = apply_edits(document, fix.edits)
                break
        else:
            return source
    raise BrokenPromise("its fixes do not come to an end: each is reported again")


@dataclasses.dataclass
class Outcome:
    """What a call did, in comparable form."""

    result: Any
    kind: str
    error: str
    arguments: Any
    printed: str


def run(source: str, arguments: tuple[Any, ...] | Callable[[], tuple[Any, ...]]) -> Outcome:
    """Execute the program afresh and call its last function with a copy of the arguments."""
    given = arguments() if callable(arguments) else copy.deepcopy(arguments)
    module = types.ModuleType("example")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(source, "<example>", "exec"), module.__dict__)
        functions = [f for f in vars(module).values() if inspect.isfunction(f) and f.__module__ == "example"]
        entry = functions[-1]
        try:
            result = entry(*given)
            if inspect.iscoroutine(result):
                result = asyncio.run(result)
            if inspect.isgenerator(result):
                result = list(result)
        except Exception as error:  # noqa: BLE001 - whatever the program raises is its outcome
            return Outcome(None, "error", type(error).__name__, comparable(given), output.getvalue())
    return Outcome(comparable(result), type(result).__name__, "", comparable(given), output.getvalue())


def comparable(value: Any) -> Any:
    """A form in which equal means equal: arrays and frames as nested lists, NaN equal to itself, order kept."""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, dict):
        return ["dict", *((comparable(k), comparable(v)) for k, v in value.items())]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(comparable, value)]
    if isinstance(value, (set, frozenset)):
        return [type(value).__name__, *sorted(map(repr, value))]
    return _comparable_object(value)


def _comparable_object(value: Any) -> Any:
    if type(value).__module__.partition(".")[0] in ("numpy", "pandas"):
        if hasattr(value, "to_dict"):
            return [type(value).__name__, repr(value.to_dict())]
        if hasattr(value, "tolist"):
            return [type(value).__name__, str(getattr(value, "dtype", "")), comparable(value.tolist())]
    if isinstance(value, (io.StringIO, io.BytesIO)):
        return [type(value).__name__, value.getvalue()]
    if type(value).__eq__ is object.__eq__ and hasattr(value, "__dict__"):
        return [type(value).__name__, comparable(vars(value))]
    return value


def check_near_misses(rule: Rule, *, fixes: bool) -> None:
    """Run the rule over the programs beside its examples: it neither crashes nor writes what is no Python."""
    for example in rule.examples:
        for program in near_misses(unmark(example.before)[0]):
            document, analyzer, findings = analyze(program, rule)
            for finding in findings if fixes else ():
                fix = build_fix(document, analyzer, finding)
                if fix is not None:
                    compile(apply_edits(document, fix.edits), "<near miss>", "exec", dont_inherit=True)
