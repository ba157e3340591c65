"""What was measured of each rule's examples: read from `evidence.json`, and which rules gain nothing on a version.

The file is made by `training_data.evidence.distilling` from the measured rows. Python's standard library is enough to
read it; without it, or where it is damaged, every rule counts as not measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..analyzers.rules.names import RuleName, UnknownRule, named

if TYPE_CHECKING:
    from ..analyzers.rules.declaration import Rule
    from ..analyzers.settings import Settings

__all__ = [
    "FILE",
    "SCHEMA",
    "Evidence",
    "Measured",
    "evidence",
    "evidence_of",
    "names_for",
    "read_evidence",
    "rules_for",
]

SCHEMA = "slowspot.evidence/1"
FILE = Path(__file__).with_name("evidence.json")


class Measured(NamedTuple):
    """How much a rule gains at one size: log2(old ÷ new time), over the rule's examples."""

    n: int
    log2: float
    """The median of the examples."""
    low: float
    """The lowest of the examples' 95 % bounds."""
    high: float
    """The highest of them."""
    examples: int

    @property
    def ratio(self) -> float:
        return 2.0**self.log2


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was measured. Interpreters are named "cpython-3.11", "pypy-3.9"."""

    machine: str = ""
    """The class of the machine: architecture, system, cores."""
    releases: Mapping[str, str] = field(default_factory=dict[str, str])
    """The exact version of each interpreter, CPython first, by version."""
    problem: str = ""
    """Why there is none; "" where all is well."""
    _rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Any])
    _off: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Any])

    def of(self, rule: Rule) -> dict[str, tuple[Measured, ...]]:
        """What was measured of a rule, by interpreter and in the order of sizes. Empty where an example has changed
        since: then the figures are of another program."""
        try:
            found = self._rules.get(rule.slug)
            if found is None or not _fresh(found, [example.digest for example in rule.examples]):
                return {}
            return {
                python: tuple(_measured(*values) for values in found[python])
                for python in self.releases
                if python in found
            }
        except (ValueError, KeyError, TypeError, AttributeError):  # this entry of the file is damaged
            return {}

    def nearest(self, target: tuple[int, int]) -> str:
        """The measured CPython whose version is next to a target's; of two the newer. "" where there is none."""
        known = [python for python in self.releases if python.startswith("cpython-")]
        return min(known, key=lambda python: (abs(_minor(python) - target[1]), -_minor(python)), default="")

    def off(self, target: tuple[int, int]) -> frozenset[str]:
        """The rules that gain nothing where `target` is the oldest Python that the code must run on."""
        return frozenset(slug for slug in self._off.get(self.nearest(target), ()) if self._still(slug))

    def _still(self, slug: str) -> bool:
        try:
            (rule,) = named(slug)
        except (UnknownRule, ValueError):
            return False
        return rule.slug == slug and _fresh(self._rules[slug], rule.examples)


def _fresh(found: Mapping[str, Any], examples: Sequence[str]) -> bool:
    """Whether the figures are of these examples, given by their digests."""
    digests: Mapping[str, str] = found["examples"]
    return all(int(index) < len(examples) and examples[int(index)] == known for index, known in digests.items())


def _measured(n: int, log2: float, low: float, high: float, examples: int) -> Measured:
    return Measured(int(n), float(log2), float(low), float(high), int(examples))


def _minor(python: str) -> int:
    return int(python.rpartition(".")[2])


@cache
def evidence() -> Evidence:
    """The shipped evidence, read once. Never raises: `problem` says what is wrong."""
    return read_evidence(FILE)


def read_evidence(path: Path) -> Evidence:
    """Read a file of evidence. Never raises: `problem` says what is wrong."""
    # Late: `slowspot --version` and others do without it.
    import json

    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            return Evidence(problem=f"{path.name}: has the schema {data['schema']!r}, not {SCHEMA!r}: not used")
        return evidence_of(data)
    except FileNotFoundError:
        return Evidence(problem=f"{path.name}: is missing: no rule counts as measured")
    except OSError as error:
        return Evidence(problem=f"{path.name}: cannot be read: {error.strerror}")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Evidence(problem=f"{path.name}: is damaged: no rule counts as measured (`slowspot train` makes it anew)")


def evidence_of(data: Mapping[str, Any]) -> Evidence:
    """Evidence from what its file holds. Raises KeyError, TypeError, ValueError, AttributeError where that is damaged
    in what every use touches."""
    for interpreter, slugs in data["off"].items():
        _minor(interpreter)
        for slug in slugs:
            data["rules"][slug]["examples"].items()
    releases = {str(interpreter): str(release) for interpreter, release in data["releases"].items()}
    return Evidence(str(data["machine"]), releases, "", data["rules"], data["off"])


def rules_for(settings: Settings, elsewhere: frozenset[str] = frozenset()) -> tuple[Rule, ...]:
    """The rules that apply to a file of these settings, as `names_for` has them."""
    # Late: to know their names no rule has to be loaded.
    from ..analyzers.rules import registry

    chosen = {rule.slug for rule in names_for(settings, elsewhere)}
    return tuple(rule for rule in registry.all_rules(settings.plugins) if rule.slug in chosen)


def names_for(settings: Settings, elsewhere: frozenset[str] = frozenset()) -> tuple[RuleName, ...]:
    """The rules of a file's settings, less those that gain nothing on its target version.

    Nor do those apply that are reported `elsewhere`, by another linter, unless they are selected by their own name.
    """
    return settings.rules(evidence().off(settings.target_version) | elsewhere)
