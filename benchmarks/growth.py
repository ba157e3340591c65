"""`slowspot scale` tried on functions whose growth is known: what it measures, and how often its interval holds that.

python benchmarks/growth.py [--runs N] [--seconds S] [FUNCTION ...]

An interval holds n log n where it meets the local exponent 1 + 1 ÷ ln n somewhere between the sizes it was made of.
"""

from __future__ import annotations

import argparse
import ast
import math
import os
import sys
from collections import Counter
from pathlib import Path
from statistics import median

from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.scaling import Workload, measure
from slowspot.analyzers.proving.scaling_fit import Growth, fit
from slowspot.models.growth import claim_of

FILE = Path(__file__).resolve().with_name("known_growth.py")
POWERS = {"1": 0.0, "log n": 0.0, "n": 1.0, "n log n": 1.0, "n^1.5": 1.5, "n²": 2.0, "n³": 3.0}


def holds(found: Growth, form: str) -> bool:
    if form == "c^n":
        return found.base is not None
    if "log" not in form:
        return found.low <= POWERS[form] <= found.high
    ends = [POWERS[form] + 1 / math.log(max(n, 3)) for n in found.window]
    return found.low <= max(ends) and found.high >= min(ends)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("functions", nargs="*", metavar="FUNCTION")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="for one measurement, as --max-seconds")
    options = parser.parse_args()
    text = FILE.read_text(encoding="utf-8")
    known = {
        node.name: ast.get_docstring(node) or "" for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)
    }
    interpreter = probe(sys.executable)
    load = os.getloadavg()[0]
    print(f"{options.runs} runs of {options.seconds:g} s each, Python {interpreter.release}, load {load:.1f}\n")
    print("| function | known | claimed | measured, median | off at most | width, median | held | form and rivals |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    held = form_right = total = 0
    for name in options.functions or known:
        form = known[name]
        found = [
            fit(
                measure(Workload(str(FILE), name, seed=run), interpreter, max_seconds=options.seconds).samples, seed=run
            )
            for run in range(options.runs)
        ]
        claim = claim_of(text, name)
        claimed = "not told" if claim is None or not claim.text else "at least " * bool(claim.hidden) + claim.text
        right = [one.form == form or form in one.rivals for one in found]
        held_here = [holds(one, form) for one in found]
        held, form_right, total = held + sum(held_here), form_right + sum(right), total + len(found)
        told = Counter(", ".join([one.form, *one.rivals]) for one in found)
        exponents = [one.exponent for one in found]
        expected = [POWERS.get(form, 0.0) + ("log" in form) / math.log(max(math.sqrt(a * b), 3)) for a, b in
                    (one.window for one in found)]  # fmt: skip
        if form == "c^n":
            measured = f"{median(one.base or 0.0 for one in found):.2f}^n"
            off = width = ""
        else:
            measured = f"n^{median(exponents):.2f}"
            off = f"{max(abs(a - b) for a, b in zip(exponents, expected, strict=True)):.2f}"
            width = f"{median(one.high - one.low for one in found):.2f}"
        forms = "; ".join(f"{each} × {count}" for each, count in told.most_common())
        print(
            f"| `{name}` | {form} | {claimed} | {measured} | {off} | {width} "
            f"| {sum(held_here)} of {len(found)} | {forms} |",
            flush=True,
        )
    print(f"\nThe interval held the known growth in {held} of {total} runs.")
    print(f"The form was right, or among those that are said to fit alike, in {form_right}.")


if __name__ == "__main__":
    main()
