"""Generated files are those that the programs would write now."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .tree import ROOT


@pytest.mark.parametrize("program", ["docs/generate.py", "docs/capture.py"])
def test_is_fresh(program: str) -> None:
    done = subprocess.run([sys.executable, program, "--check"], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
