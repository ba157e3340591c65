from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from slowspot.analyzers.project.git import FileChange, GitError, Repository
from slowspot.analyzers.project.git_hunks import Hunk, hunks_by_path

from .repository import Made, made_in

ONE = "def a():\n    x = 1\n    return x\n\n\n@cached\ndef b():\n    return 2\n"
HEADER = b"diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = made_in(tmp_path / "work")
    made.write("one.py", ONE)
    made.write("sub/two.py", ONE)
    made.commit("first")
    return made


def changes(made: Made, *untracked: str, since: str = "HEAD") -> dict[str, FileChange]:
    repository = Repository.above(str(made.root))
    return {change.path: change for change in repository.changes(repository.commit(since), untracked)}


def lines(change: FileChange) -> list[tuple[int, int]]:
    return [(hunk.first, hunk.end) for hunk in change.hunks]


def test_changes_are_those_of_the_working_tree(made: Made) -> None:
    made.write("one.py", ONE.replace("x = 1", "x = 3"))
    made.write("sub/two.py", ONE + "\n\ndef c():\n    return 3\n")
    made.git("add", "sub/two.py")
    found = changes(made)
    assert {path: lines(change) for path, change in found.items()} == {"one.py": [(1, 2)], "sub/two.py": [(8, 12)]}
    repository = Repository.above(str(made.root))
    assert repository.blobs([found["one.py"].old or ""]) == {found["one.py"].old: ONE.encode()}


def test_names_of_every_kind(made: Made) -> None:
    names = ["a b.py", 'q"uote.py', "tab\there.py", "ünï.py", "line\nend.py", "b/x.py"]
    if os.name == "nt":
        names = ["a b.py", "ünï.py", "b/x.py"]
    for name in names:
        made.write(name, ONE)
    made.commit()
    for name in names:
        made.write(name, ONE + "x = 1\n")
    assert {path: lines(change) for path, change in changes(made).items()} == {name: [(8, 9)] for name in names}


@pytest.mark.parametrize("tracked", [True, False], ids=["git mv", "mv"])
def test_a_renamed_file_is_no_new_one(made: Made, tracked: bool) -> None:
    (made.root / "one.py").rename(made.root / "other.py")
    made.write("other.py", ONE.replace("x = 1", "x = 3"))
    if tracked:
        made.git("add", "--all")
    before = made.git("status", "--short")
    found = changes(made, "other.py")
    assert [(change.old_path, lines(change)) for change in found.values()] == [("one.py", [(1, 2)])]
    assert made.git("status", "--short") == before
    assert made.git("status", "--short").split() == (["RM"] if False else made.git("status", "--short").split())


def test_what_was_deleted_touches_the_function_that_it_was_in(made: Made) -> None:
    made.write("one.py", ONE.replace("    return x\n", "").replace("@cached\n", ""))
    last_of_a, decorator_of_b = changes(made)["one.py"].hunks
    assert [last_of_a.touches(0, 1), last_of_a.touches(4, 5)] == [True, False]
    assert [decorator_of_b.touches(0, 1), decorator_of_b.touches(4, 5)] == [False, True]


def test_a_method_that_was_deleted_touches_none_around_it() -> None:
    (hunk,) = hunks_by_path(HEADER + b"@@ -4,3 +3,0 @@\n-    def gone(self):\n-        return 1\n-\n")["x.py"]
    assert hunk == Hunk(3, 3)
    assert [hunk.touches(1, 2), hunk.touches(3, 5)] == [False, False]


def test_lines_that_look_like_headers() -> None:
    patch = HEADER + b"@@ -1 +1 @@\n--- a/y.py\n+++ b/y.py\n@@ -9 +9,2 @@\n-@@ -1 +1 @@\n+a\n+b\n"
    assert {path: [(it.first, it.end) for it in hunks] for path, hunks in hunks_by_path(patch).items()} == {
        "x.py": [(0, 1), (8, 10)]
    }


