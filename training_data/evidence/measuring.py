"""Measures the examples of rules: both sides at growing sizes on an interpreter, until a call takes too long."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...analyzers.proving.interpreters import Interpreter, UnusableInterpreter, machine_class
from ...analyzers.proving.timing import Comparison, Dropped, Effort, Pair, Pickled, RuleWorkload, compare
from ...analyzers.rules.declaration import Example, Rule
from ...analyzers.rules.registry import resolve
from ..executors import run
from .rows import Key, Row, examples_by_key

__all__ = ["EFFORT", "SIZES", "Progress", "measure", "measure_task"]

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


@dataclass(frozen=True, slots=True)
class _Task:
    """Some examples to measure; travels to where that is done."""

    examples: tuple[tuple[str, int], ...]
    interpreter: Interpreter
    sizes: tuple[int, ...]
    effort: Effort
    max_seconds: float
    known: Mapping[Key, Row]


def measure(
    rules: Iterable[Rule],
    interpreter: Interpreter,
    *,
    sizes: Sequence[int] = SIZES,
    effort: Effort = EFFORT,
    max_seconds: float = 0.1,
    known: Mapping[Key, Row] | None = None,
    executor: str = "local",
) -> Iterator[Progress]:
    """Measure the rules' examples at growing sizes, except where there is a row already; in this process, or on the
    workers of a Dask cluster (`executor` is "dask://HOST:PORT"), which must have the interpreter at the same path.

    An example's next size is left out when a call of either side is expected to take more than `max_seconds` there
    (from how it grew so far, at least in proportion), and when its last one was dropped for more than noise. What is
    dropped is told, with the key `slug#index n=…`. Raises UnusableInterpreter, ExecutorError.
    """
    wanted = list(examples_by_key(rules))
    here = executor == "local"
    together = _TOGETHER if here else _TOGETHER // 8
    tasks = (
        _Task(
            tuple(wanted[start : start + together]), interpreter, tuple(sorted(sizes)), effort, max_seconds, known or {}
        )
        for start in range(0, len(wanted), together)
    )
    if here:
        for task in tasks:
            yield from _measured(task)
    else:
        for progresses in run(measure_task, tasks, executor):
            yield from progresses


def measure_task(task: _Task) -> list[Progress]:
    """Measure some examples; what a worker of a cluster is asked."""
    return list(_measured(task))


def _measured(task: _Task) -> Iterator[Progress]:
    declared = examples_by_key(rule for slug in dict(task.examples) for rule in resolve(slug))
    growing = [(*key, declared[key]) for key in task.examples]
    took: dict[tuple[str, int], list[tuple[int, float]]] = {}
    for n in task.sizes:
        growing = [one for one in growing if _expected(took.get(one[:2], []), n) <= task.max_seconds]
        progress = _measure_one_size(growing, n, task)
        keys = [_key(slug, index, n, task.interpreter) for slug, index, _ in growing]
        for row in (*progress.rows, *(task.known[key] for key in keys if key in task.known)):
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


def _measure_one_size(examples: Sequence[tuple[str, int, Example]], n: int, task: _Task) -> Progress:
    pairs: list[Pair] = []
    by_name: dict[str, tuple[str, int, Example]] = {}
    dropped: list[Dropped] = []
    for one in examples:
        name = _name(one, n)
        slug, index, example = one
        if _key(slug, index, n, task.interpreter) in task.known:
            continue
        arguments = _arguments(slug, index, example, n, task.interpreter)
        if isinstance(arguments, str):
            reason = "missing-package" if example.needs else "unpicklable"
            dropped.append(Dropped(name, reason, arguments))
            continue
        pairs.append(Pair(name, example.program, example.after, arguments=arguments))
        by_name[name] = one
    rows: list[Row] = []
    for outcome in _outcomes(pairs, task.interpreter, task.effort):
        if isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            rows.append(_row(*by_name[outcome.key], n, task.interpreter, outcome))
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
