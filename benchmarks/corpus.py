"""The code that benchmarks run over: a pinned Django from the package index, unpacked once into a cache folder."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

DJANGO = "Django==5.2.19"
CACHE = Path(__file__).resolve().parent / ".corpus"


def django() -> Path:
    """The folder of the package, installed at the first call (needs the package index)."""
    target = CACHE / DJANGO.replace("==", "-")
    if not (target / "django").is_dir():
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), DJANGO],
            check=True,
        )
    return target / "django"


def module_of(lines: int) -> str:
    """One module of about that many lines: whole files of the corpus one after the other, in a fixed order."""
    paths = sorted(django().rglob("*.py"))
    random.Random(1).shuffle(paths)
    text: list[str] = []
    for path in paths:
        rows = path.read_text("utf-8").split("\n")
        if not 30 < len(rows) < 1500 or any("__future__" in row or "\f" in row for row in rows):
            continue
        text += rows[:-1]
        if len(text) >= lines:
            return "\n".join(text) + "\n"
    raise RuntimeError(f"the corpus has only {len(text)} lines, {lines} are wanted")
