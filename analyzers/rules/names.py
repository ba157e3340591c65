"""What settings name rules by, as plain data: to know which rules are in force, none has to be loaded."""

# pyright: reportImportCycles=false
# The registry resolves names as settings do; it is imported here only where no names were introduced.

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from ..plugins import Plugin, installed
from .options import Option

__all__ = [
    "ASK_COSTS", "PluginProblem", "RuleName", "RuleNames", "UnknownRule", "forget", "introduce", "known", "known_rules",
    "means", "named", "plugin_problems", "resolved",
]  # fmt: skip

ASK_COSTS = frozenset({"property-recomputed-in-loop", "quadratic-through-call"})
"""Rules that ask what calls go through ("cost" in `Called.more`): without them linking does not work it out."""


class UnknownRule(ValueError):  # noqa: N818 - what is wrong, as in KeyError’s "no such key"
    """No rule has this slug, code, family or code prefix. `suggestions` are near misses, best first."""

    def __init__(self, name: str, suggestions: list[str]) -> None:
        hint = f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"unknown rule {name!r}{hint}")
        self.name = name
        self.suggestions = suggestions


class PluginProblem(NamedTuple):
    """Why a plugin, or a rule of it, is off."""

    plugin: str
    message: str


class RuleName(NamedTuple):
    """A rule, as far as the choice of rules and what is set for them go by it."""

    slug: str
    code: str
    family: str
    stage: str
    former: tuple[str, ...] = ()
    plugin: str = ""
    """The plugin that it comes from; "" for one of ours."""
    examples: tuple[str, ...] = ()
    """The digests of its examples, by which measured figures are known to be of this text of the rule."""
    options: tuple[Option[Any], ...] = ()


class RuleNames(NamedTuple):
    """The rules, sorted by code, and what keeps others out."""

    rules: Sequence[RuleName]
    problems: Sequence[PluginProblem] = ()


class _Named(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def former(self) -> Sequence[str]: ...


AnyRule = TypeVar("AnyRule", bound=_Named)
Plugins = tuple[str, ...] | None

_known: dict[tuple[tuple[Plugin, ...], Plugins], RuleNames] = {}
_plugin = attrgetter("plugin")


def known_rules(plugins: Collection[str] | None = None) -> Sequence[RuleName]:
    """Every rule, those of plugins (all that are installed, or these) included, sorted by code."""
    return _names(plugins).rules


def plugin_problems(plugins: Collection[str] | None = None) -> Sequence[PluginProblem]:
    """What is wrong with plugins (all that are installed, or these): each is off as far as it is concerned."""
    return _names(plugins).problems


def named(name: str, plugins: Collection[str] | None = None) -> list[RuleName]:
    """Rules by slug, former slug, code, family, code prefix ("SLP1"), plugin or "all"; raises `UnknownRule`.

    Of plugins only these count, if given: a name of another one stands for no rule.
    """
    return resolved(name, known_rules(plugins), known_rules, _plugin)


def known() -> Mapping[Plugins, RuleNames]:
    """What is known so far of the rules that are installed now, by the plugins that were asked for.

    Without what a plugin has problems with: the package that it lacks may be installed before the next run.
    """
    present = installed()
    return {plugins: rules for (those, plugins), rules in _known.items() if those == present and not rules.problems}


def introduce(rules: Mapping[Plugins, RuleNames]) -> None:
    """Make rules known that were kept, from the same version of them and of the plugins that are installed now."""
    present = installed()
    _known.update({(present, plugins): those for plugins, those in rules.items()})


def forget() -> None:
    """For tests, whose rules change."""
    _known.clear()


def _names(plugins: Collection[str] | None) -> RuleNames:
    present = installed()
    key = present, tuple(sorted(plugins)) if plugins is not None and present else None
    if key not in _known:
        # Late: 200 files, for a run that knows them from an earlier one.
        from . import registry

        rules = registry.all_rules(key[1])
        _known[key] = RuleNames(
            [
                RuleName(
                    rule.slug, rule.code, rule.family, rule.stage, rule.former, registry.plugin_of(rule),
                    tuple(example.digest for example in rule.examples), tuple(rule.options),
                )
                for rule in rules
            ],
            registry.plugin_problems(key[1]),
        )  # fmt: skip
    return _known[key]


def means(name: str, rule: _Named, plugin: str) -> bool:
    """Whether a name means a rule of a plugin ("" for ours), as `named` has it."""
    if name in (rule.slug, rule.code, rule.family, "all", *rule.former):
        return True
    if name.isupper():
        return rule.code.startswith(name)
    return bool(plugin) and plugin == name


def resolved(
    name: str,
    rules: Iterable[AnyRule],
    everything: Callable[[], Iterable[AnyRule]],
    plugin_of: Callable[[AnyRule], str],
) -> list[AnyRule]:
    """Those of some rules that a name means; raises `UnknownRule` where it means none of all rules either."""
    found = [rule for rule in rules if means(name, rule, plugin_of(rule))]
    if not found and name != "all":
        others = list(everything())
        if not any(means(name, rule, plugin_of(rule)) for rule in others):
            names = sorted({n for rule in others for n in (rule.slug, rule.code, rule.family)})
            # Late: 1 ms of each start, for names that are wrong.
            import difflib

            raise UnknownRule(name, difflib.get_close_matches(name, names, n=2, cutoff=0.6))
    return found
