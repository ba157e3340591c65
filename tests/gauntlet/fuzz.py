"""Fixes applied inside programs put together by chance: they never break what they touch.

    python tests/gauntlet/fuzz.py [--applications N] [--seed N] [--rules RULES] [--jobs N] [--record]

Each fix that is offered (also those to review) is applied to its program. The result must parse, hold every comment of
the program, keep its newlines, and be free of the finding; applying all fixes until none is left must come to an
end, and applying them again must change nothing. Exit code 1 where one of it fails; the program is printed.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import random
import sys
import tokenize
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rewriting import apply_edits, build_fix, fix_all
from slowspot.analyzers.rules.declaration import Rule
from slowspot.analyzers.rules.registry import all_rules, resolve
from slowspot.analyzers.source import Document

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))
from slowspot.analyzers.promises.running import unmark

from tests.gauntlet.programs import compose
from tests.gauntlet.record import record

__all__ = ["Fuzzed", "fuzz"]


@dataclass(slots=True)
class Fuzzed:
    """What a run did and found."""

    applications: Counter[str] = field(default_factory=Counter[str])
    """By rule."""
    programs: int = 0
    faults: list[str] = field(default_factory=list[str])


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)


def fault(before: str, after: str) -> str:
    """What a fix broke, in words; "" where nothing."""
    try:
        ast.parse(after)
    except SyntaxError as error:
        return f"does not parse: {error}"
    if lost := comments(before) - comments(after):
        return f"lost comments: {list(lost)}"
    if "\r\n" in before and after.count("\n") != after.count("\r\n"):
        return "mixes newlines"
    if "\r" in after and "\r" not in before:
        return "brings a carriage return"
    return ""


def fuzz(rules: Sequence[Rule], applications: int, seed: int) -> Fuzzed:
    """Apply at least so many fixes (fewer only where hardly any program has one)."""
    chance = random.Random(seed)
    rule_set = RuleSet(rules)
    examples = {rule.slug: [unmark(example.before)[0] for example in rule.examples] for rule in rules if rule.rewrite}
    everything = [program for programs in examples.values() for program in programs]
    result = Fuzzed()
    tried: Counter[str] = Counter()
    while result.applications.total() < applications and result.programs < 20 * applications:
        # Every other program is of the rule that had the fewest turns.
        rare = min(examples, key=lambda slug: (tried[slug], slug))
        tried[rare] += 1
        program = compose(chance.choice([examples[rare], everything]), chance)
        if program is None:
            continue
        result.programs += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            _try(program, rule_set, result)
    return result


def _try(program: str, rules: RuleSet, result: Fuzzed) -> None:
    document = Document(program)
    analyzer = Analyzer(document, rules)
    if analyzer.notes:
        result.faults.append(f"{analyzer.notes}\n{program}")
        return
    for finding in analyzer.findings():
        fix = build_fix(document, analyzer, finding)
        if fix is None:
            continue
        result.applications[finding.rule.slug] += 1
        after = apply_edits(document, fix.edits)
        if words := fault(program, after):
            result.faults.append(f"{finding.rule.slug}: {words}\n--- before\n{program}\n--- after\n{after}")
    fix_all(document, analyzer, lambda finding: True)
    after = document.text
    if words := fault(program, after):
        result.faults.append(f"all fixes: {words}\n--- before\n{program}\n--- after\n{after}")
        return
    again = Document(after)
    fix_all(again, Analyzer(again, rules), lambda finding: True)
    if again.text != after:
        result.faults.append(f"all fixes: not idempotent\n--- once\n{after}\n--- twice\n{again.text}")


def _fuzz(job: tuple[list[str], int, int]) -> Fuzzed:
    slugs, applications, seed = job
    return fuzz([rule for slug in slugs for rule in resolve(slug)], applications, seed)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rules", default="all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--record", action="store_true", help="keep the figures for docs/quality.md")
    options = parser.parse_args(arguments)
    rules = [rule for name in options.rules.split(",") for rule in resolve(name)]
    slugs = [rule.slug for rule in rules if rule.stage != "retired"]
    share = -(-options.applications // options.jobs)
    result = Fuzzed()
    with ProcessPoolExecutor(options.jobs) as pool:
        for part in pool.map(_fuzz, [(slugs, share, options.seed + number) for number in range(options.jobs)]):
            result.applications += part.applications
            result.programs += part.programs
            result.faults += part.faults
    for text in result.faults:
        print(text, end="\n\n")
    never = [rule.slug for rule in all_rules() if rule in rules and rule.rewrite and not result.applications[rule.slug]]
    total = result.applications.total()
    print(f"{total:,} fixes of {len(result.applications)} rules applied in {result.programs:,} programs,", end=" ")
    print(f"{len(result.faults)} faults" + (f"; never applied: {', '.join(never)}" if never else ""))
    if options.record:
        figures = {"applications": total, "rules": len(result.applications), "programs": result.programs}
        record("fuzz", {**figures, "faults": len(result.faults)})
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
