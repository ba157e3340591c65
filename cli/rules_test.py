"""`slowspot rules test`: whether the rules of a plugin keep what their declarations promise."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import sys
from collections.abc import Iterator

from ..analyzers.plugins import GROUP, installed
from ..analyzers.promises.checking import PROMISES, Promise, subjects
from ..analyzers.promises.running import BrokenPromise
from ..analyzers.rules.declaration import Example, Rule
from ..analyzers.rules.registry import load, own_rules
from .errors import CLEAN, FINDINGS, UsageError
from .internal import internal_message
from .terminal import Style, wants_colour

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "subject", metavar="PACKAGE|FOLDER|FILE",
        help="a package, an installed plugin by its name, a folder of rule files or of a plugin's project, or a file",
    )  # fmt: skip
    parser.add_argument("--quiet", "-q", action="store_true", help="only what is broken")


def run(options: argparse.Namespace) -> int:
    """Check all promises. The examples are run in this process: rules are code that one has chosen to run."""
    style = Style(wants_colour(sys.stdout))
    rules: list[Rule] = []
    broken = 0
    for module in _modules(options.subject):
        found, problems = load(module)
        rules += found
        for problem in problems:
            broken += 1
            print(f"{style.red('broken')}: {problem}")
    broken += sum(
        _told(f"{rule.slug} ({rule.code})", clash, style) for rule in rules for clash in _clashes(rule, rules)
    )
    for rule in rules:
        kept, left_out = 0, set[str]()
        before = broken
        for promise, number, subject in _promises(rule):
            missing = _missing(subject) if promise.runs else []
            if missing:
                left_out.update(missing)
            elif said := _broken(promise, rule, subject):
                where = f"example {number}: " if isinstance(subject, Example) else ""
                broken += _told(f"{rule.slug} ({rule.code})", f"{where}{promise.name}: {said}", style)
            else:
                kept += 1
        if not options.quiet and broken == before:
            rest = f"; not run without {', '.join(sorted(left_out))}" if left_out else ""
            print(f"{rule.slug} ({rule.code}): {style.green(f'{kept} promises kept')}{rest}")
    if not options.quiet or broken:
        counted = f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'}"
        print(f"{counted}, {broken} broken {'promise' if broken == 1 else 'promises'}")
    return FINDINGS if broken else CLEAN


def _promises(rule: Rule) -> Iterator[tuple[Promise, int, object]]:
    for promise in PROMISES:
        for number, subject in subjects(promise, rule):
            yield promise, number, subject


def _broken(promise: Promise, rule: Rule, subject: object) -> str:
    try:
        promise.check(rule, subject)
    except BrokenPromise as broken:
        return str(broken)
    except Exception as error:  # noqa: BLE001 - a rule, or its example, that raises is what is looked for
        return internal_message(error)
    return ""


def _told(name: str, message: str, style: Style) -> int:
    text = message.replace("\n", "\n    ")
    print(f"{style.bold(name)}: {style.red('broken')}: {text}")
    return 1


def _missing(subject: object) -> list[str]:
    """The packages that an example needs and that are not installed."""
    needs = subject.needs if isinstance(subject, Example) else ()
    return [name for name in needs if importlib.util.find_spec(name.replace("-", "_")) is None]


def _clashes(rule: Rule, rules: list[Rule]) -> Iterator[str]:
    module = rule.check.__module__.rpartition(".")[2]
    if module != rule.slug.replace("-", "_"):
        yield f"stands in {module}.py, not in {rule.slug.replace('-', '_')}.py"
    names = {rule.slug, rule.code, *rule.former}
    for other in (*own_rules(), *rules):
        if other is not rule:
            for name in names & {other.slug, other.code, *other.former}:
                yield f"{name} is a rule of {other.check.__module__} already"


def _modules(subject: str) -> list[str]:
    """Return the names of the modules to load, and put on the path what that takes. Raises UsageError."""
    if not os.path.exists(subject):
        plugin = next((plugin for plugin in installed() if plugin.name == subject), None)
        if plugin is not None:
            return [plugin.module]
        try:
            known = re.fullmatch(r"[\w.]+", subject) is not None and importlib.util.find_spec(subject) is not None
        except (ImportError, ValueError):
            known = False
        if not known:
            raise UsageError(f"{subject}: is neither a file, a folder, a package that can be imported nor a plugin")
        return [subject]
    path = os.path.abspath(subject)
    if os.path.isfile(path) and not path.endswith(".py"):
        raise UsageError(f"{subject}: is no Python file")
    if os.path.isdir(path) and not os.path.exists(os.path.join(path, "__init__.py")):
        return _in_folder(path, subject)
    folder, name = os.path.split(path.removesuffix(".py"))
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, outer = os.path.split(folder)
        name = f"{outer}.{name}"
    sys.path.insert(0, folder)
    return [name]


def _in_folder(path: str, shown: str) -> list[str]:
    """Those of a plugin's project, by its entry points, else all files of a plain folder."""
    project = os.path.join(path, "pyproject.toml")
    if os.path.exists(project):
        # Late: as in `project/configuration.py`.
        if sys.version_info >= (3, 11):
            import tomllib
        else:
            import tomli as tomllib
        with open(project, "rb") as file:
            try:
                table = tomllib.load(file)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise UsageError(f"{shown}/pyproject.toml: is not valid TOML: {error}") from error
        points = table.get("project", {}).get("entry-points", {}).get(GROUP, {})
        if not points:
            raise UsageError(f'{shown}/pyproject.toml: has no [project.entry-points."{GROUP}"]')
        sys.path[:0] = [os.path.join(path, "src"), path]
        return [str(value).partition(":")[0] for value in points.values()]
    names = sorted(name.removesuffix(".py") for name in os.listdir(path) if name.endswith(".py") and name[0] != "_")
    if not names:
        raise UsageError(f"{shown}: holds no rule files")
    sys.path.insert(0, path)
    return names
