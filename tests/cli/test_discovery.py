"""Which files a run takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from slowspot.analyzers.project.configuration import SettingsFiles
from slowspot.analyzers.project.discovery import Found, UnusablePathError, discover

from .conftest import Project


def found(*paths: str) -> Found:
    return discover(paths or ["."], SettingsFiles())


def names(*paths: str) -> list[str]:
    return [source.path for source in found(*paths).sources]


def notes(*paths: str) -> list[tuple[str, str]]:
    return [(note.path, note.kind) for note in found(*paths).notes]


def test_python_files_in_the_order_of_their_paths(project: Project) -> None:
    for name in ("b.py", "a/z.py", "a/b/c.py", "a-b.py", "a.py", "w.pyw", "stub.pyi", "notes.txt", "script"):
        project.file(name)
    assert names() == ["a/b/c.py", "a/z.py", "a-b.py", "a.py", "b.py", "w.pyw"]


def test_no_file_twice(project: Project) -> None:
    project.file("pkg/a.py")
    assert names("pkg/a.py", "pkg", ".", "./pkg/../pkg") == ["pkg/a.py"]


@pytest.mark.parametrize(
    "folder",
    [".git", ".hg", ".svn", ".venv", "venv", "node_modules", "build", "dist", "__pycache__", ".tox", ".nox",
     ".mypy_cache", ".ruff_cache", ".eggs", "site-packages"],
)  # fmt: skip
def test_folders_left_out_by_default(project: Project, folder: str) -> None:
    project.file(f"pkg/{folder}/a.py")
    assert names() == []


@pytest.mark.parametrize("folder", [".venv", "build", "node_modules"])
def test_what_is_named_is_taken_even_there(project: Project, folder: str) -> None:
    project.file(f"{folder}/pkg/a.py")
    assert (names(folder), names(f"{folder}/pkg"), names(f"{folder}/pkg/a.py")) == ([f"{folder}/pkg/a.py"],) * 3


@pytest.mark.parametrize("path", ["venv/lib/a.py", "build/a.py", "old/b/a.py", "gen_a.py", "old", "x/../old/b"])
def test_what_is_named_stays_out_there_if_so_wanted(project: Project, path: str) -> None:
    project.file("slowspot.toml", 'extend-exclude = ["old/", "gen_*.py"]\n')
    project.file("x/build/__init__.py")
    for name in ("venv/lib/a.py", "build/a.py", "old/b/a.py", "gen_a.py", "pkg/a.py"):
        project.file(name)
    done = project.analyze("--force-exclude", path, "pkg/a.py", "x/build")
    assert done.json["files"] == 2


def test_an_environment_of_any_name_is_left_out(project: Project) -> None:
    project.file("my-env/pyvenv.cfg")
    project.file("my-env/lib/a.py")
    assert names() == []


def test_a_package_called_build_is_code(project: Project) -> None:
    project.file("pkg/build/__init__.py")
    assert names() == ["pkg/build/__init__.py"]


def test_a_file_called_build_is_code(project: Project) -> None:
    project.file("build.py")
    assert names() == ["build.py"]


def test_gitignore_at_every_level(project: Project) -> None:
    project.file(".gitignore", "# generated\ngen_*.py\n/top.py\nout/\n")
    project.file("pkg/.gitignore", "!gen_keep.py\nlocal.py\n")
    for name in ("top.py", "gen_a.py", "pkg/top.py", "pkg/gen_keep.py", "pkg/gen_x.py", "pkg/local.py", "out/a.py"):
        project.file(name)
    assert names() == ["pkg/gen_keep.py", "pkg/top.py"]


def test_gitignore_above_counts_within_a_repository(project: Project) -> None:
    project.file(".git/HEAD")
    project.file(".gitignore", "pkg/gen.py\n")
    project.file("pkg/gen.py")
    project.file("pkg/a.py")
    assert names("pkg") == ["pkg/a.py"]


def test_gitignore_above_does_not_count_outside(project: Project) -> None:
    project.file(".gitignore", "pkg/gen.py\n")
    project.file("pkg/gen.py")
    assert names("pkg") == ["pkg/gen.py"]


def test_a_named_folder_that_git_ignores_is_taken(project: Project) -> None:
    project.file(".git/HEAD")
    project.file(".gitignore", "gen/\n")
    project.file("gen/a.py")
    assert (names(), names("gen")) == ([], ["gen/a.py"])


def test_files_in_an_ignored_folder_stay_out_in_spite_of_a_negation(project: Project) -> None:
    project.file(".gitignore", "gen/\n!gen/a.py\n")
    project.file("gen/a.py")
    assert names() == []


def test_a_negation_brings_a_file_back(project: Project) -> None:
    project.file(".gitignore", "gen/*\n!gen/a.py\n")
    project.file("gen/a.py")
    project.file("gen/b.py")
    assert names() == ["gen/a.py"]


def test_the_repositorys_own_exclude_file_counts(project: Project) -> None:
    project.file(".git/info/exclude", "secret.py\n")
    project.file("secret.py")
    assert names() == []


@pytest.mark.parametrize("kept", ["a folder", "a file, as submodules have it"])
def test_gitignore_around_a_repository_says_nothing_of_it(project: Project, kept: str) -> None:
    project.file(".git/HEAD")
    project.file(".gitignore", "gen/\n")
    project.file("lib/.git/HEAD") if kept == "a folder" else project.file("lib/.git", "gitdir: ../.git/modules/lib\n")
    project.file("lib/.gitignore", "/own.py\n")
    for name in ("gen/a.py", "lib/gen/a.py", "lib/own.py"):
        project.file(name)
    assert names() == ["lib/gen/a.py"]


def test_gitignore_can_be_left_unheeded(project: Project) -> None:
    project.file("slowspot.toml", "respect-gitignore = false\n")
    project.file(".gitignore", "*.py\n")
    project.file("a.py")
    assert names() == ["a.py"]


def test_odd_lines_in_gitignore_are_no_error(project: Project) -> None:
    project.file(".gitignore", b"!\n/\n\xff\xfe\n\\\n[z-a].py\nb.py\n")
    project.file("a.py")
    assert "b.py" not in names()


def test_exclude_takes_the_place_of_the_defaults(project: Project) -> None:
    project.file("slowspot.toml", 'exclude = ["old"]\n')
    for name in ("old/a.py", "build/a.py", "pkg/old/a.py"):
        project.file(name)
    assert names() == ["build/a.py"]


def test_extend_exclude_adds_to_them(project: Project) -> None:
    project.file("slowspot.toml", 'extend-exclude = ["old", "pkg/gen_*.py"]\n')
    for name in ("old/a.py", "build/a.py", "pkg/gen_a.py", "gen_a.py"):
        project.file(name)
    assert names() == ["gen_a.py"]


def test_patterns_are_relative_to_their_settings(project: Project) -> None:
    project.file("sub/slowspot.toml", 'extend-exclude = ["/a.py"]\n')
    for name in ("a.py", "sub/a.py", "sub/deep/a.py"):
        project.file(name)
    assert names() == ["a.py", "sub/deep/a.py"]


def test_a_loop_of_links_is_not_followed(project: Project) -> None:
    project.file("pkg/a.py")
    (project.root / "pkg/loop").symlink_to(project.root, target_is_directory=True)
    assert names() == ["pkg/a.py"]


def test_a_linked_folder_that_is_named_is_entered(project: Project, tmp_path: Path) -> None:
    project.file("real/a.py")
    (project.root / "link").symlink_to("real", target_is_directory=True)
    assert names("link") == ["link/a.py"]


def test_a_linked_file_is_taken_once(project: Project) -> None:
    project.file("b.py")
    (project.root / "a.py").symlink_to("b.py")
    assert names() == ["b.py"]


def test_a_link_to_a_file_elsewhere_is_taken(project: Project) -> None:
    project.file("elsewhere/b.py")
    project.file("pkg/c.py")
    (project.root / "pkg/a.py").symlink_to("../elsewhere/b.py")
    assert names("pkg") == ["pkg/a.py", "pkg/c.py"]


def test_a_farm_of_links_is_one_file(project: Project) -> None:
    project.file("real/a.py")
    farm = project.root / "farm"
    farm.mkdir()
    for number in range(300):
        (farm / f"a{number}.py").symlink_to("../real/a.py")
        (farm / f"folder{number}").symlink_to("../real", target_is_directory=True)
    (farm / "around").symlink_to("..", target_is_directory=True)
    (farm / "self.py").symlink_to("self.py")
    assert (names(), notes()) == (["real/a.py"], [])


def test_a_dangling_link_is_passed_over(project: Project) -> None:
    (project.root / "a.py").symlink_to("nowhere.py")
    assert (names(), notes()) == ([], [])


def test_a_script_with_a_shebang_is_taken_when_named(project: Project) -> None:
    project.file("tool", "#!/usr/bin/env python3\n")
    assert (names(), names("tool")) == ([], ["tool"])


@pytest.mark.parametrize("name", ["a.pyi", "a.ipynb", "README.md", "tool"])
def test_a_named_file_that_is_no_python_is_noted(project: Project, name: str) -> None:
    project.file(name, "#!/bin/sh\n")
    assert (names(name), notes(name)) == ([], [(name, "skipped")])


def test_a_path_that_does_not_exist_is_wrong_usage(project: Project) -> None:
    with pytest.raises(UnusablePathError, match="nope: does not exist"):
        found("nope")


def test_a_deep_tree_is_walked(project: Project) -> None:
    folder = project.root
    depth = 0
    while len(str(folder)) < 3_000:  # paths have an end at 4,096
        folder /= "d"
        folder.mkdir()
        depth += 1
    (folder / "a.py").touch()
    found = len(names())
    # Here, for pytest's own clean-up of temporary folders recurses and gives up on it.
    (folder / "a.py").unlink()
    while folder != project.root:
        folder.rmdir()
        folder = folder.parent
    assert (depth > 1_000, found) == (True, 1)


def test_paths_below_the_current_folder_are_shown_relative(project: Project) -> None:
    project.file("pkg/a.py")
    assert names(str(project.root / "pkg")) == ["pkg/a.py"]


def test_paths_elsewhere_are_shown_whole(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.file("pkg/a.py")
    (project.root / "other").mkdir()
    monkeypatch.chdir(project.root / "other")
    assert names(os.path.join("..", "pkg")) == [str(path)]


def test_a_name_that_is_no_text_is_taken(project: Project) -> None:
    with open(os.fsencode(project.root) + b"/\xff.py", "wb"):
        pass
    assert [os.fsencode(name) for name in names()] == [b"\xff.py"]
