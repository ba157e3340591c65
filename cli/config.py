"""`slowspot config`: the settings in force for a path, and where each comes from."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..analyzers.project.configuration import Override, Scope, SettingsFiles, line_of
from ..analyzers.project.discovery import display_path
from ..analyzers.project.ruff import RuffFiles
from ..analyzers.rules.registry import all_rules
from ..analyzers.settings import PathPatterns, Settings
from ..analyzers.settings_reading import KEYS, as_written
from ..models.evidence import rules_for
from .analysis.sources import settings_of
from .errors import UsageError
from .terminal import Style, wants_colour

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: the current folder)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print them (default: text)")
    parser.add_argument("--rules", action="store_true", help="also the names of the rules that run")


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings of one path."""

    path: str
    file: str
    """The settings file; "" for none."""
    values: dict[str, Any]
    """By key, as they would be written."""
    origins: dict[str, str]
    """Where each comes from, by key."""
    rules: list[str]
    total: int


def run(options: argparse.Namespace) -> int:
    base = os.getcwd()
    paths: list[str] = options.paths or ["."]
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"{path}: does not exist")
    full = [os.path.abspath(path) for path in paths]
    files = settings_of(full, Override(), base)
    found = [_in_force(path, at, files, base) for path, at in zip(paths, full, strict=True)]
    if options.format == "json":
        sys.stdout.write(json.dumps([_as_json(each) for each in found], indent=1) + "\n")
    else:
        style = Style(wants_colour(sys.stdout))
        sys.stdout.write("\n".join("".join(_text(each, style, names=options.rules)) for each in found))
    return 0


def _in_force(path: str, full: str, files: SettingsFiles, base: str) -> InForce:
    is_folder = os.path.isdir(full)
    of_folder = files.for_folder(full if is_folder else os.path.dirname(full))
    settings = (of_folder if is_folder else files.for_file(full)).settings
    origins = _origins(of_folder, full, base, is_folder=is_folder)
    if not is_folder and settings.also_ignored:
        settings = _with_ignores_shown(settings)
    # Any file of a folder: what Ruff's settings say of single ones is not asked for.
    deferred = RuffFiles().for_file(os.path.join(full, "module.py") if is_folder else full).rules
    rules = [rule.slug for rule in rules_for(settings, deferred if settings.defer_to_ruff else frozenset())]
    values = {
        key: as_written(key, settings) for key in KEYS if is_folder or key not in ("overrides", "per-file-ignores")
    }
    return InForce(
        path, display_path(of_folder.file, base) if of_folder.file else "", values, origins, rules, len(all_rules())
    )


def _with_ignores_shown(settings: Settings) -> Settings:
    return replace(settings, ignore=(*settings.ignore, *settings.also_ignored), also_ignored=())


def _origins(scope: Scope, full: str, base: str, *, is_folder: bool) -> dict[str, str]:
    text, table = _written(scope.file)
    shown = display_path(scope.file, base)

    def place(key: str) -> str:
        line = line_of(text, key)
        return shown if line is None else f"{shown}:{line}"

    found = dict.fromkeys(KEYS, "default")
    found.update({key: place(key) for key in table if key in KEYS})
    if "target-version" not in table and scope.settings.target_version != Settings().target_version:
        found["target-version"] = "requires-python"
    if not is_folder:
        relative = os.path.relpath(full, scope.root).replace(os.sep, "/")
        for number, override in enumerate(table.get("overrides", ()), 1):
            if PathPatterns(override.get("paths", ())).matches(relative):
                found.update({key: place(f"overrides[{number}].{key}") for key in override if key in KEYS})
        patterns = [str(pattern) for pattern in table.get("per-file-ignores", ())]
        ignoring = [
            place(f'per-file-ignores."{pattern}"') for pattern in patterns if PathPatterns([pattern]).matches(relative)
        ]
        if ignoring:
            found["ignore"] = ", ".join([found["ignore"], *dict.fromkeys(ignoring)]).removeprefix("default, ")
    return found


def _written(path: str) -> tuple[str, Mapping[str, Any]]:
    """The text of a settings file, which is known to be sound, and its table."""
    if not path:
        return "", {}
    # Late: as in `project/configuration.py`, which has read it already where there is one.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    with open(path, encoding="utf-8") as file:
        text = file.read()
    table = tomllib.loads(text)
    return text, table if os.path.basename(path) == "slowspot.toml" else table["tool"]["slowspot"]


def _as_json(found: InForce) -> dict[str, Any]:
    settings = {key: {"value": found.values[key], "from": found.origins[key]} for key in found.values}
    return {"path": found.path, "file": found.file or None, "settings": settings, "rules": found.rules}


def _text(found: InForce, style: Style, *, names: bool) -> Iterator[str]:
    yield style.bold(found.path) + f": {found.file or 'no settings file, all by default'}\n"
    rows = [(key, _brief(found.values[key]), found.origins[key]) for key in found.values]
    wide, long = max(len(key) for key, _, _ in rows), max(len(value) for _, value, _ in rows)
    for key, value, origin in rows:
        line = f"  {key:<{wide}}  {value:<{min(long, 60)}}  {origin}"
        yield (style.dim(line) if origin == "default" else line) + "\n"
    yield f"{len(found.rules)} of {found.total} rules run here.\n"
    if names:
        yield from (f"  {slug}\n" for slug in found.rules)


def _brief(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"for {'; '.join(', '.join(each['paths']) for each in value)}"
    if isinstance(value, list) and len(value) > 6:
        return f"{json.dumps(value[:3])[:-1]}, … {len(value)} in all]"
    return json.dumps(value)
