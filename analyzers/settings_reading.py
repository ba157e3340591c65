"""What `[tool.slowspot]` may hold: the keys, what they mean, and how their values are read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import plugins
from .rules.names import UnknownRule, named
from .settings import (
    FileOverride,
    PathPatterns,
    Settings,
    joined_options,
    parse_fail_on,
    parse_part,
    parse_target,
    suggestion,
    unknown_rule_message,
)

if TYPE_CHECKING:
    from .rules.options import Option, OptionSetting
    from .settings import FailOn

__all__ = ["KEYS", "Key", "Kind", "Problem", "as_written", "parse"]

Kind = Literal[
    "names",
    "patterns",
    "flag",
    "version",
    "per-file",
    "fail-on",
    "count",
    "part",
    "overrides",
    "rules",
    "plugins",
    "file",
]


class Key(NamedTuple):
    """A key of the settings."""

    kind: Kind
    doc: str
    """For the table of docs/configuration.md and for editors."""
    per_file: bool = False
    """Whether it may differ from file to file, in `overrides`."""
    field: str = ""
    """The field of `Settings` that holds it, where that has another name."""


KEYS: Mapping[str, Key] = {
    "select": Key(
        "names",
        "The rules to run: names, codes, families, code prefixes such as `SLP1`, names of plugins, or `all`.",
        per_file=True,
    ),
    "ignore": Key("names", "Rules not to run; wins over `select`.", per_file=True),
    "preview": Key("flag", "Whether rules run that are not stable yet.", per_file=True),
    "exclude": Key("patterns", "Files and folders to leave out, in place of the default list."),
    "extend-exclude": Key("patterns", "Files and folders to leave out besides those."),
    "respect-gitignore": Key("flag", "Whether what git ignores is left out."),
    "target-version": Key(
        "version",
        "The oldest Python that the code must run on; by default the lowest of `requires-python`.",
        per_file=True,
    ),
    "per-file-ignores": Key("per-file", "By pattern, rules that are off in those files."),
    "overrides": Key("overrides", "Other settings for some files; later ones are laid over earlier ones."),
    "rules": Key("rules", "Options of rules, by rule.", per_file=True, field="rule_options"),
    "plugins": Key("plugins", "The plugins whose rules may run, `[]` for none; by default all that are installed."),
    "fail-on": Key(
        "fail-on",
        "From which severity on a finding fails the run: `error`, `warning`, `info`, `hint`, `never`, or `gain>=G`.",
        per_file=True,
    ),
    "jobs": Key("count", "Processes; 0 for one per core."),
    "profile-threshold": Key(
        "part", "Findings in code that took a smaller part of the recorded run are left out.", per_file=True
    ),
    "warn-from": Key(
        "part", "Findings whose fix is expected to save a smaller part of the run time are only hints.", per_file=True
    ),
    "defer-to-ruff": Key(
        "flag", "Whether rules are off where Ruff, by its own settings, reports all that they do.", per_file=True
    ),
    "require-reason": Key("flag", "Whether a suppression comment must say why.", per_file=True),
    "link": Key("flag", "Whether what is called is followed through functions and files.", per_file=True),
    "cache-dir": Key("file", "The folder that `analyze` keeps results in; by default the user's cache."),
    "baseline": Key("file", "The file with the findings that are known and so not shown; see `--write-baseline`."),
}
"""In the order of the documentation."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A key or value that cannot be used; the key's default stands in for it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


def parse(table: Mapping[str, object], base: Settings | None = None) -> tuple[Settings, list[Problem]]:
    """Check a table of settings and lay it over `base`. Never raises: what cannot be used is in the problems."""
    problems: list[Problem] = []
    values = _values(table, problems)
    base = base or Settings()
    if "rule_options" in values:
        values["rule_options"] = joined_options(base.rule_options, values["rule_options"])
    return replace(base, **values), problems


def as_written(key: str, settings: Settings) -> Any:
    """Return the value of a key as a settings file has it: lists, tables, numbers, strings, truth values."""
    value = getattr(settings, KEYS[key].field or key.replace("-", "_"))
    match KEYS[key].kind:
        case "version":
            return ".".join(map(str, value))
        case "fail-on":
            return _fail_on_written(value)
        case "count":
            return value or 0
        case "per-file":
            return {" ".join(patterns.patterns): list(names) for patterns, names in value}
        case "rules":
            return _options_written(value)
        case "overrides":
            return [_override_written(override) for override in value]
        case "plugins":
            return value if value is None else list(value)
        case _:
            return list(value) if isinstance(value, tuple) else value


