"""Runs the labelled functions that can be run, on growing inputs, and says how often they grow as their source tells.

`python benchmarks/complexity.py [--record]`; the functions are those of tests/models/complexity.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "models" / "complexity"
FIGURES = Path(__file__).with_name("complexity_figures.json")
FILES = ("loops.py", "hidden.py", "sorting.py", "halving.py", "texts.py", "graphs.py", "unseen.py")
SECONDS = 2
"""Of each function."""


def measured(path: Path, function: str) -> dict[str, Any] | None:
    """What `slowspot scale` says; None where it cannot make inputs for it."""
    command = [
        *(sys.executable, "-m", "slowspot.cli", "scale", f"{path}::{function}", "--format", "json"),
        *("--max-seconds", str(SECONDS)),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None


def main() -> None:
    sys.path.insert(0, str(ROOT))
    # Late: the path says where it is.
    from tests.models.labelled import functions

    verdicts: Counter[str] = Counter()
    faster: list[str] = []
    for each in functions():
        if each.file not in FILES or "." in each.name:
            continue
        told = measured(FOLDER / each.file, each.name)
        word = told["verdict"] if told is not None else None
        print(f"{each.file}: {each.name}: {word}", flush=True)
        if word is not None:
            verdicts[word] += 1
            if word == "faster":
                faster.append(f"{each.file}: {each.name}")
    print(dict(verdicts))
    if "--record" in sys.argv:
        version = ".".join(map(str, sys.version_info[:2]))
        document = {"python": version, "seconds": SECONDS, "verdicts": dict(sorted(verdicts.items())), "faster": faster}
        FIGURES.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
