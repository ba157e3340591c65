"""The settings of `[tool.slowspot]` as plain data: checked, merged and asked. Reading files is the callers' work."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING, Literal

from .findings import Severity
from .rules.registry import UnknownRule, all_rules, resolve

if TYPE_CHECKING:
    from .rules.declaration import Rule

__all__ = [
    "DEFAULT_EXCLUDE",
    "FailOn",
    "PathPatterns",
    "Problem",
    "Settings",
    "chosen_rules",
    "parse",
    "parse_fail_on",
    "parse_part",
    "parse_target",
    "suggestion",
    "target_of_requires_python",
]

DEFAULT_EXCLUDE = (
    ".bzr", ".direnv", ".eggs", ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d", ".pyenv",
    ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pycache__", "__pypackages__",
    "_build", "buck-out", "build", "dist", "node_modules", "site-packages", "venv",
)  # fmt: skip
"""Names of folders that hold no code of one's own. Folders with a `pyvenv.cfg` are left out whatever their name."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info", "hint")
"""Gravest first."""


@dataclass(frozen=True, slots=True)
class FailOn:
    """When a run counts as failed: a finding of `severity` or graver, or one whose gain reaches `gain`; else never."""

    severity: Severity | None = "hint"
    gain: float | None = None

    def reached_by(self, severity: Severity, gain: float | None = None) -> bool:
        if self.gain is not None:
            return gain is not None and gain >= self.gain
        return self.severity is not None and SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)


class PathPatterns:
    """Patterns written as in .gitignore, relative to the folder of their settings file."""

    __slots__ = ("_spec", "patterns")

    def __init__(self, patterns: Sequence[str]) -> None:
        self.patterns = tuple(patterns)
        self._spec: object = None

    def matches(self, relative_path: str) -> bool:
        """Say whether the path (forward slashes; a trailing one for a folder) or a folder above it is meant."""
        if not self.patterns:
            return False
        if self._spec is None:
            # Late: 30 ms, and most settings hold no patterns.
            from pathspec import GitIgnoreSpec

            self._spec = GitIgnoreSpec.from_lines(self.patterns)
        return self._spec.match_file(relative_path)  # pyright: ignore[reportAttributeAccessIssue]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathPatterns) and self.patterns == other.patterns

    def __hash__(self) -> int:
        return hash(self.patterns)

    def __repr__(self) -> str:
        return f"PathPatterns({list(self.patterns)!r})"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project wants. Rule names are kept as written; `chosen_rules` resolves them."""

    select: tuple[str, ...] = ("all",)
    ignore: tuple[str, ...] = ()
    preview: bool = False
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    target_version: tuple[int, int] = (3, 10)
    per_file_ignores: tuple[tuple[PathPatterns, tuple[str, ...]], ...] = ()
    fail_on: FailOn = FailOn()
    jobs: int | None = None
    """Processes; None for one per core."""
    profile_threshold: float = 0.005
    """Findings in code that took a smaller part of the recorded run, 0 to 1, are cold."""
    warn_from: float = 0.003
    """Findings whose fix is expected to save a smaller part of the run time, 0 to 1, are only hints."""
    defer_to_ruff: bool = True
    """Whether rules are off where Ruff, by its own settings, reports all that they do."""
    require_reason: bool = False
    """Whether a suppression comment must say why."""

    def rules_for(self, relative_path: str, off: Collection[str] = ()) -> tuple[Rule, ...]:
        """The rules that apply to a file, given relative to the folder of the settings, with forward slashes.

        `off` are those that gain nothing on the target version, and those that another linter reports.
        """
        ignored = [names for patterns, names in self.per_file_ignores if patterns.matches(relative_path)]
        return chosen_rules(self.select, (*self.ignore, *chain.from_iterable(ignored)), self.preview, off)


@dataclass(frozen=True, slots=True)
class Problem:
    """A key or value that cannot be used; the key's default stands in for it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


def suggestion(word: str, candidates: Iterable[str]) -> str:
    """Return "; did you mean …?" for the nearest candidate, or ""."""
    # Late: 1 ms of each start, for settings that are wrong.
    import difflib

    near = difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def chosen_rules(
    select: Iterable[str], ignore: Iterable[str], preview: bool = False, off: Collection[str] = ()
) -> tuple[Rule, ...]:
    """Resolve names to rules, in the order of the registry.

    A rule in preview takes part when previews are on, or when it is selected by its own name or code; one that is `off`
    (by slug) only when it is selected so; a retired one never does. Raises UnknownRule.
    """
    chosen: set[str] = set()
    for name in select:
        rules = resolve(name)
        by_itself = len(rules) == 1 and name in {rules[0].slug, rules[0].code, *rules[0].former}
        for rule in rules:
            wanted = rule.stage == "stable" or (rule.stage == "preview" and preview)
            if rule.stage != "retired" and (by_itself or (wanted and rule.slug not in off)):
                chosen.add(rule.slug)
    for name in ignore:
        chosen.difference_update(rule.slug for rule in resolve(name))
    return tuple(rule for rule in all_rules() if rule.slug in chosen)


