"""All rules there are. A rule file is found by standing in a family's folder, or in a plugin: no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Collection
from contextlib import redirect_stdout
from functools import cache, lru_cache
from types import ModuleType

from ..plugins import Plugin, installed
from . import names
from .declaration import FAMILIES, Rule
from .names import PluginProblem, UnknownRule

__all__ = [
    "PluginProblem",
    "UnknownRule",
    "all_rules",
    "fault_of",
    "load",
    "means",
    "own_rules",
    "plugin_of",
    "plugin_problems",
    "resolve",
]


@lru_cache(maxsize=1)
def own_rules() -> tuple[Rule, ...]:
    """Slowspot's own rules, sorted by code. The first call imports the rule files (some milliseconds)."""
    found: list[Rule] = []
    for family in pkgutil.iter_modules(sys.modules[__name__.rpartition(".")[0]].__path__):
        if family.ispkg:
            package = importlib.import_module(f".{family.name}", __package__)
            found += [
                importlib.import_module(f".{family.name}.{module.name}", __package__).RULE
                for module in pkgutil.iter_modules(package.__path__)
            ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def all_rules(plugins: Collection[str] | None = None) -> tuple[Rule, ...]:
    """Every rule, those of plugins (all that are installed, or these) included, sorted by code.

    The first call for a plugin imports it. One that fails is left out: `plugin_problems` says why.
    """
    found = _plugin_rules(installed(), None if plugins is None else frozenset(plugins))[0]
    return tuple(sorted((*own_rules(), *found), key=lambda rule: rule.code)) if found else own_rules()


def plugin_problems(plugins: Collection[str] | None = None) -> tuple[PluginProblem, ...]:
    """What is wrong with plugins (all that are installed, or these): each is off as far as it is concerned."""
    return _plugin_rules(installed(), None if plugins is None else frozenset(plugins))[1]


def plugin_of(rule: Rule) -> str:
    """The name of the plugin that a rule comes from; "" for one of ours."""
    return _PLUGIN_BY_CODE.get(rule.code, "")


def means(name: str, rule: Rule) -> bool:
    """Whether a name (slug, former slug, code, family, code prefix, plugin, "all") means a rule."""
    return names.means(name, rule, plugin_of(rule))


def resolve(name: str, plugins: Collection[str] | None = None) -> list[Rule]:
    """Rules by slug, former slug, code, family, code prefix ("SLP1"), plugin or "all"; raises `UnknownRule`.

    Of plugins only these count, if given: a name of another one stands for no rule.
    """
    for rule in own_rules():
        if rule.slug == name or rule.code == name:
            return [rule]
    return names.resolved(name, all_rules(plugins), all_rules, plugin_of)


# -- plugins

_PLUGIN_BY_CODE: dict[str, str] = {}
_CODE = re.compile(r"(?!SLP)[A-Z]{2,6}\d{3}")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


@lru_cache(maxsize=16)
def _plugin_rules(
    present: tuple[Plugin, ...], wanted: frozenset[str] | None
) -> tuple[tuple[Rule, ...], tuple[PluginProblem, ...]]:
    """The rules of plugins without those that clash with ours, or with one of a plugin that comes before."""
    rules: list[Rule] = []
    problems: list[PluginProblem] = []
    if not present:
        return (), ()
    taken = {name: "Slowspot's own" for rule in own_rules() for name in (rule.slug, rule.code, *rule.former)}
    reserved = {*taken, *FAMILIES, "all"}
    before: set[str] = set()
    for plugin in present:
        if wanted is not None and plugin.name not in wanted:
            continue
        if plugin.name in reserved or plugin.name in before or plugin.name.isupper():
            whose = "another plugin" if plugin.name in before else "a rule, a family or a code"
            problems.append(
                PluginProblem(plugin.name, f"all of it is off: its name is that of {whose} ({plugin.distribution})")
            )
            continue
        before.add(plugin.name)
        found, wrong = load(plugin.module)
        problems += [PluginProblem(plugin.name, message) for message in wrong]
        for rule in found:
            own = (rule.slug, rule.code, *rule.former)
            clash = next((name for name in own if name in taken), None)
            if clash is None:
                rules.append(rule)
                taken.update(dict.fromkeys(own, f"a rule of {plugin.name}"))
                _PLUGIN_BY_CODE[rule.code] = plugin.name
            else:
                problems.append(
                    PluginProblem(plugin.name, f"its rule {rule.slug} is off: {clash} is {taken[clash]} already")
                )
    return tuple(rules), tuple(problems)


@cache
def load(name: str) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Import a module, or a package with all modules in it, and return the rules that they declare.

    Never raises for what is wrong with it: the second part says it.
    """
    rules: list[Rule] = []
    problems: list[str] = []
    names = [name]
    # What it prints is no part of a report, nor of what the server tells the editor.
    with redirect_stdout(sys.stderr):
        while names:
            inner = names.pop(0)
            try:
                module = importlib.import_module(inner)
                names += _inside(module)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it raises, the run goes on without it
                problems.append(f"{inner} is off: it cannot be imported: {type(error).__name__}: {error}")
                continue
            rule: object = getattr(module, "RULE", None)
            if rule is None:
                continue
            if fault := fault_of(rule):
                problems.append(f"the rule in {inner} is off: {fault}")
            elif isinstance(rule, Rule):
                rules.append(rule)
    if not rules and not problems:
        problems.append(f"{name} declares no rules: no module in it has a RULE")
    return tuple(sorted(rules, key=lambda rule: rule.code)), tuple(problems)


def _inside(module: ModuleType) -> list[str]:
    paths = getattr(module, "__path__", None)
    found = pkgutil.iter_modules(paths) if paths is not None else ()
    return [f"{module.__name__}.{inner.name}" for inner in found if not inner.name.startswith("_")]


def fault_of(rule: object) -> str:
    """Say why something is no declaration of a rule that can be used; "" where it is."""
    if not isinstance(rule, Rule):
        return f"RULE is a {type(rule).__name__}, not a Rule"
    if not _SLUG.fullmatch(rule.slug):
        return f"{rule.slug!r} is no name of a rule: words in lower case with hyphens, two at least"
    if not _CODE.fullmatch(rule.code):
        return f"{rule.code!r} is no code: two to six capital letters other than SLP, and three digits"
    if rule.family not in FAMILIES:
        return f"{rule.family!r} is no family of rules: {', '.join(FAMILIES)}"
    if rule.stage not in ("stable", "preview", "retired"):
        return f"{rule.stage!r} is no stage of a rule: stable, preview, retired"
    if rule.severity not in ("error", "warning", "info", "hint"):
        return f"{rule.severity!r} is no severity: error, warning, info, hint"
    return ""
