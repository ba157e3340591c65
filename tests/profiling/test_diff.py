from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.profiling.comparing import Comparison, Incomparable, compare, t_quantile
from slowspot.analyzers.profiling.measured import MeasuredFunction, Run
from slowspot.analyzers.profiling.store import Store
from slowspot.cli.main import main


def a_run(number: int = 1, *, interval: float = 0.001, digest: str = "", path: str = "a.py", **own: float) -> Run:
    """A run whose functions took these seconds, each by itself."""
    return run_of(own, number, interval, digest, path)


def run_of(
    own: dict[str, float], number: int = 1, interval: float = 0.001, digest: str = "", path: str = "a.py"
) -> Run:
    total = sum(own.values())
    functions = [
        MeasuredFunction(path, name, 1, digest and digest + name, seconds, 0.0, seconds, samples=round(seconds / 0.001))
        for name, seconds in own.items()
    ]
    return Run(
        f"20260101-120000-{number}", "slowspot", "seconds", total, functions, command="python a.py", interval=interval,
        samples=round(total / interval) if interval else 0,
    )  # fmt: skip


def verdicts(comparison: Comparison) -> dict[str, str]:
    return {row.name: row.verdict for row in comparison.functions}


# -- bounds


def test_one_run_on_each_side_knows_the_error_of_sampling_only() -> None:
    comparison = compare([a_run(f=1.0, g=2.0, h=1.0)], [a_run(f=1.05, g=3.0, h=0.5)])
    assert verdicts(comparison) == {"f": "noise", "g": "slower", "h": "faster"}
    assert {row.bound for row in comparison.functions} == {"sampling"}
    assert (comparison.whole.verdict, comparison.whole.bound) == ("unknown", "none")
    assert [row.name for row in comparison.functions] == ["g", "h", "f"]


def test_few_samples_make_nothing_certain() -> None:
    comparison = compare([a_run(interval=0.1, f=0.2, g=0.3)], [a_run(interval=0.1, f=0.4, g=0.3)])
    assert verdicts(comparison) == {"f": "noise", "g": "noise"}


def test_runs_of_a_side_that_differ_widen_the_bound() -> None:
    calm = compare(
        [a_run(f=seconds) for seconds in (1.0, 1.01, 0.99)], [a_run(f=seconds) for seconds in (2.0, 2.01, 1.99)]
    )
    shaky = compare(
        [a_run(f=seconds) for seconds in (0.5, 1.0, 1.5)], [a_run(f=seconds) for seconds in (1.0, 2.0, 3.0)]
    )
    assert (verdicts(calm), calm.whole.verdict, calm.functions[0].bound) == ({"f": "slower"}, "slower", "runs")
    assert (verdicts(shaky), shaky.whole.verdict) == ({"f": "noise"}, "noise")


def test_equal_runs_do_not_make_a_bound_smaller_than_the_error_of_sampling() -> None:
    comparison = compare([a_run(f=0.002, g=0.2)] * 3, [a_run(f=0.004, g=0.2)] * 3)
    assert verdicts(comparison) == {"f": "noise", "g": "noise"}


def test_calls_that_were_timed_one_by_one_have_no_bound_of_their_own() -> None:
    comparison = compare([a_run(interval=0, f=1.0)], [a_run(interval=0, f=1.2)])
    assert [(row.verdict, row.noise, row.bound) for row in comparison.functions] == [("unknown", None, "none")]


@pytest.mark.parametrize("sides", [(1, 1), (3, 3), (5, 2)])
def test_runs_of_one_program_are_rarely_called_different(sides: tuple[int, int]) -> None:
    chance = random.Random(20260101)
    shares = [0.3, 0.2, 0.1, 0.1, 0.05, 0.05, *[0.02] * 10]

    def drawn() -> Run:
        # Each sample falls on a function by chance; with several runs the machine also varies by 5 %.
        counts = chance.choices(range(len(shares)), shares, k=1000)
        pace = chance.gauss(1, 0.05) if sides != (1, 1) else 1.0
        own = {f"f{place}": max(counts.count(place), 1) * 0.001 * pace for place in range(len(shares))}
        return run_of(own)

    wrong = 0
    for _ in range(200):
        old, new = ([drawn() for _ in range(count)] for count in sides)
        comparison = compare(old, new)
        wrong += any(row.verdict != "noise" for row in comparison.functions)
    assert wrong <= 20  # 5 % are allowed for, and 20 would be 10 %


@pytest.mark.parametrize(("level", "freedom", "expected"), [
    (0.95, 1, 12.706), (0.95, 2, 4.303), (0.99, 3, 5.841), (0.95, 4, 2.776), (0.99, 10, 3.169), (0.95, 0, 1.960),
])  # fmt: skip
def test_students_t_is_that_of_the_tables(level: float, freedom: int, expected: float) -> None:
    assert t_quantile(level, freedom) == pytest.approx(expected, abs=0.001)


# -- what is compared