def _override_written(override: FileOverride) -> dict[str, Any]:
    keys = {known.field or key.replace("-", "_"): key for key, known in KEYS.items()}
    laid = replace(Settings(), **dict(override.values))
    return {
        "paths": list(override.paths.patterns),
        **{keys[field]: as_written(keys[field], laid) for field, _ in override.values},
    }


def _options_written(options: Iterable[OptionSetting]) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for slug, name, value in options:
        tables.setdefault(slug, {})[name] = list(value) if isinstance(value, tuple) else value
    return tables


def _fail_on_written(fail_on: FailOn) -> str:
    return f"gain>={fail_on.gain:g}" if fail_on.gain is not None else fail_on.severity or "never"


def _values(table: Mapping[str, object], problems: list[Problem], within: str = "") -> dict[str, Any]:
    """Read a table, that of a project or (`within`) of an override, into values by field of `Settings`."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = within + key
        known = KEYS.get(key)
        if known is None:
            under = key.replace("_", "-")
            hint = f"; did you mean {under!r}?" if under in KEYS else suggestion(key, KEYS)
            problems.append(Problem(where, f"no such setting{hint}"))
            continue
        if within and not known.per_file:
            problems.append(Problem(where, "cannot differ from file to file: it goes to the top of the settings"))
            continue
        try:
            read = _READERS[known.kind](where, value, problems)
        except ValueError as error:
            problems.append(Problem(where, str(error)))
        else:
            if key != "select" or read or not value:  # where no selected rule is known, the default stands
                values[known.field or key.replace("-", "_")] = read
    assert values.keys() <= {field.name for field in fields(Settings)}
    return values


def _strings(key: str, value: object, problems: list[Problem]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ValueError(f'must be a list of strings: write ["{value}"]')
    if not isinstance(value, list):
        raise ValueError(f"must be a list of strings, not {_article(value)}")
    found: list[str] = []
    for item in value:
        if not isinstance(item, str):
            raise ValueError(f"must be a list of strings, but {item!r} in it is {_article(item)}")
        found.append(item)
    return tuple(found)


def _patterns(key: str, value: object, problems: list[Problem]) -> tuple[str, ...]:
    patterns = _strings(key, value, problems)
    refused = [pattern for pattern in patterns if not _is_pattern(pattern)]
    problems += [Problem(key, f"{pattern!r} is not a pattern such as .gitignore has") for pattern in refused]
    return tuple(pattern for pattern in patterns if pattern not in refused)


def _is_pattern(text: str) -> bool:
    # Late: 30 ms, and most settings hold no patterns.
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([text])
    except ValueError:
        return False
    return True


def _names(key: str, value: object, problems: list[Problem]) -> tuple[str, ...]:
    known: list[str] = []
    for name in _strings(key, value, problems):
        try:
            named(name)
        except UnknownRule as error:
            if not _may_be_of_a_plugin(name):
                problems.append(Problem(key, unknown_rule_message(error)))
        else:
            known.append(name)
    return tuple(known)


def _flag(key: str, value: object, problems: list[Problem]) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"must be true or false, not {_article(value)}")


def _version(key: str, value: object, problems: list[Problem]) -> tuple[int, int]:
    if isinstance(value, str):
        return parse_target(value)
    raise ValueError(f'must be a string such as "3.12", not {_article(value)} (3.10 without quotes is 3.1)')


def _fail_on(key: str, value: object, problems: list[Problem]) -> FailOn:
    if isinstance(value, str):
        return parse_fail_on(value)
    raise ValueError(f"must be a string, not {_article(value)}")


def _count(key: str, value: object, problems: list[Problem]) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1024:
        return value or None
    raise ValueError("must be a whole number of processes, 0 for one per core")


def _part(key: str, value: object, problems: list[Problem]) -> float:
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            return parse_part(str(value))
        except ValueError:
            pass
    raise ValueError(f'must be a part of the run time, such as 0.005 or "0.5%", not {value!r}')


def _file(key: str, value: object, problems: list[Problem]) -> str:
    if isinstance(value, str) and value and "\0" not in value:
        return value
    raise ValueError(f"must be the path of a file, not {value!r}")


def _per_file(key: str, value: object, problems: list[Problem]) -> tuple[tuple[PathPatterns, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        raise ValueError(f'must be a table such as {{"tests/**" = ["all"]}}, not {_article(value)}')
    found: list[tuple[PathPatterns, tuple[str, ...]]] = []
    for pattern, names in value.items():
        where = f'{key}."{pattern}"'
        if not _is_pattern(str(pattern)):
            problems.append(Problem(where, f"{pattern!r} is not a pattern such as .gitignore has"))
            continue
        try:
            found.append((PathPatterns([str(pattern)]), _names(where, names, problems)))
        except ValueError as error:
            problems.append(Problem(where, str(error)))
    return tuple(found)


def _article(value: object) -> str:
    """Say what kind of value it is, as TOML calls it."""
    if value is None:
        return "nothing"
    names = {bool: "truth value", int: "number", float: "number", str: "string", list: "list", dict: "table"}
    return f"a {names.get(type(value), type(value).__name__)}"


def _overrides(key: str, value: object, problems: list[Problem]) -> tuple[FileOverride, ...]:
    if not isinstance(value, list) or not all(isinstance(table, Mapping) for table in value):
        raise ValueError("must be tables: [[tool.slowspot.overrides]], each with `paths`")
    found: list[FileOverride] = []
    for number, table in enumerate(value, 1):
        within = f"{key}[{number}]."
        rest = {name: each for name, each in table.items() if name != "paths"}
        values = _values(rest, problems, within)
        if "paths" not in table:
            problems.append(Problem(f"{key}[{number}]", 'says for no files: it needs `paths`, such as ["tests/**"]'))
            continue
        try:
            paths = _patterns(f"{within}paths", table["paths"], problems)
        except ValueError as error:
            problems.append(Problem(f"{within}paths", str(error)))
            continue
        if paths:
            found.append(FileOverride(PathPatterns(paths), tuple(values.items())))
    return tuple(found)


def _rules(key: str, value: object, problems: list[Problem]) -> tuple[OptionSetting, ...]:
    if not isinstance(value, Mapping):
        raise ValueError(f"must be tables of options, such as [tool.slowspot.rules.RULE], not {_article(value)}")
    found: list[OptionSetting] = []
    for name, table in value.items():
        within = f"{key}.{name}"
        try:
            rules = named(name)
        except UnknownRule as error:
            if not _may_be_of_a_plugin(name):
                problems.append(Problem(within, unknown_rule_message(error)))
            continue
        if len(rules) != 1 or name == rules[0].family:
            problems.append(Problem(within, f"means {len(rules)} rules: options are set for each by its name"))
        elif not isinstance(table, Mapping):
            problems.append(Problem(within, f"must be a table of options, not {_article(table)}"))
        else:
            known = {option.name: option for option in rules[0].options}
            for option_name, given in table.items():
                where = f"{within}.{option_name}"
                option = known.get(option_name)
                if option is None:
                    problems.append(Problem(where, _no_option(rules[0].slug, option_name, known)))
                    continue
                try:
                    found.append((rules[0].slug, option_name, option.read(given)))
                except ValueError as error:
                    problems.append(Problem(where, str(error)))
    return joined_options((), found)


def _no_option(slug: str, name: str, known: Mapping[str, Option[Any]]) -> str:
    if not known:
        return f"{slug} has no options"
    hint = suggestion(name, known) or f": it has {', '.join(known)}"
    return f"{slug} has no such option{hint}"


def _plugins(key: str, value: object, problems: list[Problem]) -> tuple[str, ...]:
    names = _strings(key, value, problems)
    if not plugins.turned_off():
        known = [plugin.name for plugin in plugins.installed()]
        for name in names:
            if name not in known:
                hint = suggestion(name, known) or "; `slowspot rules --plugins` lists those that are"
                problems.append(Problem(key, f"no plugin {name!r} is installed for this Python{hint}"))
    return names


def _may_be_of_a_plugin(name: str) -> bool:
    """Whether an unknown rule may be one of the plugins that are turned off for this run."""
    return plugins.turned_off() and not name.startswith("SLP")


_READERS: dict[Kind, Callable[[str, object, list[Problem]], object]] = {
    "names": _names,
    "patterns": _patterns,
    "flag": _flag,
    "version": _version,
    "per-file": _per_file,
    "overrides": _overrides,
    "rules": _rules,
    "plugins": _plugins,
    "fail-on": _fail_on,
    "count": _count,
    "part": _part,
    "file": _file,
}
