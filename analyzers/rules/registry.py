"""All rules there are. A rule file is found by standing in a family's folder: no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import lru_cache

from .declaration import Rule

__all__ = ["UnknownRule", "all_rules", "resolve"]


class UnknownRule(ValueError):  # noqa: N818 - what is wrong, as in KeyError’s "no such key"
    """No rule has this slug, code, family or code prefix. `suggestions` are near misses, best first."""

    def __init__(self, name: str, suggestions: list[str]) -> None:
        hint = f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"unknown rule {name!r}{hint}")
        self.name = name
        self.suggestions = suggestions


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, sorted by code. The first call imports the rule files (some milliseconds)."""
    found: list[Rule] = []
    for family in pkgutil.iter_modules(sys.modules[__name__.rpartition(".")[0]].__path__):
        if family.ispkg:
            package = importlib.import_module(f".{family.name}", __package__)
            found += [
                importlib.import_module(f".{family.name}.{module.name}", __package__).RULE
                for module in pkgutil.iter_modules(package.__path__)
            ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def resolve(name: str) -> list[Rule]:
    """Rules by slug, former slug, code, family, code prefix ("SLP1") or "all"; raises `UnknownRule`."""
    rules = all_rules()
    if name == "all":
        return list(rules)
    found = [rule for rule in rules if name in (rule.slug, rule.code, rule.family, *rule.former)]
    if not found and name.startswith("SLP"):
        found = [rule for rule in rules if rule.code.startswith(name)]
    if not found:
        names = sorted({n for rule in rules for n in (rule.slug, rule.code, rule.family)})
        # Late: 1 ms of each start, for names that are wrong.
        import difflib

        raise UnknownRule(name, difflib.get_close_matches(name, names, n=2, cutoff=0.6))
    return found
