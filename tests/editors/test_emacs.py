"""A real Emacs without a screen, with eglot and with lsp-mode: apply a fix, ignore; compare the file on disk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "editors" / "emacs"
SCRIPT = Path(__file__).with_name("emacs") / "play.el"
EMACS = shutil.which(os.environ.get("EMACS", "emacs"))
MISSING = {
    "eglot": "apt-get install emacs-nox elpa-eglot, or Emacs 29 and newer",
    "lsp-mode": "apt-get install emacs-nox elpa-lsp-mode",
}

SHOP = "def cheapest(prices: list[int]) -> int:\n    return sorted(prices)[0] if prices else 0\n"
KEPT = SHOP.replace(" else 0\n", " else 0  # slowspot: ignore[sorted-first]{}\n")


@pytest.fixture(scope="module", params=["eglot", "lsp-mode"])
def lsp(request: pytest.FixtureRequest) -> str:
    """The name of an LSP client that this Emacs has. The continuous integration tries Neovim alone."""
    if EMACS is None:
        pytest.skip(f"Emacs is missing: {MISSING[request.param]}")
    asked = f'(unless (locate-library "{request.param}") (kill-emacs 1))'
    if subprocess.run([EMACS, "--batch", "-q", "--eval", asked], capture_output=True, timeout=60).returncode:
        pytest.skip(f"{request.param} is missing: {MISSING[request.param]}")
    return request.param


def play(lsp: str, folder: Path, **environment: str) -> str:
    """Run the script in Emacs over a file; return what the file has then."""
    assert EMACS is not None
    (folder / "home").mkdir()
    project = folder / "project"
    project.mkdir()
    (project / ".git").mkdir()
    settings = "require-reason = true\n" if "REASON" in environment else ""
    (project / "pyproject.toml").write_text("[tool.slowspot]\npreview = true\n" + settings, "utf-8")
    file = project / "shop.py"
    file.write_text(SHOP, "utf-8")
    done = subprocess.run(
        [EMACS, "--batch", "-q", "-l", str(SCRIPT), str(file)],
        cwd=project,
        env={
            **os.environ,
            "HOME": str(folder / "home"),
            "SERVER_CMD": json.dumps([sys.executable, "-m", "slowspot.server"]),
            "CLIENT": str(CLIENT),
            "LSP": lsp,
            "SAYS": "sorts everything",
            **environment,
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return file.read_text("utf-8")


def test_quick_fix_reaches_the_file_on_disk(lsp: str, tmp_path: Path) -> None:
    fixed = play(lsp, tmp_path, DO="fix", ACTION="Use min() or max()")
    assert fixed == SHOP.replace("sorted(prices)[0]", "min(prices)")


def test_one_key_ignores_a_finding(lsp: str, tmp_path: Path) -> None:
    assert play(lsp, tmp_path, DO="ignore") == KEPT.format("")


def test_one_key_asks_for_the_reason_where_the_project_wants_one(lsp: str, tmp_path: Path) -> None:
    assert play(lsp, tmp_path, DO="ignore", REASON="a handful") == KEPT.format(" -- a handful")