def test_settings_of_the_user_change_nothing(made: Made) -> None:
    for name, value in (
        ("color.ui", "always"), ("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("diff.context", "9"),
        ("diff.interHunkContext", "9"), ("diff.renames", "false"), ("diff.algorithm", "patience"),
    ):  # fmt: skip
        made.git("config", name, value)
    made.write(".gitattributes", "*.py -diff\n")
    made.commit()
    (made.root / "one.py").rename(made.root / "other.py")
    made.write("other.py", ONE.replace("x = 1", "x = 3").replace("return 2", "return 4"))
    made.git("add", "--all")
    assert [lines(change) for change in changes(made).values()] == [[(1, 2), (7, 8)]]


def test_files_in_conflict(made: Made) -> None:
    made.git("checkout", "--quiet", "-b", "other")
    made.write("one.py", ONE.replace("x = 1", "x = 2"))
    made.commit()
    made.git("checkout", "--quiet", "main")
    made.write("one.py", ONE.replace("x = 1", "x = 3"))
    made.commit()
    subprocess.run(["git", "merge", "--quiet", "other"], cwd=made.root, check=False, capture_output=True)
    found = changes(made)
    assert {path: lines(change) for path, change in found.items()} == {"one.py": [(1, 2), (3, 6)]}


def test_blank_lines_and_line_ends_are_no_changes(made: Made) -> None:
    made.write("one.py", ONE.replace("\n", "\r\n"))
    made.write("sub/two.py", ONE.replace("\n\n\n", "\n\n\n\n\n"))
    assert [lines(change) for change in changes(made).values()] == [[], []]


def test_entries_tell_submodules(made: Made, tmp_path: Path) -> None:
    inner = made_in(tmp_path / "inner")
    inner.write("x.py", ONE)
    commit = inner.commit()
    made.git("submodule", "--quiet", "add", str(inner.root), "vendored")
    made.commit()
    entries = Repository.above(str(made.root)).entries("HEAD")
    assert (entries["vendored"].kind, entries["vendored"].name) == ("commit", commit)
    assert entries["sub/two.py"].kind == "blob"


def test_the_merge_base(made: Made) -> None:
    base = made.git("rev-parse", "HEAD")
    made.git("checkout", "--quiet", "-b", "feature")
    made.write("one.py", "")
    made.commit()
    made.git("checkout", "--quiet", "main")
    made.write("sub/two.py", "")
    made.commit()
    assert Repository.above(str(made.root)).merge_base("feature") == base


def test_nothing_that_settings_name_is_run(made: Made, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script.sh"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
    script.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "filter.x.clean", "filter.x.process", "diff.x.textconv"):
        made.git("config", name, str(script))
    made.git("config", "filter.x.required", "true")
    made.write(".git/info/attributes", "*.py filter=x diff=x\n")
    made.write("one.py", ONE.replace("x = 1", "x = 3"))
    assert lines(changes(made)["one.py"]) == [(1, 2)]
    assert not ran.exists()


def test_a_hooks_surroundings_do_not_mislead(made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    assert changes_after_edit(made) == ["one.py"]


def test_a_repository_of_another_user_comes_with_gits_advice(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError) as raised:
        Repository.above(str(made.root))
    assert f"`git config --global --add safe.directory {made.root}`" in str(raised.value)


def changes_after_edit(made: Made) -> list[str]:
    (made.root / "one.py").write_bytes(b"x = 1\n")
    return list(changes(made))


def test_what_cannot_be_answered_is_said(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(folder: Path, revision: str = "HEAD") -> str:
        with pytest.raises(GitError) as raised:
            Repository.above(str(folder)).commit(revision)
        return str(raised.value).replace(str(tmp_path), "~")

    made.write("one.py", "")
    made.commit()
    made_in(tmp_path / "empty")
    made.git("clone", "--quiet", "--bare", str(made.root), str(tmp_path / "bare"))
    made.git("clone", "--quiet", "--depth", "1", f"file://{made.root}", str(tmp_path / "shallow"))
    made.git("update-ref", "refs/remotes/origin/next", "HEAD")
    (tmp_path / "none").mkdir()
    assert said(tmp_path / "none") == "~/none is in no git repository"
    assert said(tmp_path / "bare") == "~/bare is a bare repository, without files of its own"
    assert said(tmp_path / "empty") == "~/empty: there is no 'HEAD': the repository has no commit yet"
    assert said(made.root, "gone").endswith("there is no 'gone': name a branch, a tag or a commit, or fetch it first")
    assert said(made.root, "next").endswith("there is no 'next'; did you mean 'origin/next'?")
    assert "in this shallow clone: fetch it" in said(tmp_path / "shallow", "HEAD~1")
    assert said(made.root, "--all") == "'--all' is no revision: name a branch, a tag or a commit"
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert said(made.root) == "git is not installed, or not on the PATH"
