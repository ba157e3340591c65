"""Writes docs/settings.md and the JSON schema of the settings: from the keys that are read, and rules' options."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slowspot.analyzers.rules.declaration import FAMILIES, Rule
from slowspot.analyzers.rules.options import Option
from slowspot.analyzers.settings import SEVERITIES, Settings
from slowspot.analyzers.settings_reading import KEYS, Key, as_written

__all__ = ["settings_pages", "toml"]

_GENERATED = (
    "<!-- Made by docs/generate.py from analyzers/settings_reading.py and the rules' options: edit those. -->\n"
)

_FORMS = {
    "names": "list of names",
    "patterns": "list of patterns",
    "flag": "true or false",
    "version": "string",
    "per-file": "table of lists",
    "overrides": "tables",
    "rules": "tables",
    "plugins": "list of names",
    "fail-on": "string",
    "count": "whole number",
    "part": "part of 1, or \"0.5%\"",
}  # fmt: skip


def settings_pages(rules: Sequence[Rule]) -> dict[str, str]:
    """The generated files by name, relative to docs."""
    return {"settings.md": _page(rules), "slowspot.schema.json": json.dumps(_schema(rules), indent=1) + "\n"}


def toml(value: object) -> str:
    """Write a value as TOML has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{}"
    return json.dumps(value) if isinstance(value, str | bool | list) else str(value)


# -- docs/settings.md


def _page(rules: Sequence[Rule]) -> str:
    keys = [
        _row([f"`{key}`", _FORMS.get(known.kind, "string"), _default(key), "yes" if known.per_file else "", known.doc])
        for key, known in KEYS.items()
    ]
    options = [
        _row([f"[{rule.slug}](rules/{rule.slug}.md)", f"`{option.name}`", f"`{toml(option.default)}`", option.doc])
        for rule in rules
        for option in rule.options
    ]
    parts = [
        "# Settings\n",
        "[configuration.md](configuration.md) tells where they stand and which of them count. Where `per file` is",
        "yes, a key may stand in `[[tool.slowspot.overrides]]`, next to `paths`.\n",
        "\n".join([_row(["key", "value", "default", "per file", "what it says"]), _row(["---"] * 5), *keys]),
        "\n## Options of rules\n",
        "They stand in `[tool.slowspot.rules.RULE]`; for some files in `[tool.slowspot.overrides.rules.RULE]`, behind",
        "the override's other keys. What was measured of a rule was measured with the defaults.\n",
        "\n".join([_row(["rule", "option", "default", "what it says"]), _row(["---"] * 4), *options]),
    ]
    return _GENERATED + "\n".join(parts) + "\n"


def _default(key: str) -> str:
    value = as_written(key, Settings())
    if key == "exclude":
        return f"{len(value)} names of folders that hold no code of one's own, such as `.venv` and `build`"
    return "" if value in (None, {}) or (value == [] and KEYS[key].kind == "overrides") else f"`{toml(value)}`"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# -- docs/slowspot.schema.json


def _schema(rules: Sequence[Rule]) -> dict[str, Any]:
    properties = {key: _property(key, known, rules) for key, known in KEYS.items()}
    per_file = {key: properties[key] for key, known in KEYS.items() if known.per_file}
    override = {
        "type": "object",
        "properties": {"paths": {**_strings(), "description": "Patterns of the files.", "minItems": 1}, **per_file},
        "required": ["paths"],
        "additionalProperties": False,
    }
    properties["overrides"] = {**properties["overrides"], "type": "array", "items": override}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of Slowspot: slowspot.toml, or [tool.slowspot] in pyproject.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _property(key: str, known: Key, rules: Sequence[Rule]) -> dict[str, Any]:
    shape: Mapping[str, Any]
    match known.kind:
        case "names":
            names = ["all", *FAMILIES, *(rule.slug for rule in rules)]
            shape = {"type": "array", "items": {"anyOf": [{"enum": names}, {"type": "string"}]}}
        case "patterns" | "plugins":
            shape = _strings()
        case "flag":
            shape = {"type": "boolean"}
        case "version":
            shape = {"type": "string", "pattern": r"^(py)?3\.?\d{1,2}$"}
        case "per-file":
            shape = {"type": "object", "additionalProperties": _strings()}
        case "fail-on":
            gains = {"type": "string", "pattern": r"^gain\s*>=\s*\d*\.?\d+%?$"}
            shape = {"anyOf": [{"enum": [*SEVERITIES, "never"]}, gains]}
        case "count":
            shape = {"type": "integer", "minimum": 0, "maximum": 1024}
        case "part":
            shape = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": "%$"}]}
        case "rules":
            tables = {rule.slug: _options(rule.options) for rule in rules if rule.options}
            shape = {"type": "object", "properties": tables}
        case "overrides":
            shape = {}
        case _:
            shape = {"type": "string"}
    default = as_written(key, Settings())
    return {"description": known.doc, **shape, **({} if default is None else {"default": default})}


def _options(options: Sequence[Option[Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {option.name: _option(option) for option in options},
        "additionalProperties": False,
    }


def _option(option: Option[Any]) -> dict[str, Any]:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", tuple: "array"}
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    least = {} if option.least is None else {"minimum": option.least}
    items = {"items": {"type": "string"}} if isinstance(option.default, tuple) else {}
    return {"description": option.doc, "type": kinds[type(option.default)], **items, **least, "default": default}


def _strings() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}}
