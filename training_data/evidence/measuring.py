"""Measures the examples of rules: both sides at growing sizes on an interpreter, until a call takes too long."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ...analyzers.proving.interpreters import Interpreter, UnusableInterpreter, machine_class
from ...analyzers.proving.timing import Comparison, Dropped, Effort, Pair, Pickled, RuleWorkload, compare
from ...analyzers.rules.declaration import Example
from .rows import Key, Row

__all__ = ["EFFORT", "SIZES", "Progress", "measure"]

SIZES = (10, 100, 1_000, 10_000)
EFFORT = Effort(processes=3, rounds=5, sample_seconds=0.005, timeout=8.0)
_TOGETHER = 64
"""Examples that are measured before their rows are handed out."""
_SLOTS_FROM = (3, 10)
"""The oldest Python that can import a rule's declaration; older ones get their arguments pickled."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What came of some examples at one size."""

    rows: tuple[Row, ...]
    dropped: tuple[Dropped, ...]


def measure(
    examples: Sequence[tuple[str, int, Example]],
    interpreter: Interpreter,
    *,
    sizes: Sequence[int] = SIZES,
    effort: Effort = EFFORT,
    max_seconds: float = 0.1,
    known: Mapping[Key, Row] = MappingProxyType({}),
) -> Iterator[Progress]:
    """Measure examples (slug, index, example) at growing sizes, except where there is a row already.

    An example's next size is left out when a call of either side is expected to take more than `max_seconds` there
    (from how it grew so far, at least in proportion), and when its last one was dropped for more than noise. What is
    dropped is told, with the key `slug#index n=…`.
    """
    for start in range(0, len(examples), _TOGETHER):
        growing = list(examples[start : start + _TOGETHER])
        took: dict[tuple[str, int], list[tuple[int, float]]] = {}
        for n in sorted(sizes):
            growing = [one for one in growing if _expected(took.get(one[:2], []), n) <= max_seconds]
            progress = _measure_one_size(growing, n, interpreter, effort, known)
            keys = [_key(slug, index, n, interpreter) for slug, index, _ in growing]
            for row in (*progress.rows, *(known[key] for key in keys if key in known)):
                took.setdefault((row.rule, row.example), []).append((n, max(row.before_ns, row.after_ns) / 1e9))
            gone = {dropped.key for dropped in progress.dropped if dropped.reason != "noisy"}
            growing = [one for one in growing if _name(one, n) not in gone]
            if progress.rows or progress.dropped:
                yield progress


def _expected(took: Sequence[tuple[int, float]], n: int) -> float:
    """Expect the seconds of a call at size n: the last growth goes on, at least in proportion to the size."""
    if not took:
        return 0.0
    size, seconds = took[-1]
    growth = n / size
    if len(took) > 1:
        growth = max(growth, seconds / took[-2][1])
    return seconds * growth


def _name(one: tuple[str, int, Example], n: int) -> str:
    return f"{one[0]}#{one[1]} n={n}"


def _measure_one_size(
    examples: Sequence[tuple[str, int, Example]],
    n: int,
    interpreter: Interpreter,
    effort: Effort,
    known: Mapping[Key, Row],
) -> Progress:
    pairs: list[Pair] = []
    by_name: dict[str, tuple[str, int, Example]] = {}
    dropped: list[Dropped] = []
    for one in examples:
        name = _name(one, n)
        slug, index, example = one
        if _key(slug, index, n, interpreter) in known:
            continue
        arguments = _arguments(slug, index, example, n, interpreter)
        if isinstance(arguments, str):
            reason = "missing-package" if example.needs else "unpicklable"
            dropped.append(Dropped(name, reason, arguments))
            continue
        pairs.append(Pair(name, example.program, example.after, arguments=arguments))
        by_name[name] = one
    rows: list[Row] = []
    for outcome in _outcomes(pairs, interpreter, effort):
        if isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            rows.append(_row(*by_name[outcome.key], n, interpreter, outcome))
    return Progress(tuple(rows), tuple(dropped))


def _outcomes(pairs: Sequence[Pair], interpreter: Interpreter, effort: Effort) -> Iterator[Comparison | Dropped]:
    """Yield one outcome for each pair, in order, whatever goes wrong with one."""
    done = 0
    while done < len(pairs):
        try:
            for outcome in compare(pairs[done:], interpreter, effort):
                done += 1
                yield outcome
        except UnusableInterpreter:
            raise
        except Exception as error:  # noqa: BLE001 - one bad example never stops a run; it is told
            yield Dropped(pairs[done].key, "error", f"cannot be measured: {type(error).__name__}: {error}")
            done += 1


def _arguments(
    slug: str, index: int, example: Example, n: int, interpreter: Interpreter
) -> RuleWorkload | Pickled | str:
    """What the child makes its arguments of; text where there is no way, saying why."""
    if interpreter.version >= _SLOTS_FROM:
        return RuleWorkload(slug, index, n)
    if example.needs:
        return f"needs {', '.join(example.needs)}, and Python {interpreter.release} cannot import the rules"
    assert example.workload is not None
    try:
        return Pickled(pickle.dumps(example.workload(n), protocol=4))
    except Exception as error:  # noqa: BLE001 - whatever a workload holds; it is told
        return f"the arguments cannot be pickled: {error}"


def _key(slug: str, index: int, n: int, interpreter: Interpreter) -> Key:
    python = ".".join(map(str, interpreter.version))
    return Key(slug, index, n, interpreter.implementation, python, machine_class())


def _row(slug: str, index: int, example: Example, n: int, interpreter: Interpreter, found: Comparison) -> Row:
    key = _key(slug, index, n, interpreter)
    return Row(
        rule=slug,
        example=index,
        digest=example.digest,
        n=n,
        implementation=key.implementation,
        python=key.python,
        release=interpreter.release,
        machine=key.machine,
        before_ns=found.before_seconds * 1e9,
        after_ns=found.after_seconds * 1e9,
        ratio=found.ratio,
        low=min(found.low, found.ratio),
        high=max(found.high, found.ratio),
    )
