"""A project on disk with the command line in it, and rules that only these tests know."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import slowspot.cli.main
from slowspot.analyzers.rules import names, registry
from slowspot.cli.analysis import caching, cards, running

from .sample_rules import RULES


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    def found(self) -> list[tuple[str, str, int]]:
        """Path, rule and line of each finding of a JSON report."""
        return [(f["path"], f["rule"], f["range"]["start"]["line"]) for f in self.json["findings"]]

    def notes(self) -> list[tuple[str, str, int | None]]:
        return [(note["path"], note["kind"], note["line"]) for note in self.json["notes"]]


@dataclass
class Project:
    """A folder that is the current one while the test runs."""

    root: Path
    capture: pytest.CaptureFixture[str] = field(repr=False)

    def file(self, name: str, content: str | bytes = "") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *arguments: str) -> Outcome:
        """Run the command line in this process."""
        self.capture.readouterr()
        code = slowspot.cli.main.main(arguments)
        captured = self.capture.readouterr()
        return Outcome(code, captured.out, captured.err)

    def analyze(self, *arguments: str) -> Outcome:
        return self.run("analyze", "--format", "json", *arguments)

    def process(self, *arguments: str, stdin: bytes = b"", **environment: str) -> Outcome:
        """Run it as a process of its own, with the real rules."""
        done = subprocess.run(
            [sys.executable, "-m", "slowspot.cli", *arguments],
            cwd=self.root,
            input=stdin,
            capture_output=True,
            timeout=120,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Project(tmp_path, capsys)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test's runs keep, no other test finds; nor do the processes that it starts, which have the real rules."""
    monkeypatch.setenv("SLOWSPOT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setattr(caching, "code_identity", lambda: "the sample rules")


@pytest.fixture(autouse=True)
def sample_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "own_rules", lambda: RULES)
    running.rule_set.cache_clear()
    cards.forget()
    names.forget()
    yield
    running.rule_set.cache_clear()
    cards.forget()
    names.forget()
