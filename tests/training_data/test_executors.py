"""Work is done in this process, in several, or on a real Dask cluster; what cannot be used says why."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from slowspot.training_data import executors
from slowspot.training_data.executors import ExecutorError, run


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    from distributed import LocalCluster

    settings: Any = {"dashboard_address": None}
    cluster: Any = LocalCluster(n_workers=1, threads_per_worker=2, protocol="tcp", host="127.0.0.1", **settings)
    with cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


def test_one_process_is_this_one_and_keeps_the_order() -> None:
    seen: list[int] = []
    results = run(lambda item: seen.append(item) or item * 2, iter(range(3)))
    assert next(results) == 0
    assert seen == [0]  # items are taken as they are needed
    assert list(results) == [2, 4]


def test_several_processes_do_all_items() -> None:
    assert sorted(run(math.sqrt, [16.0, 1.0, 9.0, 4.0, 25.0], jobs=2)) == [1, 2, 3, 4, 5]


def test_what_the_function_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="math domain error"):
        list(run(math.sqrt, [-1.0], jobs=2))


def test_a_worker_process_that_dies_is_told() -> None:
    with pytest.raises(ExecutorError, match="a worker process died"):
        list(run(os._exit, [1], jobs=2))


def test_a_cluster_does_all_items(scheduler: str) -> None:
    assert sorted(run(math.sqrt, (number * number for number in range(20)), scheduler)) == list(range(20))


def test_what_the_function_raises_on_the_cluster_is_raised(scheduler: str) -> None:
    with pytest.raises(ValueError, match="math domain error"):
        list(run(math.sqrt, [-1.0], scheduler))


def test_workers_of_another_version_are_told(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "VERSION", "9.9")
    with pytest.raises(ExecutorError, match=r"has slowspot .*, this process has 9\.9; both must be the same"):
        list(run(math.sqrt, [1.0], scheduler))


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_CONNECT_SECONDS", 0.2)
    with pytest.raises(ExecutorError, match=r"127\.0\.0\.1:1: no Dask scheduler answers there"):
        list(run(math.sqrt, [1.0], "dask://127.0.0.1:1"))


def test_the_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExecutorError, match="takes the extra `cluster`"):
        list(run(math.sqrt, [1.0], "dask://127.0.0.1:1"))


@pytest.mark.parametrize("name", ["cloud", "dask://", "ray://host:1", "dask"])
def test_an_unknown_executor_is_told(name: str) -> None:
    with pytest.raises(ExecutorError, match="unknown executor"):
        run(math.sqrt, [1.0], name)


def test_an_address_without_port_is_told() -> None:
    with pytest.raises(ExecutorError, match="is no address of a scheduler"):
        list(run(math.sqrt, [1.0], "dask://host"))
