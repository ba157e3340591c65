"""A workspace with what an index finds in it, and what it leaves out."""

from __future__ import annotations

import json
from pathlib import Path

SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
CLEAN_TEXT = "def cheapest(prices):\n    return min(prices)\n"

FILES = {
    "shop.py": SLOW,
    "pkg/prices.py": SLOW,
    "pkg/clean.py": CLEAN_TEXT,
    "pkg/broken.py": "def (\n",
    "ignored/generated.py": SLOW,
    "venv/lib/module.py": SLOW,
    ".gitignore": "/ignored\n",
}


def notebook(*cells: str, language: str = "python") -> str:
    """The text of a notebook's file."""
    made = [
        {
            "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
            "source": text.splitlines(keepends=True),
        }
        for text in cells
    ]  # fmt: skip
    about = {"language_info": {"name": language}}
    return json.dumps({"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def make_project(folder: Path) -> Path:
    """Four files that are analyzed, two of them with a finding, and two that are left out."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder
