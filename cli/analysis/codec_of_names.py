"""What is known of rules by name as bytes and back, so that the next run need not load a rule to read settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...analyzers.rules.names import PluginProblem, Plugins, RuleName, RuleNames
from ...analyzers.rules.options import Option
from .codec import UnreadableError

__all__ = ["NAMES", "read_names", "written_names"]

NAMES = "slowspot.names/1"
"""Part of the key under which they are kept: change it with the form of the bytes."""


def written_names(known: Mapping[Plugins, RuleNames]) -> bytes:
    rows = [
        [plugins, [_row(rule) for rule in those.rules], list(those.problems)] for plugins, those in known.items()
    ]  # fmt: skip
    return json.dumps(rows, separators=(",", ":")).encode("ascii")


def read_names(data: bytes) -> dict[Plugins, RuleNames]:
    """Raises UnreadableError."""
    try:
        return {
            None if plugins is None else tuple(plugins): RuleNames(
                [_rule(*row) for row in rules], [PluginProblem(*row) for row in problems]
            )
            for plugins, rules, problems in json.loads(data)
        }
    except (ValueError, TypeError) as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from None


def _row(rule: RuleName) -> list[Any]:
    options = [[option.name, option.default, option.doc, option.least] for option in rule.options]
    return [*rule[:-1], options]


def _rule(
    slug: str, code: str, family: str, stage: str, former: list[str], plugin: str, examples: list[str],
    options: list[list[Any]],
) -> RuleName:  # fmt: skip
    read = (
        Option(name, tuple(default) if isinstance(default, list) else default, doc, least)
        for name, default, doc, least in options
    )
    return RuleName(slug, code, family, stage, tuple(former), plugin, tuple(examples), tuple(read))