def parse_fail_on(text: str) -> FailOn:
    """Read `never`, a severity, or `gain>=0.1`. Raises ValueError."""
    if text == "never":
        return FailOn(None)
    for severity in SEVERITIES:
        if text == severity:
            return FailOn(severity)
    if match := re.fullmatch(r"gain\s*>=\s*(\d*\.?\d+)(%?)", text):
        gain = float(match[1]) / (100 if match[2] else 1)
        if gain <= 1:
            return FailOn(None, gain)
        raise ValueError("a gain is a part of the run time, from 0 to 1, such as gain>=0.1")
    known = (*SEVERITIES, "never", "gain>=0.1")
    raise ValueError(f"{text!r} is none of {', '.join(known)}{suggestion(text, known)}")


def parse_part(text: str) -> float:
    """Read a part of the whole, `0.005` or `0.5%`. Raises ValueError."""
    number, per_cent, rest = text.strip().partition("%")
    part = float(number) / (100 if per_cent else 1)
    if rest or not 0 <= part <= 1:
        raise ValueError(f"{text!r} is no part of the run time, from 0 to 1, such as 0.005 or 0.5%")
    return part


def parse_target(text: str) -> tuple[int, int]:
    """Read "3.12" or "py312". Raises ValueError."""
    if match := re.fullmatch(r"(?:py)?3\.?(\d{1,2})", text):
        return 3, int(match[1])
    raise ValueError(f'{text!r} is no version of Python 3, such as "3.12"')


def target_of_requires_python(text: str) -> tuple[int, int] | None:
    """Return the lowest version that a `requires-python` admits, as far as its lower bounds tell."""
    bounds = re.findall(r"(?:^|,)\s*(?:>=|~=|==|===|>)\s*3(?:\.(\d+))?", text)
    return max(((3, int(minor or 0)) for minor in bounds), default=None)


Kind = Literal["names", "patterns", "flag", "version", "per-file", "fail-on", "count", "part"]
_KINDS: dict[str, Kind] = {
    "select": "names",
    "ignore": "names",
    "preview": "flag",
    "exclude": "patterns",
    "extend-exclude": "patterns",
    "respect-gitignore": "flag",
    "target-version": "version",
    "per-file-ignores": "per-file",
    "fail-on": "fail-on",
    "jobs": "count",
    "profile-threshold": "part",
    "warn-from": "part",
    "defer-to-ruff": "flag",
    "require-reason": "flag",
}


def parse(table: Mapping[str, object], base: Settings | None = None) -> tuple[Settings, list[Problem]]:
    """Check a table of settings and lay it over `base`. Never raises: what cannot be used is in the problems."""
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for key, value in table.items():
        kind = _KINDS.get(key)
        if kind is None:
            under = key.replace("_", "-")
            hint = f"; did you mean {under!r}?" if under in _KINDS else suggestion(key, _KINDS)
            problems.append(Problem(key, f"no such setting{hint}"))
            continue
        try:
            read = _READERS[kind](key, value, problems)
        except ValueError as error:
            problems.append(Problem(key, str(error)))
        else:
            if key != "select" or read or not value:  # where no selected rule is known, the default stands
                values[key.replace("-", "_")] = read
    assert values.keys() <= {field.name for field in fields(Settings)}
    return replace(base or Settings(), **values), problems


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
            resolve(name)
        except UnknownRule as error:
            problems.append(Problem(key, unknown_rule_message(error)))
        else:
            known.append(name)
    return tuple(known)


def unknown_rule_message(error: UnknownRule) -> str:
    near = list(error.suggestions)[:3]
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "; `slowspot rules` lists them"
    return f"unknown rule {error.name!r}{hint}"


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
    if value is None:
        return "nothing"
    names = {bool: "truth value", int: "number", float: "number", str: "string", list: "list", dict: "table"}
    return f"a {names.get(type(value), type(value).__name__)}"


_READERS: dict[Kind, Callable[[str, object, list[Problem]], object]] = {
    "names": _names,
    "patterns": _patterns,
    "flag": _flag,
    "version": _version,
    "per-file": _per_file,
    "fail-on": _fail_on,
    "count": _count,
    "part": _part,
}
