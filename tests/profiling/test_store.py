from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.profiling.measured import (
    Call,
    FlameNode,
    MeasuredFunction,
    MeasuredLine,
    MeasuredStall,
    Run,
    Stretch,
)
from slowspot.analyzers.profiling.overlay import overlay
from slowspot.analyzers.profiling.store import KEPT, Store, StoreError, is_run_file, load_run, root_of

ID = "20260101-120000-1"


def a_run(run_id: str = ID, functions: int = 1) -> Run:
    return Run(
        id=run_id,
        tool="slowspot",
        unit="seconds",
        total=10.0,
        functions=[
            MeasuredFunction(
                "shop/a.py", f"f{number}", number + 1, "00ff", 2.5, 1.25, 5.0, 0.5, 40, 3,
                (MeasuredLine(0, 0.0, 5.0), MeasuredLine(1, 2.5, 2.5, "ab")), (Stretch(1, 3, 2.5),),
                (Call("shop/b.py", "main", 5.0),), (Call("", "json.dumps", 1.25),),
            )
            for number in range(functions)
        ],
        command="python -m shop",
        python="3.11.7",
        began=1.0,
        duration=11.0,
        interval=0.001,
        samples=80,
        waiting=1.0,
        outside=5.0,
        stalls=[
            MeasuredStall(1.0, 0.2, "shop/a.py", "f0", 2, "time.sleep", (("", "run", 1), ("shop/a.py", "f0", 2)), 0.5)
        ],
        flame=[FlameNode("", "Main", 0, -1, 10.0), FlameNode("shop/a.py", "f0", 1, 0, 5.0)],
        notes=["Threads were not seen"],
        unseen={"shop/a.py": ("cold",)},
    )  # fmt: skip


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    assert (store.load(), store.runs(), store.clear()) == (None, [], 0)
    store.add(a_run())
    assert store.load(ID) == store.load("latest") == load_run(store.path_of(ID)) == a_run()
    (info,) = store.runs()
    assert (info.id, info.tool, info.command, info.total, info.samples, info.functions) == (
        ID, "slowspot", "python -m shop", 10.0, 80, 1,
    )  # fmt: skip
    assert is_run_file(store.path_of(ID))
    assert not is_run_file(__file__)
    assert (tmp_path / ".slowspot/.gitignore").read_text(encoding="utf-8").endswith("*\n")


