"""`slowspot rules`: all rules, by family."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ..analyzers.rules.declaration import Rule
from ..analyzers.rules.registry import all_rules
from .terminal import Style, wants_colour

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print them (default: text)")


def run(options: argparse.Namespace) -> int:
    rules = [rule for rule in all_rules() if rule.stage != "retired"]
    if options.format == "json":
        sys.stdout.write(_json(rules) + "\n")
    else:
        sys.stdout.write(_table(rules, Style(wants_colour(sys.stdout))))
    return 0


def _table(rules: Sequence[Rule], style: Style) -> str:
    width = max((len(rule.slug) for rule in rules), default=0)
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(rule.family, []).append(rule)
    parts: list[str] = []
    for family, members in families.items():
        parts.append(style.bold(family) + "\n")
        for rule in sorted(members, key=lambda rule: rule.code):
            fix = style.green("[fix]") if rule.rewrite else "     "
            stage = "" if rule.stage == "stable" else style.yellow(f" ({rule.stage})")
            parts.append(f"  {rule.code}  {rule.slug:<{width}}  {fix}  {rule.summary}{stage}\n")
        parts.append("\n")
    parts.append(f"{len(rules)} rules. `slowspot explain RULE` shows the page of one.\n")
    return "".join(parts)


def _json(rules: Sequence[Rule]) -> str:
    # Late: the table does without it.
    import json

    return json.dumps(
        [
            {
                "rule": rule.slug,
                "code": rule.code,
                "family": rule.family,
                "stage": rule.stage,
                "severity": rule.severity,
                "summary": rule.summary,
                "fixable": rule.rewrite is not None,
                "also": list(rule.also),
                "former": list(rule.former),
            }
            for rule in rules
        ],
        indent=1,
    )
