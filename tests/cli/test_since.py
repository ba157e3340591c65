from __future__ import annotations

import json
import os

import pytest

from ..project.repository import Made, made_in
from .conftest import Project

SLOW = "def f(x):\n    return slow(x, 1)\n\n\ndef g(x):\n    y = slow(x, 2)\n    return y\n\n\nslow(3)\n"


@pytest.fixture
def made(project: Project) -> Made:
    """A repository with three findings in each of its two files, all committed."""
    made = made_in(project.root)
    made.write("pkg/a.py", SLOW)
    made.write("pkg/b.py", SLOW)
    made.commit()
    return made


def since(project: Project, revision: str = "HEAD", *arguments: str) -> list[tuple[str, int]]:
    outcome = project.analyze("--since", revision, *arguments)
    assert outcome.code in (0, 1), outcome.err
    return [(path, line) for path, _, line in outcome.found()]


def test_nothing_changed(project: Project, made: Made) -> None:
    assert since(project) == []
    assert project.run("analyze", "--since", "HEAD").lines == [
        "No Python file changed since HEAD.",
        f"Since HEAD ({made.git('rev-parse', 'HEAD')[:10]}): 0 of 2 files changed.",
    ]


def test_findings_in_touched_functions_and_lines(project: Project, made: Made) -> None:
    made.write("pkg/a.py", "import os\n" + SLOW.replace("return y", "return y + 1"))
    made.write("pkg/b.py", SLOW.replace("slow(3)", "slow( 3 )"))
    assert since(project) == [("pkg/a.py", 7), ("pkg/b.py", 10)]
    report = project.analyze("--since", "HEAD").json
    assert report["since"] == {
        "revision": "HEAD", "commit": made.git("rev-parse", "HEAD"), "changed": 2, "files": 2, "left_out": 4,
        "elsewhere": 0,
    }  # fmt: skip


def test_findings_elsewhere_that_the_change_has_made(project: Project, made: Made) -> None:
    made.write("pkg/a.py", "# slowspot: ignore-file[slow-call]\n" + SLOW)
    made.commit()
    made.write("pkg/a.py", SLOW)
    assert since(project) == [("pkg/a.py", 2), ("pkg/a.py", 6), ("pkg/a.py", 10)]


def test_a_function_that_was_only_renamed_above_another(project: Project, made: Made) -> None:
    made.write("pkg/a.py", SLOW.replace("def f(x)", "def renamed(x)"))
    assert since(project) == [("pkg/a.py", 2)]


def test_new_files_tracked_or_not(project: Project, made: Made) -> None:
    made.write("pkg/c.py", "slow(1)\n")
    made.git("add", "--all")
    made.write("pkg/d.py", "slow(1)\n")
    made.write(".gitignore", "e.py\n")
    made.write("e.py", "slow(1)\n")
    assert since(project) == [("pkg/c.py", 1), ("pkg/d.py", 1)]


@pytest.mark.parametrize("tracked", [True, False], ids=["git mv", "mv"])
def test_renamed_files_are_not_new(project: Project, made: Made, tracked: bool) -> None:
    (project.root / "pkg/a.py").rename(project.root / "pkg/c.py")
    made.write("pkg/c.py", SLOW.replace("return y", "return y + 1"))
    if tracked:
        made.git("add", "--all")
    assert since(project) == [("pkg/c.py", 6)]


def test_where_the_branch_left_main(project: Project, made: Made) -> None:
    made.git("checkout", "--quiet", "-b", "feature")
    made.write("pkg/a.py", SLOW.replace("return y", "return y + 1"))
    made.commit()
    made.git("checkout", "--quiet", "main")
    made.write("pkg/b.py", SLOW.replace("return y", "return y + 2"))
    made.commit()
    made.git("checkout", "--quiet", "feature")
    assert since(project, "main...") == since(project, "main...HEAD") == [("pkg/a.py", 6)]
    assert since(project, "main") == [("pkg/a.py", 6), ("pkg/b.py", 6)]


def test_submodules_go_by_the_commit_of_their_time(
    project: Project, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = made_in(project.root.parent / "inner")
    inner.write("x.py", SLOW)
    inner.commit()
    made.git("submodule", "--quiet", "add", str(inner.root), "sub")
    made.commit()
    assert since(project) == []
    made.write("sub/x.py", SLOW.replace("return y", "return y + 1"))
    assert since(project) == [("sub/x.py", 6)]
    assert since(project, "HEAD~1") == [("sub/x.py", 2), ("sub/x.py", 6), ("sub/x.py", 10)]
    monkeypatch.chdir(project.root / "sub")
    assert since(project) == [("x.py", 6)]
    monkeypatch.chdir(project.root.parent)
    assert since(project, "HEAD", str(project.root)) == [(f"{project.root.name}/sub/x.py", 6)]


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_are_what_they_point_to(project: Project, made: Made) -> None:
    (project.root / "linked").symlink_to(project.root / "pkg")
    made.commit()
    made.write("pkg/a.py", SLOW.replace("return y", "return y + 1"))
    assert since(project, "HEAD", "linked/a.py", "linked/b.py") == [("linked/a.py", 6)]


def test_notebooks(project: Project, made: Made) -> None:
    def notebook(*cells: str) -> str:
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        listed = [{**code, "source": text.splitlines(True)} for text in cells]
        return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)

    made.write("n.ipynb", notebook("slow(1)\n", "slow(2)\n"))
    made.commit()
    made.write("n.ipynb", notebook("x = 1\n", "slow(1)\n", "slow(2)\nslow(3)\n"))
    outcome = project.analyze("--since", "HEAD")
    assert [(each["cell"], each["range"]["start"]["line"]) for each in outcome.json["findings"]] == [(3, 2)]


def test_with_a_baseline(project: Project, made: Made) -> None:
    made.write("pkg/a.py", SLOW.replace("return y", "return y + 1"))
    project.run("analyze", "--write-baseline", "known.json")
    made.write("pkg/a.py", SLOW.replace("return y", "return y, slow(4)"))
    outcome = project.analyze("--since", "HEAD", "--baseline", "known.json", "--fail-on", "hint")
    assert (outcome.code, outcome.found()) == (1, [("pkg/a.py", "slow-call", 7)])
    assert project.analyze("--since", "HEAD", "--baseline", "known.json", "--fail-on", "error").code == 0


def test_what_git_cannot_say(project: Project, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(revision: str, *arguments: str) -> str:
        outcome = project.run("analyze", "--since", revision, *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        return outcome.err

    assert "there is no 'gone': name a branch, a tag or a commit" in said("gone")
    assert "`main`, or `main...` for since the branches parted" in said("main..HEAD")
    piped = project.process("analyze", "--since", "HEAD", "-", stdin=b"slow(1)\n")
    assert (piped.code, "standard input" in piped.err) == (2, True)
    outside = project.root.parent / "outside"
    (outside / "empty").mkdir(parents=True)
    (outside / "x.py").write_text("slow(1)\n")
    assert "x.py is in no git repository" in said("HEAD", str(outside))
    monkeypatch.chdir(outside / "empty")
    assert "empty is in no git repository" in said("HEAD")
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in said("HEAD")