def test_the_last_twenty_are_kept_and_the_newest_come_first(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    for _ in range(KEPT + 3):
        store.add(a_run())
    kept = store.runs()
    assert [info.id.rpartition("-")[2] for info in kept] == [str(number) for number in range(KEPT + 3, 3, -1)]
    latest, previous = store.load("latest"), store.load("previous")
    assert latest is not None
    assert previous is not None
    assert (latest.id, previous.id) == (kept[0].id, kept[1].id)
    assert store.clear() == KEPT
    assert store.load() is None


def test_what_is_too_small_to_matter_is_not_kept_but_known_as_cold(tmp_path: Path) -> None:
    run = a_run()
    run.functions.append(MeasuredFunction("shop/a.py", "once", 50, "aa", 0.0005, 0.0, 0.0005, samples=1))
    run.functions.append(MeasuredFunction("shop/a.py", "twice", 60, "aa", 0.0005, 0.0, 0.0005, samples=2))
    store = Store(str(tmp_path))
    store.add(run)
    kept = store.load()
    assert kept is not None
    assert [function.name for function in kept.functions] == ["f0", "twice"]
    assert kept.unseen == {"shop/a.py": ("cold", "once")}


def test_the_stamp_tells_every_change(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    stamps = [store.stamp()]
    for change in (lambda: store.add(a_run()), lambda: store.add(a_run()), store.clear):
        assert store.stamp() == stamps[-1]
        change()
        stamps.append(store.stamp())
    assert all(before != after for before, after in pairwise(stamps))


ADD = """
import sys
sys.path.insert(0, sys.argv[2])
from test_store import a_run
from slowspot.analyzers.profiling.store import Store
store = Store(sys.argv[1])
for _ in range(9):
    store.add(a_run(functions=50))
"""


def test_processes_that_add_at_once_lose_no_run(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ADD, str(tmp_path), str(Path(__file__).parent)]
    processes = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    store = Store(str(tmp_path))
    assert len(store.runs()) == 18
    assert store.damaged == []
    assert not [name for name in os.listdir(tmp_path / ".slowspot/runs") if name.endswith(".tmp")]


@pytest.mark.parametrize(("content", "reason"), [
    (b"", None),  # it is being written
    (b"{", "damaged"),
    (b"\xff\xfe\x00", "damaged"),
    (b"[" * 200_000, "damaged"),
    (b'{"schema":"slowspot.profile/1","a":' + b"[" * 200_000 + b",\n", "damaged"),
    (b'{"schema":"slowspot.profile/2",\n"functions":[]}', "another version of Slowspot"),
    (b'{"schema":"speedscope",\n"functions":[]}', "not a run"),
    (b'{"schema":"slowspot.profile/1",\n"flame":[' + b"[]," * 2_000_001 + b"0]}", "damaged"),
    (b'{"schema":"slowspot.profile/1",\n"total":1e999}', "damaged"),
    (b'{"schema":"slowspot.profile/1","total":' + b"9" * 5000 + b",\n}", "damaged"),
])  # fmt: skip
def test_a_damaged_file_is_named_and_the_others_stay_usable(tmp_path: Path, content: bytes, reason: str | None) -> None:
    store = Store(str(tmp_path))
    store.add(a_run())
    damaged = tmp_path / ".slowspot/runs/20270101-120000-1.json"
    damaged.write_bytes(content)
    assert [info.id for info in store.runs()] == [ID]
    told = [str(error) for error in store.damaged]
    run = store.load("latest")
    assert run is not None
    assert run.id == ID
    if reason is None:
        assert told == []
        return
    for error in (*told, str(store.damaged[0])):
        assert str(damaged) in error
        assert reason in error
    with pytest.raises(StoreError, match=reason):
        store.load("20270101-120000-1")


def test_a_file_that_would_fill_the_memory_is_not_decoded(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.add(a_run())
    damaged = tmp_path / ".slowspot/runs/20270101-120000-1.json"
    damaged.write_bytes(b'{"schema":"slowspot.profile/1",\n"flame":[' + b"[]," * 2_000_001 + b"0]}")
    with pytest.raises(StoreError, match="holds more than any run"):
        store.load("20270101-120000-1")


def test_a_pipe_or_a_huge_file_in_the_store_keeps_nobody_waiting(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.add(a_run())
    with open(tmp_path / ".slowspot/runs/20270101-120000-1.json", "wb") as file:
        file.truncate(200_000_000)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / ".slowspot/runs/20270101-120000-2.json")
    assert [info.id for info in store.runs()] == [ID]
    run = store.load()
    assert run is not None
    assert run.id == ID
    assert len(store.damaged) == 1 + hasattr(os, "mkfifo")


@pytest.mark.parametrize("run_id", ["../20260101-120000-1", "a/b", "", ".", "\0", "20260101-120000-9"])
def test_an_id_that_is_none_finds_nothing(tmp_path: Path, run_id: str) -> None:
    store = Store(str(tmp_path))
    store.add(a_run())
    assert store.load(run_id) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".slowspot").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(str(tmp_path)).add(a_run())
    assert (tmp_path / ".slowspot").read_text(encoding="utf-8") == "in the way"


def test_a_store_belongs_to_the_nearest_project(tmp_path: Path) -> None:
    inner = tmp_path / "mono" / "service" / "app"
    inner.mkdir(parents=True)
    file = inner / "a.py"
    file.touch()
    (tmp_path / "mono" / ".git").mkdir()
    assert root_of(str(file)) == str(tmp_path / "mono")
    (tmp_path / "mono" / "service" / "pyproject.toml").touch()
    assert root_of(str(inner)) == str(tmp_path / "mono" / "service")
    (tmp_path / "mono" / ".slowspot").mkdir()
    assert root_of(str(inner)) == str(tmp_path / "mono")


def test_a_store_above_a_repository_is_not_its_own(tmp_path: Path) -> None:
    repository = tmp_path / "home" / "shop"
    (tmp_path / "home" / ".slowspot").mkdir(parents=True)
    (repository / ".git").mkdir(parents=True)
    assert root_of(str(repository)) == str(repository)
    assert root_of(str(tmp_path / "home" / "script.py")) == str(tmp_path / "home")


# -- whatever a file holds

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}),
    st.sampled_from(["../../etc/passwd", "/etc/passwd", "a\0b", -1, 10**30, "x" * 20_000, [[]], [1, 2], {"a": 1}]),
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """All containers and keys in a JSON value."""
    items = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(value, key) for key, _ in items] + [place for _, inner in items for place in places(inner)]


@given(st.data())
def test_hostile_values_are_a_store_error_or_a_run(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = Store(str(tmp_path_factory.getbasetemp() / "hostile"))
    path = Path(store.path_of(ID))
    if not path.exists():
        store.add(a_run())
        path.with_suffix(".good").write_bytes(path.read_bytes())
    document = json.loads(path.with_suffix(".good").read_bytes())
    for _ in range(data.draw(st.integers(1, 2))):
        container, key = data.draw(st.sampled_from(places(document)))
        container[key] = deepcopy(data.draw(ODD))  # the drawn lists are shared, and the next round may change them
    first = {key: document.get(key) for key in list(document)[:14]}
    rest = {key: document.get(key) for key in list(document)[14:]}
    path.write_text(json.dumps(first)[:-1] + ",\n" + json.dumps(rest)[1:], encoding="utf-8")
    store.runs()
    try:
        run = load_run(str(path))
    except StoreError:
        return
    assert all(not function.path.startswith(("/", "..")) for function in run.functions)
    assert run.share(run.functions[0].total if run.functions else 0.0) <= 1
    overlay(run, "shop/a.py", "def f0():\n    pass\n")
