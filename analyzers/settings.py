"""The settings of `[tool.slowspot]` as plain data that is asked. `settings_reading` makes them of tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from .findings import Severity
from .rules.names import RuleName, UnknownRule, known_rules, named

if TYPE_CHECKING:
    from .rules.options import HasOptions, OptionSetting

__all__ = [
    "DEFAULT_EXCLUDE",
    "FailOn",
    "FileOverride",
    "PathPatterns",
    "Settings",
    "chosen_rules",
    "joined_options",
    "parse_fail_on",
    "parse_part",
    "parse_target",
    "suggestion",
    "target_of_requires_python",
    "unknown_rule_message",
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
    """Patterns written as in .gitignore, relative to the folder of their settings file.

    The last one that speaks of a path, or of a folder above it, decides; one with a `!` takes out again. Patterns that
    all begin with `!` mean all but those.
    """

    __slots__ = ("_specs", "patterns")

    def __init__(self, patterns: Sequence[str]) -> None:
        self.patterns = tuple(patterns)
        self._specs: list[tuple[bool, Any]] = []

    def matches(self, relative_path: str) -> bool:
        """Say whether the path (forward slashes; a trailing one for a folder) or a folder above it is meant."""
        if not self.patterns:
            return False
        if not self._specs:
            # Late: 30 ms, and most settings hold no patterns.
            from pathspec import GitIgnoreSpec

            # Runs of patterns with one meaning, the last first.
            for takes_out, run in groupby(reversed(self.patterns), key=lambda pattern: pattern.startswith("!")):
                spec = GitIgnoreSpec.from_lines([pattern.removeprefix("!") for pattern in run])
                self._specs.append((takes_out, spec))
        for takes_out, spec in self._specs:
            if spec.match_file(relative_path):
                return not takes_out
        return all(takes_out for takes_out, _ in self._specs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathPatterns) and self.patterns == other.patterns

    def __hash__(self) -> int:
        return hash(self.patterns)

    def __repr__(self) -> str:
        return f"PathPatterns({list(self.patterns)!r})"


@dataclass(frozen=True, slots=True)
class FileOverride:
    """Other settings for some files."""

    paths: PathPatterns
    values: tuple[tuple[str, object], ...]
    """By name of the field of `Settings`. They take the place of what stands there; rule options join it."""


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
    """They add up: a rule is off where any of the patterns that mean the file names it."""
    overrides: tuple[FileOverride, ...] = ()
    """Where several mean a file, later ones are laid over earlier ones."""
    rule_options: tuple[OptionSetting, ...] = ()
    """What is set for options of rules, sorted. The rules know their defaults."""
    plugins: tuple[str, ...] | None = None
    """The plugins whose rules may be chosen; None for all that are installed."""
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
    link: bool = True
    """Whether what functions do is known where they are called, in their own file and in others."""
    cache_dir: str | None = None
    """Where results are kept, relative to the folder of the settings file; None for the user's cache."""
    baseline: str | None = None
    """The file with the findings that are known, relative to the folder of the settings."""

    also_ignored: tuple[str, ...] = ()
    """What the per-file ignores say, in the settings of a single file; never written."""

    @property
    def vary(self) -> bool:
        """Whether they differ from file to file in a folder."""
        return bool(self.overrides or self.per_file_ignores)

    def applying(self, relative_path: str) -> tuple[bool, ...]:
        """Which of the overrides, and then of the per-file ignores, mean a file: given relative to the folder of the
        settings, with forward slashes."""
        patterns = [*(each.paths for each in self.overrides), *(patterns for patterns, _ in self.per_file_ignores)]
        return tuple(each.matches(relative_path) for each in patterns)

    def with_overrides(self, applying: Sequence[bool]) -> Settings:
        """Lay those overrides over."""
        laid = self
        for override, applies in zip(self.overrides, applying, strict=False):
            if applies:
                values: dict[str, Any] = dict(override.values)
                if above := values.get("rule_options"):
                    values["rule_options"] = joined_options(laid.rule_options, above)
                laid = replace(laid, **values)
        return replace(laid, overrides=())

    def with_ignores(self, applying: Sequence[bool]) -> Settings:
        """Turn those per-file ignores into names that are ignored."""
        applies = applying[len(applying) - len(self.per_file_ignores) :]
        pairs = zip(self.per_file_ignores, applies, strict=True)
        names = chain.from_iterable(names for (_, names), applies in pairs if applies)
        return replace(self, per_file_ignores=(), also_ignored=(*self.also_ignored, *names))

    def for_file(self, relative_path: str) -> Settings:
        """The settings of one file, with all that is said of it laid over."""
        if not self.vary:
            return self
        applying = self.applying(relative_path)
        return self.with_overrides(applying).with_ignores(applying)

    def rules(self, off: Collection[str] = ()) -> tuple[RuleName, ...]:
        """The rules that apply to a file whose settings these are.

        `off` are those that gain nothing on the target version, and those that another linter reports.
        """
        return chosen_rules(self.select, (*self.ignore, *self.also_ignored), self.preview, off, self.plugins)

    def options_of(self, rules: Iterable[HasOptions]) -> tuple[OptionSetting, ...]:
        """What is set otherwise than by default for options of these rules: with their names all that names a run."""
        if not self.rule_options:
            return ()
        defaults = {(rule.slug, option.name): option.default for rule in rules for option in rule.options}
        return tuple(
            (slug, name, value)
            for slug, name, value in self.rule_options
            if (slug, name) in defaults and defaults[slug, name] != value
        )


def joined_options(below: Iterable[OptionSetting], above: Iterable[OptionSetting]) -> tuple[OptionSetting, ...]:
    """Lay options of rules over others, one by one."""
    joined = {(slug, name): value for slug, name, value in (*below, *above)}
    return tuple((slug, name, joined[slug, name]) for slug, name in sorted(joined))


def suggestion(word: str, candidates: Iterable[str]) -> str:
    """Return "; did you mean …?" for the nearest candidate, or ""."""
    # Late: 1 ms of each start, for settings that are wrong.
    import difflib

    near = difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def chosen_rules(
    select: Iterable[str],
    ignore: Iterable[str],
    preview: bool = False,
    off: Collection[str] = (),
    plugins: Collection[str] | None = None,
) -> tuple[RuleName, ...]:
    """Resolve names to rules, in the order of their codes.

    A rule in preview takes part when previews are on, or when it is selected by its own name or code; one that is `off`
    (by slug) only when it is selected so; a retired one never does, nor one of a plugin that is not among `plugins`
    (None: any may be). Raises UnknownRule.
    """
    chosen: set[str] = set()
    for name in select:
        rules = named(name, plugins)
        by_itself = len(rules) == 1 and name in {rules[0].slug, rules[0].code, *rules[0].former}
        for rule in rules:
            wanted = rule.stage == "stable" or (rule.stage == "preview" and preview)
            if rule.stage != "retired" and (by_itself or (wanted and rule.slug not in off)):
                chosen.add(rule.slug)
    for name in ignore:
        chosen.difference_update(rule.slug for rule in named(name, plugins))
    return tuple(rule for rule in known_rules(plugins) if rule.slug in chosen)


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


def unknown_rule_message(error: UnknownRule) -> str:
    near = list(error.suggestions)[:3]
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "; `slowspot rules` lists them"
    return f"unknown rule {error.name!r}{hint}"
