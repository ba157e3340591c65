"""Time that a profiler charged to the next call goes back to the loop in which it was spent."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from slowspot.analyzers.profiling.attributing.attribution import attribute
from slowspot.analyzers.profiling.attributing.stretches import Spreads, spread, spread_passes
from slowspot.analyzers.profiling.recording.programs import Target, record


def lines_of(source: str, spreads: Spreads = spread, **alone: float) -> dict[int, float]:
    """Time by line after spreading it; `alone` is by L1, L2 … of the function's text."""
    function = ast.parse(dedent(source).strip()).body[0]
    assert isinstance(function, ast.FunctionDef)
    times = {int(name[1:]): time for name, time in alone.items()}
    found = spreads(function.body, times)
    assert sum(found.lines.values()) == pytest.approx(0)
    return {line: times.get(line, 0.0) + found.lines.get(line, 0.0) for line in {*times, *found.lines}}


PAIRS = """
def pairs(orders, customers):
    for order in orders:
        for customer in customers:
            if customer.id == order.customer_id:
                found.append((order, customer))
    return found
"""


def test_a_loop_without_calls_gets_what_was_charged_to_the_call_below() -> None:
    lines = lines_of(
        """
        def check(lines, known):
            for line in lines:
                if line.sku not in known:
                    complain(line)
            log(lines)
        """,
        L5=1.0,
    )
    assert max(lines, key=lines.__getitem__) == 3
    assert lines[5] < 0.1
    assert lines.get(4, 0.0) == 0  # whatever ran there would be charged to its own call


def test_a_call_that_seldom_runs_is_not_what_its_loop_costs() -> None:
    lines = lines_of(
        PAIRS,
        L5=1.0,
    )
    assert max(lines, key=lines.__getitem__) == 4


def test_what_ran_before_the_last_call_has_no_part_in_it() -> None:
    lines = lines_of(
        """
        def work(rows):
            total = 0
            for row in rows:
                total += row
            save(total)
            return total * 2
        """,
        L6=1.0,
    )
    assert lines == {6: 1.0}


def test_a_call_in_every_pass_keeps_its_time() -> None:
    lines = lines_of(
        """
        def work(rows):
            for row in rows:
                send(row)
        """,
        L3=1.0,
    )
    assert lines == {3: 1.0}


@pytest.mark.parametrize("name", ["argparse", "ast", "dataclasses", "inspect", "typing", "subprocess"])
def test_every_shape_of_code_is_taken(name: str) -> None:
    __import__(name)
    file = sys.modules[name].__file__
    assert file is not None
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            found = spread(node.body, dict.fromkeys(range(node.lineno, node.end_lineno + 1), 1.0))
            assert sum(found.lines.values()) == pytest.approx(0, abs=1e-6)
            assert all(node.lineno <= first <= last <= node.end_lineno for first, last, _ in found.stretches)


def test_of_a_real_program_the_line_that_was_at_work_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    script = tmp_path / "script.py"
    script.write_text(
        "def search(rows, known):\n"
        "    found = 0\n"
        "    for row in rows:\n"
        "        if row in known:\n"
        "            found += 1\n"
        "    return len(str(found))\n"
        "\n"
        "search(range(2000), list(range(1000, 9000)))\n"
    )
    recording = record(Target((str(script),)), sampler="pyinstrument")
    run = attribute(recording.profile, str(tmp_path), run_id="r")
    function = next(function for function in run.functions if function.name == "search")
    hottest = max(function.lines, key=lambda line: line.own)
    assert function.line + hottest.offset == 4
    assert function.stretches
    assert sum(line.own for line in function.lines) == pytest.approx(function.own)


CHECKED = """
def check(lines, known):
    for line in lines:
        if line.sku not in known:
            complain(line)
        if line.quantity < 1:
            complain(line)
    log(lines)
"""


@pytest.mark.parametrize("seen", ["L2", "L5"])  # where Python 3.11 and 3.12 show the end of a pass
def test_what_a_thread_saw_at_the_end_of_a_pass_belongs_to_the_pass(seen: str) -> None:
    lines = lines_of(CHECKED, spread_passes, **{seen: 1.0})
    assert lines[3] > 0.6
    assert lines.get(4, 0.0) == lines.get(7, 0.0) == 0


def test_a_pass_does_not_pay_for_the_loop_inside_it() -> None:
    lines = lines_of(
        PAIRS,
        spread_passes,
        L2=0.25,
        L3=1.0,
    )
    assert lines[4] + lines[3] + lines[2] == pytest.approx(1.25)
    assert lines[4] > 0.5
    assert lines.get(5, 0.0) == 0


def test_what_a_thread_saw_in_a_call_stays_there() -> None:
    assert lines_of(CHECKED, spread_passes, L4=1.0, L7=2.0) == {4: 1.0, 7: 2.0}


def test_the_hottest_line_of_a_loop_without_calls_is_known(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        dedent(
            """
            class Line:
                sku, quantity = "none", 1

            def check(lines, known):
                problems = 0
                for line in lines:
                    if line.sku not in known:
                        problems += 1
                    if line.quantity < 1:
                        problems += 1
                return problems

            known = [str(number) for number in range(300)]
            for _ in range(40):
                check([Line] * 3000, known)
            """
        )
    )
    recording = record(Target((str(tmp_path / "main.py"),)), python=sys.executable, sampler="thread", cwd=str(tmp_path))
    run = attribute(recording.profile, str(tmp_path), run_id="1")
    check = next(function for function in run.functions if function.name == "check")
    own = {line.offset: line.own for line in check.lines}
    assert sum(own.values()) > 0.9 * check.own
    assert max(own, key=own.__getitem__) == 3
