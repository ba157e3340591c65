"""What all tests of the server share: whatever a server keeps between runs, it keeps in the test's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLOWSPOT_CACHE_DIR", str(tmp_path / "cache"))
