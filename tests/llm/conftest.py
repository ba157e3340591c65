"""A workspace, and folders of a user who has consented to nothing yet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter
from slowspot.analyzers.proving.proofs.optimizing import Task
from slowspot.models.llm.settings import Consent, checked, enable, workspace_of

KEY = "sk-loopback-0123456789abcdef"

MODULE = '''"""Orders."""

import os
from collections import Counter

LIMIT = 10


def unique(items):
    """Each item once."""
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


class Basket:
    def __init__(self, items):
        self.items = items

    def names(self):
        result = []
        for item in self.items:
            if item.name not in result:
                result.append(item.name)
        return result
'''


@dataclass
class Workspace:
    root: Path
    user: Path
    """Where the user's settings, log and cache lie."""
    told: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.root / "orders.py"

    def consent(self, base_url: str, **settings: Any) -> Consent:
        given = checked({"model": "scripted", "base_url": base_url, "seconds": 20, **settings})
        return enable(workspace_of(str(self.root)), given)

    def task(self, function: str = "unique", text: str = MODULE, cancelled: Callable[[], bool] = lambda: False) -> Task:
        interpreter = Interpreter(sys.executable, "cpython", (3, 11), "3.11.7")
        return Task(
            str(self.file), function, text, str(self.root), interpreter, tell=self.told.append, cancelled=cancelled
        )

    def written(self) -> str:
        """All that was written for the user."""
        return "\n".join(path.read_text() for path in sorted(self.user.rglob("*")) if path.is_file())


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SLOWSPOT_AI_KEY", KEY)
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (tmp_path / "user").mkdir()
    found = Workspace(root, tmp_path / "user")
    found.file.write_text(MODULE)
    return found