def test_a_function_that_moved_to_another_file_is_the_same_one() -> None:
    comparison = compare([a_run(digest="1", f=1.0, g=1.0)], [a_run(digest="1", path="b.py", f=1.0, g=1.0)])
    assert {(row.path, row.name, row.old, row.new) for row in comparison.functions} == {
        ("b.py", "f", 1.0, 1.0), ("b.py", "g", 1.0, 1.0),
    }  # fmt: skip


def test_new_and_vanished_functions_count_from_and_to_nothing() -> None:
    comparison = compare([a_run(f=1.0, g=1.0)], [a_run(g=1.0, h=3.0)])
    assert {row.name: (row.old, row.new) for row in comparison.functions} == {
        "f": (1.0, 0.0), "g": (1.0, 1.0), "h": (0.0, 3.0),
    }  # fmt: skip


def test_samples_of_unknown_length_are_compared_as_shares() -> None:
    old, new = (replace(a_run(f=seconds, g=3.0), unit="samples") for seconds in (1.0, 3.0))
    comparison = compare([old], [new])
    assert comparison.measure == "shares"
    assert {row.name: (row.old, row.new) for row in comparison.functions} == {"f": (0.25, 0.5), "g": (0.75, 0.5)}


def test_memory_is_not_compared_with_time() -> None:
    with pytest.raises(Incomparable):
        compare([a_run(f=1.0)], [replace(a_run(f=1.0), unit="bytes")])


def test_differences_of_the_circumstances_are_told() -> None:
    other = replace(a_run(f=1.0), command="python b.py", tool="cProfile", python="3.13")
    assert len(compare([replace(a_run(f=1.0), python="3.11")], [other]).notes) == 3


# -- the command


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    store = Store(str(tmp_path))
    for own in (1.0, 1.02, 0.98, 2.0, 2.02, 1.98):
        store.add(a_run(f=own, g=3.0))
    return store


OLD = ",".join(f"20260101-120000-{number}" for number in (1, 2, 3))
NEW = ",".join(f"20260101-120000-{number}" for number in (4, 5, 6))


def diff(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["profile", "diff", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.usefixtures("store")
def test_text_says_who_gained_and_which_bound_was_used(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = diff(capsys, OLD, NEW)
    assert code == 0
    assert "whole run: 4.00 s → 5.00 s, +25.0 %, slower" in out
    assert [line.split()[0] for line in out.splitlines() if "a.py:1" in line] == ["+1.00"]
    assert "one function differs by no more than noise" in out
    assert "the spread between runs" in out
    assert "a.py:1" in diff(capsys, "--all")[1]


@pytest.mark.usefixtures("store")
def test_json_has_every_function(capsys: pytest.CaptureFixture[str]) -> None:
    document: dict[str, Any] = json.loads(diff(capsys, OLD, NEW, "--format", "json")[1])
    assert document["schema"] == "slowspot.profile-diff/1"
    assert [row["function"] for row in document["functions"]] == ["f", "g"]
    row = document["functions"][0]
    assert (row["old"]["own"], row["new"]["own"], row["verdict"], row["bound"]) == (1.0, 2.0, "slower", "runs")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("condition", "code"), [
    ("slower>=20%", 1), ("slower>=30%", 0), ("function>=0.2", 1), ("function >= 26 %", 0),
])  # fmt: skip
def test_conditions_decide_the_exit_code(capsys: pytest.CaptureFixture[str], condition: str, code: int) -> None:
    found = diff(capsys, OLD, NEW, "--fail-on", condition)
    assert found[0] == code
    assert ("limit" in found[2]) == bool(code)
    assert diff(capsys, NEW, OLD, "--fail-on", condition)[0] == 0


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("arguments", [
    ("20990101-000000-1", "latest"), ("latest", "latest"), (",", "latest"), ("--fail-on", "faster"),
    ("--path", "nowhere"),
])  # fmt: skip
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, out, err = diff(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err


def test_a_file_of_the_store_can_be_named(store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kept = tmp_path / "baseline.json"
    kept.write_bytes(Path(store.path_of("20260101-120000-1")).read_bytes())
    assert "old: baseline" in diff(capsys, str(kept), "latest")[1]
    kept.write_text('{"schema":"slowspot.profile/9",\n"functions":[]}', encoding="utf-8")
    code, _, err = diff(capsys, str(kept), "latest")
    assert code == 2
    assert "another version" in err


def test_list_and_clear(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    Path(store.path_of("20260101-120000-3")).write_text("{", encoding="utf-8")
    assert main(["profile", "list"]) == 0
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == [f"20260101-120000-{number}" for number in (6, 5, 4, 2, 1)]
    assert "20260101-120000-3.json" in err
    assert main(["profile", "list", "--format", "json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (len(document["runs"]), len(document["damaged"])) == (5, 1)
    assert main(["profile", "clear"]) == 0
    assert "6 runs" in capsys.readouterr().out
    assert store.runs() == []
    assert main(["profile", "list"]) == 0
    assert "no run is kept" in capsys.readouterr().out
