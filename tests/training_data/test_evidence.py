"""Rows of evidence: measured (with a stand-in for timing), written and read, kept fresh, distilled."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, machine_class
from slowspot.analyzers.proving.timing import Comparison, Dropped, Pair, Pickled, RuleWorkload
from slowspot.analyzers.rules.declaration import AntiExample, Example, Rule, Triggers
from slowspot.analyzers.rules.registry import all_rules, resolve
from slowspot.models.evidence import FILE as EVIDENCE
from slowspot.training_data.evidence import measuring
from slowspot.training_data.evidence.distilling import distil, text_of
from slowspot.training_data.evidence.rows import COLUMNS, FILE, Row, RowsError, fresh, read_rows, stale, write_rows

EXAMPLE = Example(before="def f(xs):\n    «slow(xs)»\n", after="def f(xs):\n    pass\n", workload=lambda n: (n,))


def rule(**fields: Any) -> Rule:
    known: dict[str, Any] = {
        "slug": "slow-call", "code": "SLP199", "family": "collections", "stage": "stable",
        "triggers": Triggers(nodes=(ast.Call,)), "check": lambda node, at: None, "examples": [EXAMPLE],
    }  # fmt: skip
    return Rule(**(known | fields))


def row(ratio: float = 2.0, *, low: float = 0.0, high: float = 0.0, **fields: Any) -> Row:
    known = Row(
        rule="slow-call", example=0, digest=EXAMPLE.digest, n=10, implementation="cpython", python="3.11",
        release="3.11.7", machine="x86_64-linux-2", before_ns=2000.0, after_ns=1000.0,
        ratio=ratio, low=low or ratio, high=high or ratio,
    )  # fmt: skip
    return replace(known, **fields)


def test_rows_are_read_as_written_in_order_one_for_a_key(tmp_path: Path) -> None:
    rows = [row(n=100), row(python="3.9"), row(1.5), row(2.5)]
    write_rows(tmp_path / "rows.csv", rows)
    assert read_rows(tmp_path / "rows.csv") == [row(python="3.9"), row(2.5), row(n=100)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("digest,", ""), "lacks the column digest"),
        (lambda text: text + "slow-call,0\n", "line 3: 'slow-call,0' is not a row of evidence"),
        (lambda text: text.replace(",10,", ",ten,"), "line 2: .* is not a row of evidence"),
        (lambda text: text.replace("2,2,2\n", "2,3,4\n"), "line 2: the ratio 2.0 is not within its interval"),
        (lambda text: "", f"lacks the columns {', '.join(COLUMNS)}"),
    ],
)
def test_a_file_that_is_no_rows_says_what_is_wrong(change: Any, message: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_rows(path, [row()])
    path.write_text(change(path.read_text()))
    with pytest.raises(RowsError, match=message):
        read_rows(path)


def test_a_changed_example_makes_its_rows_stale() -> None:
    rows = [row(), row(n=100, digest="000000000000"), row(rule="gone")]
    assert fresh(rows, [rule()]) == [row()]
    assert stale(rows, [rule()]) == ["gone", "slow-call"]


def test_no_shipped_row_is_stale() -> None:
    changed = stale(read_rows(FILE), all_rules())
    assert changed == [], f"examples have changed since they were measured: slowspot measure {' '.join(changed)}"


def test_the_shipped_evidence_is_what_the_shipped_rows_distil_to() -> None:
    assert EVIDENCE.read_text(encoding="utf-8") == text_of(distil(read_rows(FILE), all_rules())), "run `slowspot train`"


def test_a_rule_is_distilled_to_the_median_of_its_examples() -> None:
    twice = rule(examples=[EXAMPLE, EXAMPLE, EXAMPLE])
    rows = [row(ratio, low=ratio / 2, high=ratio * 2, example=index) for index, ratio in enumerate([2.0, 4.0, 32.0])]
    known = distil([*rows, row(64.0, python="3.10", release="3.10.1"), row(2.0, machine="arm64-darwin-8")], [twice])
    assert (known["machine"], known["releases"]) == (
        "x86_64-linux-2", {"cpython-3.10": "3.10.1", "cpython-3.11": "3.11.7"},
    )  # fmt: skip
    assert known["rules"]["slow-call"] == {
        "examples": dict.fromkeys("012", EXAMPLE.digest),
        "cpython-3.10": [[10, 6.0, 6.0, 6.0, 1]],
        "cpython-3.11": [[10, 2.0, 0.0, 6.0, 3]],
    }


def outcome(pair: Pair, ratio: float = 2.0, seconds: float = 1e-6) -> Comparison:
    return Comparison(pair.key, ratio, ratio, ratio, seconds, seconds / ratio, 0.0)


PYTHON = Interpreter("python", "cpython", (3, 11), "3.11.7")


def run_measure(monkeypatch: pytest.MonkeyPatch, compare: Any, **options: Any) -> tuple[list[Row], list[Dropped]]:
    """Measure the three examples of `sorted-first` with a stand-in for timing; return rows and what was dropped."""
    monkeypatch.setattr(measuring, "compare", compare)
    found = list(measuring.measure(resolve("sorted-first"), options.pop("interpreter", PYTHON), **options))
    return [row for one in found for row in one.rows], [dropped for one in found for dropped in one.dropped]


def test_sizes_grow_until_a_call_would_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def quadratic(pairs: Sequence[Pair], *_: object) -> Iterator[Comparison]:
        for pair in pairs:
            assert isinstance(pair.arguments, RuleWorkload)
            yield outcome(pair, seconds=1e-6 * pair.arguments.n**2 if pair.arguments.example else 1e-6)

    rows, _ = run_measure(monkeypatch, quadratic)
    assert sorted((row.example, row.n) for row in rows) == [
        *((0, n) for n in (10, 100, 1_000, 10_000)), *((example, n) for example in (1, 2) for n in (10, 100)),
    ]  # fmt: skip


def test_what_is_dropped_is_told_and_ends_its_example_unless_it_is_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    def troubled(pairs: Sequence[Pair], *_: object) -> Iterator[Comparison | Dropped]:
        for pair in pairs:
            if pair.key.startswith("sorted-first#0"):
                yield Dropped(pair.key, "disagree", "result: 1 and 2")
            elif pair.key == "sorted-first#1 n=10":
                yield Dropped(pair.key, "noisy", "12 %")
            elif pair.key == "sorted-first#2 n=10":
                raise ZeroDivisionError("of our own")
            else:
                yield outcome(pair)

    rows, dropped = run_measure(monkeypatch, troubled, sizes=(10, 100))
    assert [(row.example, row.n) for row in rows] == [(1, 100)]
    assert [(one.key, one.reason) for one in dropped] == [
        ("sorted-first#0 n=10", "disagree"), ("sorted-first#1 n=10", "noisy"), ("sorted-first#2 n=10", "error"),
    ]  # fmt: skip


def test_what_has_rows_is_not_measured_again_but_counts_for_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def slow(pairs: Sequence[Pair], *_: object) -> Iterator[Comparison]:
        asked.extend(pair.key for pair in pairs)
        return map(outcome, pairs)

    (sorted_first,) = resolve("sorted-first")
    known = [
        row(rule="sorted-first", example=index, digest=example.digest, before_ns=2e7, machine=machine_class())
        for index, example in enumerate(sorted_first.examples)
        if index < 2
    ]
    run_measure(monkeypatch, slow, known={one.key: one for one in known}, sizes=(10, 100))
    assert asked == ["sorted-first#2 n=10", "sorted-first#2 n=100"]


def test_what_a_cluster_is_asked_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(function: Any, tasks: Iterator[object], executor: str) -> Iterator[object]:
        assert executor == "dask://cluster:8786"
        return (pickle.loads(pickle.dumps(function(pickle.loads(pickle.dumps(task))))) for task in tasks)

    monkeypatch.setattr(measuring, "run", elsewhere)
    rows, dropped = run_measure(
        monkeypatch, lambda pairs, *_: map(outcome, pairs), sizes=(10,), executor="dask://cluster:8786"
    )
    assert ([(row.example, row.n) for row in rows], dropped) == ([(0, 10), (1, 10), (2, 10)], [])


def test_an_old_python_gets_pickled_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    pypy = Interpreter("pypy3", "pypy", (3, 9), "3.9.16")
    seen: list[object] = []

    def note(pairs: Sequence[Pair], *_: object) -> Iterator[Comparison]:
        seen.extend(pickle.loads(pair.arguments.data) for pair in pairs if isinstance(pair.arguments, Pickled))
        return map(outcome, pairs)

    rows, _ = run_measure(monkeypatch, note, interpreter=pypy, sizes=(3,))
    assert [(row.implementation, row.python, row.release) for row in rows] == [("pypy", "3.9", "3.9.16")] * 3
    assert [len(arguments) for arguments in seen if isinstance(arguments, tuple)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("fields", "rows", "off"),
    [
        ({}, [row(1.2, low=1.04), row(1.06, low=1.03, n=1000)], True),
        ({}, [row(1.2, low=1.04), row(1.06, low=1.03, n=100)], False),  # nothing large was measured
        ({}, [row(1.2, low=1.05), row(1.2, low=1.04, n=1000)], False),
        ({}, [row(1.0, n=1000), row(9.0, n=10_000, python="3.10")], False),  # nor what is large for this rule
        ({}, [], False),
        ({"gains": "memory"}, [row(0.5, n=1000)], False),
        ({"gains": "latency"}, [row(0.5, n=1000)], False),
        ({"family": "folklore"}, [row(1.0, low=0.99, high=1.01)], False),
        ({"family": "folklore"}, [row(0.8, high=0.9)], True),
        ({"family": "folklore"}, [row(0.8, high=0.9), row(1.0, n=100)], False),
    ],
)
def test_a_rule_is_off_where_no_example_surely_gains_at_any_size(
    fields: dict[str, Any], rows: list[Row], off: bool
) -> None:
    anti = AntiExample(EXAMPLE.before, EXAMPLE.after, EXAMPLE.workload)
    measured = rule(**fields, examples=[anti] if fields.get("family") == "folklore" else [EXAMPLE])
    assert distil([row(python="3.10"), *rows], [measured])["off"].get("cpython-3.11", []) == ["slow-call"] * off
