"""Counts what is found of the planted paths, and what is reported in their twins.

    python -m tests.linking.measure [--missed]

Writes figures.json, which docs/quality.md shows. `--missed` prints what was missed and what was reported for nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from .programs import Planted, findings, planted

FIGURES = Path(__file__).parent / "figures.json"


@cache
def missed(program: Planted) -> list[str]:
    """Where something is expected and nothing found, or found and not expected."""
    found = set(findings(program.files))
    return [
        *(f"{program.name}: missed {path}:{line} {slug}" for path, line, slug in sorted(program.expected - found)),
        *(f"{program.name}: too much {path}:{line} {slug}" for path, line, slug in sorted(found - program.expected)),
    ]


@cache
def alarms(program: Planted) -> list[str]:
    """What is reported in the twin."""
    return [f"{program.name}: twin {path}:{line} {slug}" for path, line, slug in findings(program.twin)]


def figures() -> dict[str, Any]:
    """By kind (the folder) and by hops: how many there are, how many are found; and the alarms in the twins."""
    tried: dict[str, Counter[str]] = {"kinds": Counter(), "hops": Counter()}
    found: dict[str, Counter[str]] = {"kinds": Counter(), "hops": Counter()}
    misses: list[dict[str, str]] = []
    for program in planted():
        right = not missed(program)
        for name, key in (("kinds", program.name.partition("/")[0]), ("hops", str(program.hops))):
            tried[name][key] += 1
            found[name][key] += right
        if not right:
            misses.append({"name": program.name, "title": program.title})
    return {
        "programs": len(planted()),
        "found": len(planted()) - len(misses),
        **{name: {key: [found[name][key], tried[name][key]] for key in sorted(tried[name])} for name in tried},
        "missed": misses,
        "twins": len(planted()),
        "alarms": [alarm for program in planted() for alarm in alarms(program)],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="print what was missed, and write nothing")
    options = parser.parse_args(arguments)
    if options.missed:
        print("\n".join(line for program in planted() for line in (*missed(program), *alarms(program))))
        return 0
    data = figures()
    FIGURES.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{data['found']} of {data['programs']} found, {len(data['alarms'])} alarms in {data['twins']} twins")
    return 0


if __name__ == "__main__":
    sys.exit(main())
