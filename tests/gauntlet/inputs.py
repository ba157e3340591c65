"""The slow and the fast program of each example agree on inputs that nobody thought of.

    python tests/gauntlet/inputs.py [SLUG ...] [--inputs N] [--seed N] [--record]

Inputs are made from those that the declaration gives (`same`, and `workload` at small sizes): other lengths, repeated
elements, other numbers and texts of the same types. A safe fix must agree on all of them: result, its type, the
exception's type, the arguments afterwards, what was printed. A fix to review must agree wherever the slow program
returns, unless its declaration lists inputs on which it differs. Exit code 1 where one does not.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from slowspot.analyzers.rules.declaration import Example, Rule
from slowspot.analyzers.rules.registry import all_rules, resolve

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))
from slowspot.analyzers.promises.running import analyze, run, unmark

from tests.gauntlet.limits import TimeIsUp, limited
from tests.gauntlet.record import record

__all__ = ["disagreements"]

_SIZES = (0, 1, 2, 5)
SECONDS = 2
"""For both programs on one input."""


def varied(value: Any, chance: random.Random) -> Any:
    """Another value of the same type, made of the same stuff."""
    if isinstance(value, bool):
        return chance.choice([True, False])
    if isinstance(value, int):
        return chance.choice([value, value, 0, 1, value + 1, value * 2])
    if isinstance(value, float):
        return chance.choice([value, value, 0.0, value / 2, -value])
    if isinstance(value, (str, bytes)):
        half = len(value) // 2
        return chance.choice([value, value, value[:half], value[half:], value * 2, value[:0]])
    if type(value) in (list, set, frozenset, tuple):
        elements = list(value)
        if type(value) is tuple:
            return tuple(varied(element, chance) for element in elements)
        size = chance.choice([len(elements), len(elements) // 2, len(elements) + 2, 0]) if elements else 0
        return type(value)(varied(chance.choice(elements), chance) for _ in range(size))
    if type(value) is dict:
        return {key: varied(item, chance) for key, item in value.items() if chance.random() < 0.8}
    return copy.deepcopy(value)


def is_data(value: Any) -> bool:
    """Is it a value that two runs can have a copy of each?"""
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(is_data(element) for element in value)
    if isinstance(value, dict):
        return all(is_data(part) for item in value.items() for part in item)
    package = type(value).__module__.partition(".")[0]
    return value is None or package in ("numpy", "pandas", "polars") or isinstance(value, _DATA)


_DATA = (bool, int, float, complex, str, bytes, types.FunctionType, types.BuiltinFunctionType)


def inputs(example: Example, count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Arguments for the example's entry; none where they hold more than data (a database, an open file)."""
    given = [arguments for arguments in example.same if isinstance(arguments, tuple)]
    if example.workload is not None:
        given += [example.workload(size) for size in _SIZES]
    given = [arguments for arguments in given if is_data(arguments)]
    for _ in range(count if given else 0):
        yield tuple(varied(argument, chance) for argument in chance.choice(given))


def disagreements(rule: Rule, example: Example, count: int, seed: int) -> Iterator[str]:
    """Inputs on which the two programs differ though the rule says that they do not."""
    before = unmark(example.before)[0]
    safe = all(finding.safety == "safe" for finding in analyze(before, rule)[2])
    if example.differs and not safe:
        return
    for arguments in inputs(example, count, random.Random(seed)):
        try:
            with limited(SECONDS):
                slow = run(before, arguments)
                if (slow.kind != "error" or (safe and rule.rewrite)) and run(example.after, arguments) != slow:
                    yield f"{rule.slug}: {arguments!r}\n{before}"
        except TimeIsUp:
            continue  # an input for which the slow program is too slow says nothing


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--inputs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--record", action="store_true", help="keep the figures for docs/quality.md")
    options = parser.parse_args(arguments)
    rules = [rule for slug in options.slugs for rule in resolve(slug)] or all_rules()
    pairs = [(rule, example) for rule in rules for example in rule.examples if example.after]
    faults = 0
    for rule, example in pairs:
        for text in disagreements(rule, example, options.inputs, options.seed):
            faults += 1
            print(text, flush=True)
    print(f"{len(pairs)} pairs of programs, up to {options.inputs} inputs each, {faults} disagreements")
    if options.record:
        record("inputs", {"pairs": len(pairs), "inputs": options.inputs, "disagreements": faults})
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
