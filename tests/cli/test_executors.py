"""Files analyzed elsewhere: by any executor, and by a real Dask cluster that loses a worker, falls silent, is gone."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.settings import FailOn
from slowspot.cli.analysis import clusters, remote
from slowspot.cli.analysis.cluster_arguments import Remote
from slowspot.cli.analysis.clusters import analyze_on_cluster
from slowspot.cli.analysis.plan import Configuration, Job, Plan
from slowspot.cli.analysis.records import FileResult
from slowspot.cli.analysis.remote import Spread, UnfitWorkerError, shared_by
from slowspot.cli.analysis.workers import PARALLEL_FROM, Crashed
from slowspot.cli.errors import UsageError
from slowspot.models import FOLDER

from .conftest import Project

SLOW = "def f(xs, ys):\n    return [x for x in xs if x in list(ys)]\n\n\ndef g(xs):\n    return sorted(xs)[0]\n"
FILLER = "#" * 13_000


class Cluster:
    """A scheduler and two workers, each a process."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self.folder = folder
        self.scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port))
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder), "--death-timeout", "30")
        self.workers = [self._start("dask_worker", f"tcp://{self.address}", *options) for _ in range(2)]

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"]
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def remote(self, *, timeout: float = 60.0, shared_sources: bool = False) -> Remote:
        return Remote(f"tcp://{self.address}", timeout, shared_sources)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
        for process in (*self.workers, self.scheduler):
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.end()


def work(folder: Path, count: int = 60) -> tuple[Plan, list[tuple[Job, int]]]:
    plan = Plan([Configuration(("sorted-first",), (3, 10), FailOn())], models=FOLDER)
    items: list[tuple[Job, int]] = []
    for number in range(count):
        path = folder / f"{number}.py"
        path.write_text(SLOW + FILLER)
        items.append((Job(path.name, str(path), 0, path.name), path.stat().st_size))
    return plan, items


def drained(running: Generator[tuple[int, Any], None, Any]) -> tuple[dict[int, Any], Any]:
    """All results of an iterator by their index, and what it returns."""
    found: dict[int, Any] = {}
    while True:
        try:
            index, result = next(running)
        except StopIteration as stop:
            return found, stop.value
        assert index not in found
        found[index] = result


def lines_found(results: dict[int, Any]) -> dict[int, list[int]]:
    return {index: [finding.span.start.line for finding in result.findings] for index, result in results.items()}


def expected(count: int) -> dict[int, list[int]]:
    return {index: [5] for index in range(count)}


# -- any executor


class Inline(Executor):
    """Runs a task when it is submitted; some of them fail, by number."""

    def __init__(self, *errors: BaseException | None) -> None:
        self.errors = list(errors)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            if self.errors and (error := self.errors.pop(0)) is not None:
                raise error
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


