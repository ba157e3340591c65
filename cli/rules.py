"""`slowspot rules`: all rules, by family; those of plugins; and the commands for whoever writes some."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from ..analyzers.plugins import ENVIRONMENT, GROUP, installed, turned_off
from ..analyzers.rules.declaration import Option, Rule
from ..analyzers.rules.registry import all_rules, plugin_of, plugin_problems
from . import rules_new, rules_test
from .terminal import Style, wants_colour

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print them (default: text)")
    parser.add_argument(
        "--plugins", action="store_true", help="the plugins that are installed, and what is wrong with them"
    )
    parser.set_defaults(action=_list)
    actions = parser.add_subparsers(title="for those who write rules", metavar="ACTION")
    for name, module, purpose in (
        ("test", rules_test, "say whether rules keep what their declarations promise; runs their examples"),
        ("new", rules_new, "write a rule file to begin with"),
    ):
        action = actions.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        module.configure(action)
        action.set_defaults(action=module.run)


def run(options: argparse.Namespace) -> int:
    return options.action(options)


def _list(options: argparse.Namespace) -> int:
    if options.plugins:
        sys.stdout.write(_plugins(Style(wants_colour(sys.stdout))))
        return 0
    rules = [rule for rule in all_rules() if rule.stage != "retired"]
    if options.format == "json":
        sys.stdout.write(_json(rules) + "\n")
    else:
        sys.stdout.write(_table(rules, Style(wants_colour(sys.stdout))))
    return 0


def _plugins(style: Style) -> str:
    wrong = plugin_problems()
    rules = all_rules()
    parts: list[str] = []
    for plugin in installed():
        parts.append(f"{style.bold(plugin.name)} ({plugin.distribution} {plugin.version})\n".replace(" )", ")"))
        parts += [f"  {rule.code}  {rule.slug}: {rule.summary}\n" for rule in rules if plugin_of(rule) == plugin.name]
        parts += [f"  {style.red('wrong')}: {message}\n" for name, message in wrong if name == plugin.name]
    why = f" ({ENVIRONMENT} is set)" if turned_off() else f": a package with an entry point {GROUP} is one"
    return "".join(parts) or f"No plugins are installed for {sys.executable}{why}.\n"


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
                "options": [_option(option) for option in rule.options],
                "plugin": plugin_of(rule) or None,
            }
            for rule in rules
        ],
        indent=1,
    )


def _option(option: Option[Any]) -> dict[str, Any]:
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    return {"name": option.name, "default": default, "doc": option.doc}
