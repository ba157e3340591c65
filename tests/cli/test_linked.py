"""Runs over files that are linked: what is found across them, what is kept of it, and how each format tells it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slowspot.analyzers.linking.program import Program
from slowspot.analyzers.rules import registry
from slowspot.analyzers.rules.asyncio.async_blocking_indirect import RULE
from slowspot.cli.analysis import running

from ..project.repository import made_in
from .conftest import Project


@pytest.fixture(autouse=True)
def real_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    own = registry.own_rules()
    monkeypatch.setattr(registry, "own_rules", lambda: (*own, RULE))


FILES = {
    "app/__init__.py": "",
    "app/web.py": "from app.store import load\n\n\nasync def handle():\n    return load()\n",
    "app/store.py": "import time\n\n\ndef load():\n    time.sleep(1)\n",
    "app/plain.py": "from app.store import load\n\n\ndef read():\n    return load()\n",
}


@pytest.fixture
def app(project: Project) -> Project:
    for name, text in FILES.items():
        project.file(name, text)
    return project


@pytest.fixture
def analyzed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was analyzed, with a + where it was told something and a - where only its summary was made."""
    real = running.analyze_file
    paths: list[str] = []

    def analyze_file(plan: Any, job: Any) -> Any:
        paths.append(job.path + "+" * bool(job.told) + "-" * (not job.analyzed))
        return real(plan, job)

    monkeypatch.setattr(running, "analyze_file", analyze_file)
    return paths


def ways(outcome: Any) -> list[Any]:
    return [
        (f["path"], f["range"]["start"]["line"], [(it["path"], it["range"]["start"]["line"]) for it in f["related"]])
        for f in outcome.json["findings"]
    ]


WAY = [("app/web.py", 5, [("app/store.py", 5)])]


def test_a_finding_tells_its_way_through_other_files(app: Project, analyzed: list[str]) -> None:
    outcome = app.analyze()
    assert (outcome.code, ways(outcome), outcome.json["files"]) == (1, WAY, 4)
    # Only what asked for something that is told now is looked at again.
    assert analyzed == [*sorted(FILES), "app/web.py+"]
    analyzed.clear()
    assert (ways(app.analyze()), analyzed) == (WAY, [])


def test_an_edit_is_told_to_those_that_it_concerns(app: Project, analyzed: list[str]) -> None:
    app.analyze()
    analyzed.clear()
    app.file("app/store.py", "# above\n" + FILES["app/store.py"])
    assert ways(app.analyze()) == [("app/web.py", 5, [("app/store.py", 6)])]
    assert analyzed == ["app/store.py", "app/web.py+"]
    analyzed.clear()
    app.file("app/store.py", "# above\n" + FILES["app/store.py"] + "\n# below\n")
    assert ways(app.analyze()) == [("app/web.py", 5, [("app/store.py", 6)])]
    assert analyzed == ["app/store.py"]  # its summary is as before
    app.file("app/store.py", "def load():\n    pass\n")
    assert ways(app.analyze()) == []


FORMATS = {
    "text": "  see app/store.py:5: calls time.sleep()\n",
    "github": "%0ASee app/store.py:5: calls time.sleep()",
    "gitlab": '"other_locations": [{"path": "app/store.py", "lines": {"begin": 5, "end": 5}}]',
    "junit": "see app/store.py:5: calls time.sleep()</failure>",
    "markdown": "1. [`app/store.py:5`](<https://example.org/app/store.py#5>) calls time.sleep()\n",
    "html": '<a href="https://example.org/app/store.py#5"><code>app/store.py:5</code></a>: calls time.sleep()',
    "jsonl": '"path":"app/store.py","range":{"start":{"line":5,',
}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_tells_the_way(app: Project, form: str) -> None:
    outcome = app.run("analyze", "--format", form, "--link", "https://example.org/{path}#{line}")
    assert FORMATS[form] in outcome.out


def test_sarif_has_the_way_as_a_flow(app: Project) -> None:
    (result,) = app.run("analyze", "--format", "sarif").json["runs"][0]["results"]
    ((flow,),) = [each["threadFlows"] for each in result["codeFlows"]]
    places = [each["location"]["physicalLocation"] for each in flow["locations"]]
    assert [(it["artifactLocation"]["uri"], it["region"]["startLine"]) for it in places] == [
        ("app/web.py", 5),
        ("app/store.py", 5),
    ]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"] == {"uri": "app/store.py", "uriBaseId": "SRCROOT"}


