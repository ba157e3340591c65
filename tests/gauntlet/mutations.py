"""Each guard of each rule is needed: a rule with one guard dropped, or one safety flipped, must fail its own tests.

    python tests/gauntlet/mutations.py [SLUG ...] [--sample N] [--seed N] [--jobs N] [--record]

The functions of a rule's file, but for `rewrite`, are changed in one place at a time: an `if` that only leaves is
dropped, an operand of `and` or `or` is dropped, a comparison is turned round, "safe"
becomes "review" and the other way.
The changed rule then goes through its examples and their near misses, its `clean` and `unsafe` programs, and the
programs of tests/rules/kept_promises. A change that none of them notices survives, and is a fault: add the
program that tells the two apart, or remove the guard. A line that only saves time says so with the comment `# cheap`.
Exit code 1 where a change survives. Costs about a tenth of a second a change.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import random
import sys
import types
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rewriting import apply_edits, build_fix
from slowspot.analyzers.rules.declaration import Rule
from slowspot.analyzers.rules.registry import all_rules, resolve
from slowspot.analyzers.source import Document

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))
from slowspot.analyzers.promises.running import check_near_misses, fix_everything, run, unmark

from tests.gauntlet.limits import TimeIsUp, limited
from tests.gauntlet.record import record
from tests.rules.kept_promises import PROGRAMS
from tests.rules.kept_promises.program import Arguments
from tests.rules.test_kept_promises_of_libraries import PROGRAMS as PROGRAMS_OF_LIBRARIES

SECONDS = 20
"""For one changed rule: a changed guard may make a search endless."""


@dataclass(frozen=True)
class Mutation:
    """One change of a rule's module, in words, and the module's tree with it."""

    line: int
    words: str
    tree: ast.Module


class Survived(Exception):  # noqa: N818 - it is what happened, not an error
    """No test noticed."""


def mutations(source: str) -> Iterator[Mutation]:
    """All changes of a module's guards, in the order of the text."""
    tree = ast.parse(source)
    cheap = {number for number, line in enumerate(source.splitlines(), 1) if line.rstrip().endswith("# cheap")}
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name != "rewrite"]
    places = [node for function in functions for node in ast.walk(function)]
    for node in sorted(places, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))):
        if cheap.isdisjoint(range(getattr(node, "lineno", 0), (getattr(node, "end_lineno", 0) or 0) + 1)):
            for words, changed in _changes(node):
                yield Mutation(getattr(node, "lineno", 0), words, _replaced(tree, node, changed))


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.If) and not node.orelse and _leaves(node.body):
        yield f"drop `if {ast.unparse(node.test)}`", ast.copy_location(ast.Pass(), node)
    elif isinstance(node, ast.BoolOp):
        for index, operand in enumerate(node.values):
            if isinstance(operand, ast.Constant):
                continue  # `name or ""` is a default
            rest = [*node.values[:index], *node.values[index + 1 :]]
            left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            word = "and" if isinstance(node.op, ast.And) else "or"
            yield f"drop `{ast.unparse(operand)}` of the `{word}`", ast.copy_location(left, node)
    elif isinstance(node, ast.Constant) and node.value in ("safe", "review"):
        other = "review" if node.value == "safe" else "safe"
        yield f"{node.value} becomes {other}", ast.copy_location(ast.Constant(other), node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITE:
        changed = ast.Compare(node.left, [_OPPOSITE[type(node.ops[0])]()], node.comparators)
        yield f"turn round `{ast.unparse(node)}`", ast.copy_location(changed, node)


_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Is it `return None`, `return False`, `continue` and the like?"""
    only = body[0]
    if len(body) != 1:
        return False
    if isinstance(only, ast.Return):
        return only.value is None or (isinstance(only.value, ast.Constant) and not only.value.value)
    return isinstance(only, ast.Continue)


def _replaced(tree: ast.Module, node: ast.AST, changed: ast.AST) -> ast.Module:
    memo: dict[int, Any] = {id(node): changed}
    return ast.fix_missing_locations(copy.deepcopy(tree, memo))


def load(rule: Rule, mutation: Mutation) -> Rule:
    """The rule as the changed module declares it."""
    original = importlib.import_module(rule.check.__module__)
    module = types.ModuleType(original.__name__, original.__doc__)
    module.__package__, module.__file__ = original.__package__, original.__file__
    # A dataclass looks its module up.
    sys.modules[original.__name__] = module
    try:
        exec(compile(mutation.tree, f"<{rule.slug}>", "exec"), module.__dict__)
    finally:
        sys.modules[original.__name__] = original
    return module.RULE


def examine(rule: Rule) -> None:
    """Put a changed rule through its tests; raises `Survived` when it passes them all, and anything else when not."""
    for program in rule.clean:
        assert not _findings(program, rule)[2]
    for example in rule.examples:
        source, spans = unmark(example.before)
        _, _, findings = _findings(source, rule)
        assert [finding.span for finding in findings] == spans
        for finding in findings:
            assert bool(finding.reason) == (finding.safety == "review")
        if findings and example.after and rule.rewrite is not None:
            assert not (example.differs and all(finding.safety == "safe" for finding in findings))
        assert not example.after or not _findings(example.after, rule)[2]
    for program in rule.unsafe:
        found = _findings(program, rule)[2]
        assert found
        assert all(finding.safety != "safe" for finding in found)
    for example in rule.examples:
        if example.after and rule.rewrite is not None:
            assert fix_everything(unmark(example.before)[0], rule) == example.after
    for slug, program, arguments in (*PROGRAMS, *PROGRAMS_OF_LIBRARIES):
        if slug == rule.slug:
            _keeps(program, rule, arguments)
    check_near_misses(rule, fixes=False)
    raise Survived


def _keeps(program: str, rule: Rule, arguments: Arguments) -> None:
    document, analyzer, findings = _findings(program, rule)
    for finding in findings:
        if finding.safety == "safe":
            fix = build_fix(document, analyzer, finding)
            assert fix is None or run(apply_edits(document, fix.edits), arguments) == run(program, arguments)


def _findings(source: str, rule: Rule) -> tuple[Document, Analyzer, list[Any]]:
    document = Document(source)
    analyzer = Analyzer(document, RuleSet([rule]))
    assert analyzer.notes == []
    return document, analyzer, analyzer.findings()


def survives(rule: Rule, mutation: Mutation) -> bool:
    """Does no test of the rule notice the change?"""
    try:
        with limited(SECONDS):
            examine(load(rule, mutation))
    except Survived:
        return True
    except (TimeIsUp, Exception):  # noqa: BLE001 - noticed, in whatever way
        return False
    raise AssertionError("examine always raises")


def mutants_of(rule: Rule) -> list[Mutation]:
    path = importlib.import_module(rule.check.__module__).__file__
    assert path is not None
    return list(mutations(Path(path).read_text(encoding="utf-8")))


def _surviving(job: tuple[str, list[Mutation]]) -> list[Mutation]:
    slug, tried = job
    rule = resolve(slug)[0]
    return [mutation for mutation in tried if survives(rule, mutation)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--sample", type=int, help="try only so many changes, drawn by chance")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--record", action="store_true", help="keep the figures for docs/quality.md")
    options = parser.parse_args(arguments)
    rules = [rule for slug in options.slugs for rule in resolve(slug)] or [
        rule for rule in all_rules() if rule.stage != "retired"
    ]
    tried = [(rule, mutation) for rule in rules for mutation in mutants_of(rule)]
    if options.sample is not None and options.sample < len(tried):
        tried = random.Random(options.seed).sample(tried, options.sample)
    by_rule: dict[str, list[Mutation]] = {}
    for rule, mutation in tried:
        by_rule.setdefault(rule.slug, []).append(mutation)
    survivors = whole = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for slug, found in zip(by_rule, pool.map(_surviving, by_rule.items()), strict=True):
            survivors += len(found)
            whole += sum(mutation.words.startswith("drop `if") or " becomes " in mutation.words for mutation in found)
            for mutation in found:
                print(f"{slug}:{mutation.line}: {mutation.words}", flush=True)
    count = len({rule.slug for rule, _ in tried})
    print(f"{len(tried)} changes of {count} rules, {survivors} unnoticed")
    if options.record:
        record("mutations", {"changes": len(tried), "rules": count, "unnoticed": survivors, "guards": whole})
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
