"""The process that indexes, by itself: what it tells, what it remembers, how it follows files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding, Note, Position, Related, Score, Share, Span, Speedup
from slowspot.analyzers.rules.declaration import Match
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.notebook import Notebook
from slowspot.server.indexing.aside import APART, Aside
from slowspot.server.indexing.notebooks import InFile
from slowspot.server.indexing.records import CLEAN, UnreadableError, read_record, record_of

from .indexed import CLEAN_TEXT, SLOW, make_project, notebook

Answer = dict[str, Any]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


# -- records


def test_a_record_tells_what_the_analysis_found() -> None:
    [rule] = resolve("sorted-first")
    span = Span(Position(1, 11), Position(1, 28))
    score = Score(Speedup(1.0, 2.0, 3.0, "model"), Share(0.5, "profiled", 0.25, stale=True), 0.1, 0.9)
    match = Match(node=None, message="slow", safety="review", reason="may differ")  # pyright: ignore[reportArgumentType]
    finding = Finding(
        rule, span, "slow", "f.g", "warning", "review", "may differ", match, (Related(span, "here"),), score
    )
    lines = ["x = 'ascii'\n", "y = '🙂' # slowspot: ignore\n"]
    record = record_of([finding], [Note("unused-suppression", "unused", 1), Note("syntax-error", "no line")], lines)
    [read], notes, known = read_record(record)
    names = ("rule", "span", "message", "function", "severity", "safety", "reason", "related", "score")
    assert [getattr(read, name) for name in names] == [getattr(finding, name) for name in names]
    assert notes == [Note("unused-suppression", "unused", 1)]
    assert list(known) == ["", "y = '🙂' # slowspot: ignore"]


def test_a_file_with_nothing_to_tell_takes_no_room() -> None:
    assert record_of([], [Note("syntax-error", "no line")], ["def (\n"]) == CLEAN
    assert read_record(CLEAN)[:2] == ([], [])


@pytest.mark.parametrize("record", [b"{}", b"[1]", b"not JSON", b'{"findings":[["sorted-first"]],"notes":[]}'])
def test_a_record_of_somebody_else_is_refused(record: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_record(record)


# -- the process by itself


class Indexing:
    """The process, as the server talks to it."""

    def __init__(self, folder: Path, **order: Any) -> None:
        command = [sys.executable, "-m", "slowspot.server.indexing", "--asked"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")
        self.folder = folder
        settings = order.pop("settings", {"preview": True})
        self.send({"do": "index", "folders": [{"path": str(folder), "settings": settings}], **order})

    def send(self, order: Answer) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def told(self) -> tuple[dict[str, list[str]], list[str], Answer]:
        """Rules by file, files that are gone, and what ends the pass."""
        assert self.process.stdout is not None
        found: dict[str, list[str]] = {}
        gone: list[str] = []
        for line in self.process.stdout:
            if line[:1] == b"f":
                path, _, record = line[1:].rstrip(b"\n").partition(b"\t")
                name = Path(json.loads(path)).relative_to(self.folder).as_posix()
                found[name] = [finding.rule.slug for finding in read_record(record)[0]]
                continue
            message = json.loads(line[1:])
            gone += [Path(path).name for path in message.get("gone", ())]
            if "done" in message:
                return found, gone, message["done"]
        raise AssertionError("the process has ended")

    def end(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(20)


def test_it_finds_what_the_settings_let_it_look_at(project: Path) -> None:
    process = Indexing(project, first=[str(project / "shop.py")])
    found, _, done = process.told()
    # The folders of open files come first.
    assert list(found.items()) == [("shop.py", ["sorted-first"]), ("pkg/prices.py", ["sorted-first"])]
    assert (done["files"], process.end()) == (4, 0)


def test_what_was_done_before_is_not_done_again(project: Path) -> None:
    first = Indexing(project)
    assert (first.told()[2]["examined"], first.end()) == (3, 0)  # two of the four have the same text
    again = Indexing(project)
    found, _, done = again.told()
    assert (sorted(found), done["examined"], again.end()) == (["pkg/prices.py", "shop.py"], 0, 0)


def test_it_follows_the_files(project: Path) -> None:
    process = Indexing(project)
    process.told()

    def look(*names: str) -> tuple[dict[str, list[str]], list[str]]:
        process.send({"do": "look", "paths": [str(project / name) for name in names]})
        return process.told()[:2]

    (project / "shop.py").write_text(CLEAN_TEXT)
    (project / "pkg/prices.py").unlink()
    assert look("shop.py", "pkg/prices.py") == ({"shop.py": []}, ["prices.py"])
    (project / "pkg/fresh.py").write_text(SLOW)
    (project / "ignored/more.py").write_text(SLOW)
    (project / "venv/lib/more.py").write_text(SLOW)
    names = ("pkg/fresh.py", "ignored/more.py", "venv/lib/more.py")
    assert look(*names) == ({"pkg/fresh.py": ["sorted-first"]}, [])
    assert look("venv/lib/more.py") == ({}, [])
    process.end()


def test_a_notebook_is_told_of_by_the_lines_of_its_file(tmp_path: Path) -> None:
    data = notebook("%matplotlib inline", "import os\nnames = 'ü'\n" + SLOW).encode()
    path = tmp_path / "sales.ipynb"
    path.write_bytes(data)
    (tmp_path / "other.ipynb").write_text(notebook(SLOW, language="julia"))
    (tmp_path / "broken.ipynb").write_text("{")
    process = Indexing(tmp_path)
    found, _, done = process.told()
    assert (found, done["files"], process.end()) == ({"sales.ipynb": ["sorted-first"]}, 3, 0)
    both = Notebook.from_bytes(data)
    document = Document(both.module.text)
    findings = Analyzer(document, RuleSet(resolve("sorted-first"))).findings()
    [finding] = InFile(both, data).findings(findings)
    line = data.decode().split("\n")[finding.span.start.line]
    assert finding.message.startswith("cell 2, line 4: ")
    assert line[finding.span.start.column : finding.span.end.column] == '"    return sorted(prices)[0]\\n"'


@pytest.mark.skipif(sys.platform != "linux", reason="makes files that not every system has")
def test_odd_files_cost_nothing_but_themselves(project: Path) -> None:
    (project / os.fsdecode(b"caf\xe9.py")).write_text(SLOW)
    (project / "nul.py").write_bytes(b"x = 1\0\n" + SLOW.encode())
    (project / "latin.py").write_bytes(b"# -*- coding: no-such-codec -*-\n" + SLOW.encode())
    (project / "large.py").write_text(SLOW + "# \n" * 300_000)
    (project / "deep.py").write_text("x = " + "(" * 5_000 + ")" * 5_000 + "\n" + SLOW)
    (project / "loop").symlink_to(project)
    (project / "gone.py").symlink_to(project / "nowhere")
    os.mkfifo(project / "pipe.py")
    process = Indexing(project)
    found, _, _ = process.told()
    assert {"shop.py", "pkg/prices.py"} <= set(found) <= {"shop.py", "pkg/prices.py", "nul.py", "deep.py"}
    (project / "shop.py").unlink()
    os.mkfifo(project / "shop.py")
    process.send({"do": "look", "paths": [str(project / "shop.py"), str(project / "pipe.py"), "/", ""]})
    assert (process.told()[1], process.end()) == (["shop.py"], 0)


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="asks Linux what it runs when")
def test_unasked_it_runs_when_nothing_else_wants_to() -> None:
    code = "import os; from slowspot.server.indexing.priority import stand_back; stand_back(); "
    code += "print(os.sched_getscheduler(0) == os.SCHED_IDLE, os.getpriority(os.PRIO_PROCESS, 0))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "True 19\n"


def test_it_finds_what_analyze_finds(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(Path(__file__).parents[2] / "examples" / "shop", shop, ignore=shutil.ignore_patterns(".slowspot"))
    process = Indexing(shop, settings={})
    assert process.process.stdout is not None
    indexed: set[tuple[object, ...]] = set()
    for line in iter(process.process.stdout.readline, b""):
        if line[:1] == b"f":
            path, _, record = line[1:].rstrip(b"\n").partition(b"\t")
            name = Path(json.loads(path)).relative_to(shop).as_posix()
            for it in read_record(record)[0]:
                gain = None if it.score is None or it.score.gain is None else float(f"{it.score.gain:.4g}")
                place = (it.span.start.line + 1, it.span.start.column + 1)
                indexed.add((name, *place, it.rule.slug, it.message, it.severity, gain, len(it.related)))
        elif b'"done"' in line:
            break
    process.end()
    command = [sys.executable, "-m", "slowspot.cli", "analyze", "--format", "json", "."]
    report = json.loads(subprocess.run(command, cwd=shop, stdout=subprocess.PIPE, check=False).stdout)
    analyzed = {
        (
            it["path"], it["range"]["start"]["line"], it["range"]["start"]["column"], it["rule"], it["message"],
            it["severity"], it["gain"], len(it["related"]),
        )
        for it in report["findings"]
    }  # fmt: skip
    assert indexed == analyzed != set()


@pytest.mark.skipif(not APART, reason="nothing is done aside on this system")
def test_work_aside_is_told_as_it_is_done_and_how_it_ended(tmp_path: Path) -> None:
    def work(number: int) -> None:
        if number == 3:
            os._exit(7)
        (tmp_path / str(number)).touch()

    for numbers, code, count in (([0, 1, 2], 0, 3), ([0, 1, 3, 4], 7, 0)):
        aside = Aside(numbers, work, lambda: None, polite=True, close=())
        while aside.look():
            time.sleep(0.01)
        aside.stop()
        assert (aside.code, aside.done) == (code, count)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["0", "1", "2"]


def test_many_files_are_told_as_few_are(tmp_path: Path) -> None:
    names = [f"pkg{number}.py" for number in range(12)]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"{SLOW}\n# {number}\n")
    process = Indexing(tmp_path)
    found, _, done = process.told()
    assert (sorted(found), done["examined"], process.end()) == (sorted(names), 12, 0)