def test_a_change_shows_what_it_makes_in_files_that_call_it(project: Project) -> None:
    made = made_in(project.root)
    for name, text in FILES.items():
        made.write(name, text)
    made.write("app/far.py", "from app.other import load_all\n\n\nasync def far():\n    return load_all()\n")
    made.write("app/other.py", "def load_all():\n    return 1\n")
    made.commit()
    assert project.analyze("--since", "HEAD").found() == []
    made.write("app/other.py", "import time\n\n\ndef load_all():\n    time.sleep(1)\n")
    made.write("app/store.py", "import time\n\n\n\n\ndef load():\n    time.sleep(1)\n")  # only moved
    outcome, again = (project.analyze("--since", "HEAD") for _ in range(2))
    assert ways(outcome) == ways(again) == [("app/far.py", 5, [("app/other.py", 5)])]
    assert outcome.json["since"]["elsewhere"] == 1
    assert project.run("analyze", "--since", "HEAD").lines[-1].endswith("; 1 finding in files that call what changed.")
    # Of shares one tells it.
    found = [project.analyze("--since", "HEAD", "--shard", f"{number}/3").found() for number in (1, 2, 3)]
    assert sorted(found) == [[], [], [("app/far.py", "async-blocking-indirect", 5)]]
    # A baseline may know it.
    project.run("analyze", "--write-baseline", "known.json")
    assert project.analyze("--since", "HEAD", "--baseline", "known.json").found() == []


def test_a_renamed_file_makes_nothing_new(project: Project) -> None:
    made = made_in(project.root)
    for name, text in FILES.items():
        made.write(name, text)
    made.commit()
    made.git("mv", "app/store.py", "app/stock.py")
    made.write("app/web.py", FILES["app/web.py"].replace("app.store", "app.stock"))
    assert project.analyze("--since", "HEAD").found() == []


def test_a_run_that_is_stopped_while_it_links_tells_what_it_has(app: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Program) -> dict[str, bytes]:
        raise KeyboardInterrupt

    app.file("app/more.py", "slow()\n")
    monkeypatch.setattr(Program, "link", interrupted)
    outcome = app.analyze()
    assert (outcome.code, outcome.found()) == (130, [("app/more.py", "slow-call", 1)])
    assert outcome.json["partial"] == "interrupted before all calls were followed into other files"


def test_without_links(app: Project, analyzed: list[str]) -> None:
    assert app.analyze("--no-link").found() == []
    assert len(analyzed) == 4
    app.file("pyproject.toml", '[[tool.slowspot.overrides]]\npaths = ["app/store.py"]\nlink = false\n')
    assert app.analyze().found() == []  # nobody is told of it


def test_shares_know_all_files(app: Project) -> None:
    found = [ways(app.analyze("--shard", f"{number}/2")) for number in (1, 2)]
    assert sorted(found) == [[], WAY]
    assert [ways(app.analyze("--shard", f"{number}/2")) for number in (1, 2)] == found


def test_a_notebook_is_told_what_it_calls(app: Project) -> None:
    source = ["from app.store import load\n", "async def handle():\n", "    return load()\n"]
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    app.file("work.ipynb", json.dumps(notebook))
    found = [way for way in ways(app.analyze()) if way[0] == "work.ipynb"]
    assert found == [("work.ipynb", 3, [("app/store.py", 5)])]


ODD = {
    "cycle/a.py": "from cycle import b\n\n\ndef one():\n    b.two()\n",
    "cycle/b.py": "from cycle.a import one\n\n\ndef two():\n    one()\n\n\nasync def three():\n    two()\n",
    "first/util.py": "import time\n\n\ndef wait():\n    time.sleep(1)\n",
    "second/util.py": "def wait():\n    pass\n",
    "second/use.py": "from util import wait\nimport absent\n\n\nasync def f():\n    wait()\n    absent.go()\n",
    "first/use.py": "from util import wait\n\n\nasync def f():\n    wait()\n",
    "broken.py": "def f(:\n",
    "empty.py": "",
}


def test_odd_programs_are_no_error(project: Project) -> None:
    for name, text in ODD.items():
        project.file(name, text)
    outcome = project.analyze("--jobs", "2")
    assert ways(outcome) == [("first/use.py", 5, [("first/util.py", 5)])]
    assert outcome.notes() == [("broken.py", "syntax-error", 1)]
