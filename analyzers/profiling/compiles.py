"""Functions that were compiled again and again in a run, told in lines for a terminal and for a function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .measured import MeasuredCompile, Run

if TYPE_CHECKING:
    from ..findings import Finding

__all__ = ["OFTEN", "compile_lines", "compile_summary", "compiled_in", "confirmed_times"]

OFTEN = 5
"""So many times are more than the shapes and types that most functions see; TensorFlow begins to warn there, too."""
_NAMES = {"jax": "JAX", "numba": "Numba", "tensorflow": "TensorFlow", "torch": "torch.compile"}


def compiled_in(run: Run, path: str, function: str) -> list[MeasuredCompile]:
    """What was compiled often of a function itself; of one that only leads to it, too, where that has no place."""
    return [
        group[0]._replace(times=sum(each.times for each in group), seconds=sum(each.seconds for each in group))
        for group in _often(run)
        if any((each.path, each.function) == (path, function) for each in group)
        or any((each.caller_path, each.caller) == (path, function) for each in group)
    ]


def compile_summary(found: Iterable[MeasuredCompile], function: str) -> str:
    """`compiled 37 times (2.10 s): slow`, for the function itself or what it led to."""
    parts: list[str] = []
    for each in found:
        what = "" if each.function == function or not each.name else f"{each.name} "
        parts.append(f"{what}compiled {each.times:,} times by {_NAMES.get(each.engine, each.engine)}, {_took(each)}")
    return f"{', '.join(parts)}: slow" if parts else ""


_CONFIRMED = frozenset({
    "jax-jit-in-loop", "jax-static-churn", "jax-shape-churn", "jax-scan-recompiles", "jax-concat-in-loop",
    "tf-function-in-loop", "tf-retrace-number", "tf-retrace-shape", "torch-compile-per-call",
    "torch-recompiles-for-numbers", "numba-compile-per-call",
})  # fmt: skip
"""Rules that say of a line that it has something compiled again and again."""


def confirmed_times(run: Run, finding: Finding, path: str, shift: int) -> int:
    """How often what a finding is about was compiled, where that was often; 0: not seen, or of another rule.

    `path` is the file's, relative to the project; `shift` how many lines the finding's function starts further down now
    than in the source that was recorded.
    """
    if finding.rule.slug not in _CONFIRMED:
        return 0
    first, last = finding.span.start.line + 1 - shift, finding.span.end.line + 1 - shift
    times = [
        sum(each.times for each in group)
        for group in _often(run)
        if any(each.caller_path == path and first <= each.caller_line <= last for each in group)
    ]
    return max(times, default=0)


def compile_lines(run: Run) -> list[str]:
    """What was compiled often, the most seconds first: one line for each function and framework."""
    groups = _often(run)
    if not groups:
        return []
    return ["Compiled again and again, which is slow:", *(f"  {_line(group)}" for group in groups)]


def _often(run: Run) -> list[Sequence[MeasuredCompile]]:
    groups: defaultdict[tuple[object, ...], list[MeasuredCompile]] = defaultdict(list)
    for each in run.compiled:
        # An operation of the framework's has no place in the project: the line that led to it tells it apart.
        place = (each.path, each.line) if each.path else (each.caller_path, each.caller_line)
        groups[each.engine, each.name, place].append(each)
    often = [group for group in groups.values() if sum(each.times for each in group) >= OFTEN]
    return sorted(often, key=lambda group: -sum(each.seconds for each in group))


def _line(group: Sequence[MeasuredCompile]) -> str:
    times = sum(each.times for each in group)
    seconds = sum(each.seconds for each in group)
    first = max(group, key=lambda each: each.times)
    name = first.name or "code without a name"
    own = f" ({first.path}:{first.line})" if first.path else ""
    led = f", from {first.caller_path}:{first.caller_line} {first.caller}" if first.caller_path else ""
    more = f" and {len(group) - 1} more places" if len(group) > 1 and led else ""
    engine = _NAMES.get(first.engine, first.engine)
    return f"{times:,} times, {seconds:.2f} s  {name}{own}, by {engine}{led}{more}"


def _took(each: MeasuredCompile) -> str:
    return f"{each.seconds:.2f} s" if each.seconds >= 1 else f"{each.seconds * 1000:.0f} ms"
