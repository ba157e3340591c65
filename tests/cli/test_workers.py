"""Work in several processes: complete, and beyond the death of one of them."""

from __future__ import annotations

import operator
import os
import pickle
import signal
import time
from pathlib import Path

import pytest
from slowspot.analyzers.settings import FailOn
from slowspot.cli.analysis import workers
from slowspot.cli.analysis.plan import Configuration, Job, Plan
from slowspot.cli.analysis.running import analyze_file
from slowspot.cli.analysis.workers import PARALLEL_FROM, Crashed, run

HEAVY = PARALLEL_FROM


def square(shared: int, item: int) -> int:
    return shared + item * item


def where(_: object, item: int) -> int:
    return os.getpid()


def die(_: object, item: int) -> int:
    if item == 3:
        os._exit(7)
    if item == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def wait_for(folder: Path, item: int) -> int:
    (folder / str(os.getpid())).touch()
    if item:
        time.sleep(60)
    return item


def results(function, shared: object, items: list[int], jobs: int, weight: int = HEAVY) -> list[object]:
    done = dict(run(function, shared, [(item, weight) for item in items], jobs))
    return [done[index] for index in range(len(items))]


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_every_item_has_its_result(jobs: int, count: int) -> None:
    assert results(square, 1, list(range(count)), jobs) == [1 + item * item for item in range(count)]


def test_little_work_stays_in_this_process() -> None:
    assert set(results(where, None, list(range(10)), 4, weight=10)) == {os.getpid()}


def test_much_work_is_shared() -> None:
    assert os.getpid() not in results(where, None, list(range(10)), 2)


def test_the_heaviest_items_come_first() -> None:
    items = [("a", 1), ("b", 100), ("c", 50), ("d", 1)]
    assert [[item for _, item in chunk] for chunk in workers.chunks_of(items, 12)] == [["b"], ["c"], ["a", "d"]]


def test_the_death_of_a_process_costs_only_the_item_it_was_at() -> None:
    assert results(die, None, list(range(40)), 2) == [
        Crashed("the process that analyzed it ended with code 7")
        if item == 3
        else Crashed("the process that analyzed it was killed by signal 9")
        if item == 5
        else item
        for item in range(40)
    ]


def test_processes_that_are_spawned_do_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "start_method", lambda: "spawn")
    assert results(operator.mul, 3, list(range(10)), 2) == [3 * item for item in range(10)]


def test_a_plan_and_its_results_travel_between_processes(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = (\n")
    plan = Plan([Configuration(("slow-call",), (3, 10), FailOn())])
    job = Job("a.py", str(path), 0, "a.py")
    there = pickle.loads(pickle.dumps((plan, job)))
    back = pickle.loads(pickle.dumps(analyze_file(*there)))
    assert [note.kind for note in back.notes] == ["syntax-error"]


def test_closing_ends_the_processes(tmp_path: Path) -> None:
    running = run(wait_for, tmp_path, [(0, HEAVY * 100), (1, 1), (1, 1)], 2)
    next(running)
    running.close()
    alive = [path.name for path in tmp_path.iterdir() if Path("/proc", path.name).exists()]
    assert alive == []
