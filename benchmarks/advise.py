"""Asks `slowspot advise` about the shop: records its programs, has the advice measured, and says what came of it.

    python benchmarks/advise.py              prints the answers
    python benchmarks/advise.py --record     and writes benchmarks/advise_figures.json, which docs/quality.md shows
    python benchmarks/advise.py --runs       keeps the recordings as tests/advising/runs, where the shop has changed

Programs need what they import (NumPy, aiohttp); PyPy is asked where there is one. Takes two minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "benchmarks" / "advise_figures.json"
RUNS = ROOT / "tests" / "advising" / "runs"
PROGRAMS = {
    "season": ["-m", "shop.season"],
    "packing": ["-m", "shop.packing"],
    "label": ["--interval", "0.0005", "-m", "shop.label", "400638133393"],
    "restock": ["--async", "-m", "shop.restock"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--runs", action="store_true")
    parser.add_argument("--pairs", default="7")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(ROOT / "examples" / "shop", folder / "shop", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "pyproject.toml").touch()
        for name, words in PROGRAMS.items():
            slowspot(folder, "profile", "-q", *words)
            newest = max((folder / ".slowspot" / "runs").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            if options.runs:
                RUNS.mkdir(exist_ok=True)
                shutil.copy(newest, RUNS / f"{name}.json")
        text = slowspot(folder, "advise", "--measure", "--pairs", options.pairs, "--format", "json", "shop")
    report = json.loads(text)
    answers = [answer(program, function) for program in report["programs"] for function in program["functions"]]
    for row in answers:
        print(f"{row['command']:40} {row['function']:14} {row['share']:5.0%}  {row['engine']:13} {row['told']}")
    if options.record:
        figures = {
            "python": platform.python_version(), "cores": os.cpu_count(), "pairs": int(options.pairs),
            "answers": answers,
        }  # fmt: skip
        FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def answer(program: dict[str, Any], function: dict[str, Any]) -> dict[str, Any]:
    best = function["options"][0]
    trial = best["trial"]
    told = trial["told"] if trial else best["why"]
    return {
        "command": program["profile"]["command"], "function": function["function"], "share": function["share"],
        "engine": best["engine"], "sure": function["sure"], "told": told,
        "times": [trial["low"], trial["times"], trial["high"]] if trial else None,
        "whole": trial["whole"] if trial else None,
    }  # fmt: skip


def slowspot(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "slowspot.cli", *words], cwd=folder, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
