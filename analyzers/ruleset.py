"""Rules that run together, with the tables by which a walk over a file finds where to call them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from .rules.declaration import OptionSetting, Rule, options_set
from .semantics.imports import ModuleImports
from .semantics.outside import Outside

__all__ = ["SHARED_FACTS", "RuleSet"]

Entry = tuple[Rule, bool, bool]

NEWEST = (3, 14)
"""Of the Python versions that are known."""

SHARED_FACTS = "shared facts"
"""In `RuleSet.spent`: making the scopes of blocks, the names of the file and the attributes of its classes."""

Tables = tuple[Mapping[type, Sequence[Entry]], Mapping[str, Sequence[Entry]]]


class RuleSet:
    """Rules with their trigger tables; made once per run. With a `clock`, what each rule takes is added up.

    `options` are what is set for options of rules; those of other rules are passed over.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        target: tuple[int, int] = NEWEST,
        clock: Callable[[], float] | None = None,
        options: Iterable[OptionSetting] = (),
    ) -> None:
        self.rules = tuple(rule for rule in rules if rule.since <= target)
        self.target = target
        """The oldest Python version that the analyzed code must run on."""
        self.packages = frozenset(package for rule in self.rules for package in rule.triggers.packages)
        """Those whose import decides whether a rule runs at all."""
        self.options = options_set(self.rules, options)
        self.clock = clock
        self.spent: Counter[str] = Counter()
        """By rule's slug, in the clock's unit; names and scopes, which all rules share, as `SHARED_FACTS`. Types that
        several rules ask for are charged to the first of them."""
        self._tables: dict[frozenset[str], Tables] = {}
        self.told = tuple((rule, t.in_loop, t.in_async) for rule in self.rules if (t := rule.triggers).told)
        """Those that are called where linking tells something."""

    def tables(self, imported: Set[str]) -> Tables:
        """The rules by node type and by last name of a callee, for a file that imports these packages."""
        present = self.packages & imported
        found = self._tables.get(present)
        if found is None:
            nodes: dict[type, list[Entry]] = {}
            calls: dict[str, list[Entry]] = {}
            for rule in self.rules:
                triggers = rule.triggers
                if triggers.packages and triggers.packages.isdisjoint(present):
                    continue
                entry = (rule, triggers.in_loop, triggers.in_async)
                for kind in triggers.nodes:
                    nodes.setdefault(kind, []).append(entry)
                for name in triggers.calls:
                    calls.setdefault(name, []).append(entry)
            found = self._tables[present] = (nodes, calls)
        return found

    def tables_told(self, imports: ModuleImports, outside: Outside) -> Tables:
        """The same for a file that is told something: with the last names of the calls that it is told of."""
        nodes, calls = self.tables(imports.packages)
        if not self.told or not outside.calls:
            return nodes, calls
        names: set[str] = set()
        reads = False
        for (_, callee), called in outside.calls.items():
            last = callee.rpartition(".")[2]
            names.add("" if last.endswith((")", "]")) else imports.renamed.get(last, last))
            reads = reads or called.is_property
        calls = {**calls, **{name: self._with_told(calls.get(name, ()), ast.Call) for name in names}}
        if reads:
            nodes = {**nodes, ast.Attribute: self._with_told(nodes.get(ast.Attribute, ()), ast.Attribute)}
        return nodes, calls

    def _with_told(self, entries: Sequence[Entry], kind: type) -> Sequence[Entry]:
        """These rules, and those that are called at what is told and do not see all nodes of the kind anyway."""
        return (
            *entries,
            *(entry for entry in self.told if entry not in entries and kind not in entry[0].triggers.nodes),
        )
