"""The hooks, run by the real pre-commit on a commit; where it is not installed, read as it would read them."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from slowspot.cli.main import main

from .conftest import ROOT, Repository

SLOW = "def f(rows):\n    out = []\n    for row in rows:\n        out = out + [row]\n    return out\n"
INSTALLED = importlib.util.find_spec("pre_commit") is not None


def pre_commit(repository: Repository) -> tuple[int, str]:
    """Run the hooks on what is staged."""
    repository.git("add", "--all")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run"],
        cwd=repository.root, capture_output=True, encoding="utf-8", timeout=120,
        env={**os.environ, "PRE_COMMIT_HOME": str(repository.root.parent / "pre-commit"), "PRE_COMMIT_COLOR": "never"},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_hooks_are_what_pre_commit_and_the_command_line_take() -> None:
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")):
        assert hook.keys() <= {"id", "name", "description", "entry", "language", "types", "types_or", "require_serial"}
        assert hook["language"] == "python"
        program, *arguments = shlex.split(hook["entry"])
        assert program == "slowspot"
        assert main([*arguments, str(ROOT / "cli" / "errors.py")]) == 0


@pytest.mark.skipif(not INSTALLED, reason="pre-commit is not installed; the hooks are only read, above")
def test_a_commit_is_stopped_by_what_is_slow_and_rewritten_where_that_is_safe(
    repository: Repository, tmp_path: Path
) -> None:
    hooks = Repository(tmp_path / "slowspot")
    hooks.file(".pre-commit-hooks.yaml", (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    hooks.git("init", "--quiet")
    revision = hooks.commit("hooks")
    # Not `language: python`: pre-commit would install Slowspot from the index. All else is as the hooks say.
    config = {"repos": [{"repo": str(hooks.root), "rev": revision, "hooks": [
        {"id": "slowspot", "language": "system"},
        {"id": "slowspot-fix", "language": "system"},
    ]}]}  # fmt: skip
    repository.file(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.file("pyproject.toml", '[tool.slowspot]\nextend-exclude = ["old/"]\n')
    repository.commit("before")
    for name in ("with blank.py", "old/a.py", "notes.txt"):
        repository.file(name, SLOW)
    code, said = pre_commit(repository)
    assert (code, re.findall(r"\.(Passed|Failed)", said)) == (1, ["Failed", "Failed"])
    assert re.findall(r"^\S.*: SLP\d+ [a-z-]+", said, re.MULTILINE) == ["with blank.py:4:9: SLP108 list-rebuild"]
    assert repository.git("diff", "--name-only") == "with blank.py"
    code, said = pre_commit(repository)
    assert (code, re.findall(r"\.(Passed|Failed)", said)) == (0, ["Passed", "Passed"])
