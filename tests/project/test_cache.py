"""The results cache: what it keeps, and what a bad disk, a bad file or another process can do to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from slowspot.analyzers.project import cache as module
from slowspot.analyzers.project.cache import CacheInfo, ResultsCache, cache_folder, code_identity, key_of
from slowspot.analyzers.version import VERSION

KEY, OTHER = key_of("a", "b"), key_of("a", "c")

WRITER = """
import sys
from slowspot.analyzers.project.cache import ResultsCache, key_of
path, start = sys.argv[1], int(sys.argv[2])
cache = ResultsCache(path)
for number in range(start, start + 1500):
    cache.put(key_of(str(number)), b"value of %d" % number)
cache.close()
print(cache.problem)
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "cache" / "results.sqlite3")


def filled(path: str) -> None:
    with ResultsCache(path) as cache:
        cache.put(KEY, b"one")


def test_a_value_is_there_in_the_next_run(path: str) -> None:
    filled(path)
    with ResultsCache(path) as cache:
        assert (cache.get(KEY), cache.get(OTHER), cache.hits, cache.misses) == (b"one", None, 1, 1)


def test_a_value_is_there_before_it_is_written(path: str) -> None:
    cache = ResultsCache(path)
    cache.put(KEY, b"one")
    assert cache.get_many([KEY, OTHER]) == {KEY: b"one"}


def test_parts_of_a_key_do_not_run_together() -> None:
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("abc", "")}) == 4


def test_nothing_is_made_on_disk_by_a_cache_that_is_not_used(path: str) -> None:
    ResultsCache(path).close()
    assert not os.path.exists(os.path.dirname(path))


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_begun_anew(path: str, damage: bytes) -> None:
    filled(path)
    Path(path).write_bytes(damage)
    with ResultsCache(path) as cache:
        assert cache.get(KEY) is None
        cache.put(KEY, b"two")
    assert ResultsCache(path).get(KEY) == b"two"


def test_a_page_that_a_disk_has_spoilt_is_a_miss_and_never_another_value(path: str) -> None:
    with ResultsCache(path) as cache:
        for number in range(400):
            cache.put(key_of(str(number)), b"%d " % number * 50)
    data = bytearray(Path(path).read_bytes())
    for at in range(5000, len(data), 1777):
        data[at] ^= 0x55
    Path(path).write_bytes(data)
    cache = ResultsCache(path)
    found = {number: cache.get(key_of(str(number))) for number in range(400)}
    assert [number for number, value in found.items() if value not in (None, b"%d " % number * 50)] == []
    cache.put(KEY, b"three")
    cache.close()
    assert ResultsCache(path).get(KEY) == b"three"


def test_a_file_of_another_program_is_left_alone(path: str) -> None:
    os.makedirs(os.path.dirname(path))
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    with ResultsCache(path) as cache:
        cache.put(KEY, b"one")
        assert "another program" in (cache.flush() or cache.problem)
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_place_that_cannot_be_written_costs_the_cache_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with ResultsCache(str(tmp_path / "file" / "results.sqlite3")) as cache:
        cache.put(KEY, b"one")
        cache.flush()
        assert cache.get(KEY) is None
        assert "cannot be used" in cache.problem


def test_a_file_that_cannot_be_written_is_still_read(path: str) -> None:
    filled(path)
    cache = ResultsCache(path)
    assert cache.get(KEY) == b"one"
    connection = cache._connection
    assert connection is not None
    connection.execute("PRAGMA query_only = ON")  # permissions do not hold root back
    cache.put(OTHER, b"two")
    cache.flush()
    assert (cache.get(KEY), cache.get(OTHER)) == (b"one", None)
    assert "cannot be written" in cache.problem


def test_a_file_that_another_process_holds_is_done_without(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slowspot.analyzers.project.cache.WAIT_SECONDS", 0.01)
    filled(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    cache = ResultsCache(path)
    assert cache.get(KEY) is None
    assert "locked" in cache.problem
    holder.close()  # as the death of its process would


def test_the_file_stays_below_its_limit_and_keeps_what_was_used_last(path: str) -> None:
    limit, hours = 2_000_000, 0.0
    cache = ResultsCache(path, limit=limit, clock=lambda: hours * 3600)
    cache.put(KEY, b"often")
    for hour in range(40):
        hours = hour * 30.0
        assert cache.get(KEY) == b"often"
        for number in range(100):
            cache.put(key_of(str(hour), str(number)), os.urandom(1000))
        cache.flush()
        assert os.path.getsize(path) <= limit
    assert cache.get(key_of("39", "99")) is not None
    assert cache.get(key_of("0", "0")) is None


def test_a_run_that_finds_everything_writes_nothing(path: str) -> None:
    filled(path)
    before = os.stat(path).st_mtime_ns
    with ResultsCache(path) as cache:
        assert cache.get(KEY) == b"one"
    assert os.stat(path).st_mtime_ns == before


def test_processes_may_write_at_once(path: str) -> None:
    starts = (0, 1000, 2000)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, str(start)], stdout=subprocess.PIPE) for start in starts
    ]
    assert [writer.communicate()[0].strip() for writer in writers] == [b""] * 3
    cache = ResultsCache(path)
    assert [number for number in range(3500) if cache.get(key_of(str(number))) != b"value of %d" % number] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_opens_the_file_for_itself(path: str) -> None:
    cache = ResultsCache(path)
    cache.put(KEY, b"one")
    cache.flush()
    child = os.fork()
    if not child:
        cache.put(OTHER, b"from the child")
        cache.flush()
        os._exit(0 if cache.get(KEY) == b"one" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert cache.get(OTHER) == b"from the child"


def test_it_tells_what_it_holds_and_can_be_cleared(path: str) -> None:
    filled(path)
    cache = ResultsCache(path)
    assert cache.info() == CacheInfo(path, 1, os.path.getsize(path), cache.limit)
    assert cache.clear()
    assert cache.info() == CacheInfo(path, 0, 0, cache.limit)
    assert cache.get(KEY) is None


def test_the_folder_is_the_users_own_unless_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLOWSPOT_CACHE_DIR", raising=False)
    assert os.path.basename(os.path.normpath(cache_folder())) in ("slowspot", "cache")
    monkeypatch.setenv("SLOWSPOT_CACHE_DIR", str(tmp_path))
    assert cache_folder() == str(tmp_path)


def test_the_code_that_makes_results_is_part_of_what_they_depend_on() -> None:
    assert code_identity() == code_identity() != ""


def test_two_builds_of_one_version_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "site-packages" / "slowspot"
    record = package.parent / f"slowspot-{VERSION}.dist-info" / "RECORD"
    record.parent.mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(package / "analyzers" / "project" / "cache.py"))
    engine, compiled = "slowspot/analyzers/engine.py,sha256={},9\n", "slowspot/analyzers/__pycache__/engine.pyc,,\n"
    identities = [code_identity()]
    for text in (
        engine.format("a") + "../../bin/slowspot,sha256=b,9\n",
        compiled + "../../bin/slowspot,sha256=c,9\n" + engine.format("a"),  # the same files on another machine
        engine.format("d"),
    ):
        record.write_text(text)
        identities.append(code_identity())
    assert identities[1] == identities[2]
    assert len(set(identities)) == 3
