"""A repository of a project, a `slowspot` on the PATH, and GitHub's comments."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .github import Comments, serving

__all__ = ["ROOT", "Repository"]

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Repository:
    """A repository with a folder that its files are in."""

    root: Path

    def file(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """Commit all that there is, and return the commit's name."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def clone(self, where: Path, *arguments: str) -> Repository:
        subprocess.run(
            ["git", "clone", "--quiet", *arguments, self.root.as_uri(), str(where)],
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        return Repository(where)


@pytest.fixture(autouse=True)
def slowspot_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`slowspot` is that of these tests, whether or not a script of it is installed."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "CI_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for name, command in [("slowspot", f'"{sys.executable}" -m slowspot.cli'), ("python3", f'"{sys.executable}"')]:
        (binaries / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
        (binaries / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(binaries), prepend=os.pathsep)
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    root = tmp_path / "repository"
    root.mkdir()
    made = Repository(root)
    made.git("init", "--quiet")
    return made


@pytest.fixture
def comments() -> Iterator[Comments]:
    with serving() as comments:
        yield comments
