"""Where things stand: a closed top level, small files, and packaging that knows every folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from .tree import PACKAGES, ROOT, files, project, python_files, sources

TOP_LEVEL = {
    ".ci", ".gitattributes", ".github", ".gitignore", ".pre-commit-hooks.yaml", "CHANGELOG.md", "CONTRIBUTING.md",
    "LICENSE", "Makefile", "README.md", "action.yml", "analyzers", "benchmarks", "ci",
    "cli", "docs", "editors", "examples", "models", "pyproject.toml", "server", "tests",
    "training_data", "vscode-extension",
}  # fmt: skip

VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

LINES = 500


def test_the_top_level_is_closed() -> None:
    assert {path.parts[0] for path in files()} - TOP_LEVEL == set()


PAGES = {"slowspot.rule_pages": "docs/rules"}
"""Text alone: the pages that diagnostics link to."""


@pytest.mark.parametrize("path", [path for path in python_files() if path.parts[0] != "examples"], ids=str)
def test_files_are_small(path: Path) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LINES


@pytest.mark.parametrize("path", [path for path in python_files() if path.parts[0] != "examples"], ids=str)
def test_names_say_what_is_inside(path: Path) -> None:
    assert {part.strip("_") for part in path.with_suffix("").parts} & VAGUE == set()


@pytest.mark.parametrize("path", sources(), ids=str)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert path.name == "__init__.py" or text.lstrip().startswith(('"""', 'r"""'))


def test_every_folder_is_packaged() -> None:
    folders = {"slowspot." + ".".join(path.parent.parts) for path in sources()}
    assert set(project()["tool"]["setuptools"]["packages"]) == folders | PAGES.keys()


def test_every_package_has_an_init() -> None:
    folders = {path.parent for path in sources()}
    assert {folder for folder in folders if folder / "__init__.py" not in files()} == set()


def test_every_top_folder_is_mapped_typed_and_checked() -> None:
    tops = {path.parts[0] for path in sources()}
    settings = project()["tool"]
    assert settings["setuptools"]["package-dir"] == {f"slowspot.{top}": top for top in tops} | PAGES
    assert set(settings["setuptools"]["package-data"]) == {f"slowspot.{top}" for top in tops} | PAGES.keys()
    assert {top for top in tops if Path(top, "py.typed") not in files()} == set()
    assert {path.parts[0] for path in python_files()} == set(settings["basedpyright"]["include"])


def test_nothing_is_installed_under_a_plain_name() -> None:
    # A user's own program may well have a package `server` or `models`.
    assert [name for name in project()["tool"]["setuptools"]["packages"] if name.split(".")[0] != "slowspot"] == []
    assert set(PACKAGES) >= {path.parts[0] for path in sources()}