class Mute(Executor):
    """Takes all work, and never answers."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


def spread(executor: Executor, plan: Plan, items: Sequence[tuple[Job, int]], **options: Any) -> Spread:
    options = {"workers": lambda: 2, "timeout": 60.0, **options}
    return Spread(executor, shared_by(plan, [job for job, _ in items]), **options)


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Plan, list[tuple[Job, int]]]:
    monkeypatch.undo()  # the real rules, as other processes have them
    return work(tmp_path, 12)


@pytest.mark.parametrize("kind", [Inline, lambda: ThreadPoolExecutor(3), lambda: ProcessPoolExecutor(1)])
def test_any_executor_will_do(few: tuple[Plan, list[tuple[Job, int]]], kind: Any) -> None:
    with kind() as executor:
        found, left = drained(spread(executor, *few).results(few[1], chunk_bytes=30_000))
    assert (lines_found(found), left.indices, left.reason) == (expected(12), [], "")


def test_a_file_that_kills_its_workers_is_given_up_and_no_other(few: tuple[Plan, list[tuple[Job, int]]]) -> None:
    death = ArithmeticError("ended by signal 9")
    executor = Inline(death, None, None, None, death)  # the first chunk of three files; of those the second alone
    running = spread(executor, *few, deaths=(ArithmeticError,)).results(few[1], chunk_bytes=1)
    found, left = drained(running)
    crashed = {index: result.message for index, result in found.items() if isinstance(result, Crashed)}
    assert (len(found), left.indices) == (12, [])
    assert list(crashed.values()) == ["the processes that analyzed it ended: ArithmeticError: ended by signal 9"] * 2


def test_what_fails_elsewhere_is_left_to_be_done_here(few: tuple[Plan, list[tuple[Job, int]]]) -> None:
    found, left = drained(spread(Inline(None, OSError("lost")), *few).results(few[1], chunk_bytes=1))
    assert (len(found), len(left.indices), left.reason) == (11, 1, "OSError: lost")


def test_an_executor_that_only_fails_is_given_up(few: tuple[Plan, list[tuple[Job, int]]]) -> None:
    executor = Inline(*[OSError("lost")] * 100)
    found, left = drained(spread(executor, *few).results(few[1], chunk_bytes=1))
    assert (found, sorted(left.indices), left.reason) == ({}, list(range(12)), "OSError: lost")


def test_an_executor_that_never_answers_is_given_up(few: tuple[Plan, list[tuple[Job, int]]]) -> None:
    found, left = drained(spread(Mute(), *few, timeout=0.05).results(few[1], chunk_bytes=1))
    assert (found, sorted(left.indices), left.reason) == ({}, list(range(12)), "no answer for 0.05 s")


def test_a_worker_with_other_code_is_refused(
    few: tuple[Plan, list[tuple[Job, int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_own_code", lambda: "0.0.9-py3.10")
    monkeypatch.setattr(remote, "_active", remote._Active())
    with pytest.raises(UnfitWorkerError, match=r"runs 0\.0\.9-py3\.10, here it is "):
        drained(spread(Inline(), *few).results(few[1]))


def test_a_file_that_a_worker_cannot_read_is_left_to_be_done_here(few: tuple[Plan, list[tuple[Job, int]]]) -> None:
    plan, items = few
    Path(items[3][0].full).unlink()
    _, left = drained(spread(Inline(), plan, items).results(items))
    assert left.indices == [3]
    _, left = drained(spread(Inline(), plan, items, shared_sources=True).results(items))
    assert (left.indices, left.reason) == ([3], "its workers cannot read all files, such as 3.py")


# -- a cluster, which one of the tests leaves with a worker less


def test_a_cluster_finds_the_same(cluster: Cluster, project: Project) -> None:
    for number in range(8):
        project.file(f"pkg/{number}.py", SLOW + "#" * (PARALLEL_FROM // 8))
    command = ("analyze", "--no-cache", "--preview", "--format", "json")
    here = project.process(*command)
    there = project.process(*command, "--executor", f"dask://{cluster.address}")
    assert (there.code, there.err) == (1, "")
    reports = [outcome.json for outcome in (here, there)]
    for report in reports:
        del report["seconds"]
    assert len(reports[0]["findings"]) >= 8
    assert reports[0] == reports[1]


def test_a_cluster_with_another_slowspot_is_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "code_identity", lambda: "0.0.9-py3.10")
    with pytest.raises(
        UsageError, match=r"worker tcp://\S+ runs 0\.1\.0\S+, here it is 0\.0\.9-py3\.10; install the same"
    ):
        drained(analyze_on_cluster(cluster.remote(), *work(tmp_path, 1)))


def test_a_worker_that_dies_midway_costs_nothing(cluster: Cluster, tmp_path: Path) -> None:
    plan, items = work(tmp_path, 100)
    running = analyze_on_cluster(cluster.remote(), plan, items)
    index, first = next(running)
    cluster.workers[0].kill()
    found, left = drained(running)
    assert isinstance(first, FileResult)
    assert lines_found({**found, index: first}) == expected(100)
    assert list(left) == []


def test_a_cluster_that_falls_silent_is_left(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, items = work(tmp_path, 30)
    alive = [worker for worker in cluster.workers if worker.poll() is None]
    for worker in alive:
        worker.send_signal(signal.SIGSTOP)
    try:
        found, left = drained(analyze_on_cluster(cluster.remote(timeout=1.0), plan, items))
    finally:
        for worker in alive:
            worker.send_signal(signal.SIGCONT)
    assert (found, sorted(left)) == ({}, list(range(30)))
    # On a machine that is very busy the scheduler, too, may not answer within a second.
    told = r"(: no answer for 1 s; 30 files are| cannot be reached \(.*\); all is) analyzed here\n"
    assert re.fullmatch(f"slowspot: warning: dask://{cluster.address}{told}", capsys.readouterr().err)


def test_no_cluster_at_the_address_is_a_warning_and_the_work_is_done_here(project: Project) -> None:
    project.file("a.py", SLOW + "#" * PARALLEL_FROM)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()  # and says nothing
        address = f"dask://127.0.0.1:{taken.getsockname()[1]}"
        options = ("--no-cache", "--preview", "-q", "--executor", address, "--executor-timeout", "0.5")
        outcome = project.process("analyze", *options)
    assert (outcome.code, "sorted-first" in outcome.out) == (1, True)
    assert outcome.err.startswith(f"slowspot: warning: {address} cannot be reached (")
    assert outcome.err.endswith("); all is analyzed here\n")


@pytest.mark.parametrize("where", ["dask://", "dask://host", "dask://host:99999", "ray://host:1", ""])
def test_what_is_no_executor_is_wrong_usage(project: Project, where: str) -> None:
    outcome = project.run("analyze", "--executor", where)
    assert (outcome.code, "is neither `local` nor `dask://HOST:PORT`" in outcome.err) == (2, True)


def test_a_cluster_needs_its_extra(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    project.file("a.py", "#" * PARALLEL_FROM)
    outcome = project.run("analyze", "--executor", "dask://127.0.0.1:8786")
    assert (outcome.code, "pip install 'slowspot[cluster]'" in outcome.err) == (2, True)
