"""What was measured of a rule, in words and as a table: for its page, `explain` and hover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .evidence import Evidence, Measured

if TYPE_CHECKING:
    from ..analyzers.rules.declaration import Rule

__all__ = [
    "NOT_MEASURED",
    "headline",
    "interpreter_name",
    "off_on",
    "off_versions",
    "provenance",
    "purpose",
    "table",
    "times",
    "unmeasured",
]

NOT_MEASURED = "not measured"

_NAMES = {"cpython": "CPython", "pypy": "PyPy", "linux": "Linux", "darwin": "macOS", "windows": "Windows"}

Found = Mapping[str, Sequence[Measured]]


def times(log2: float) -> str:
    """A ratio as it is read: two digits, three above a hundred: "0.85", "3.4", "31", "1,200"."""
    ratio = 2.0**log2
    if ratio >= 1000:
        return f"{round(ratio, -2):,.0f}"
    if ratio >= 9.95:
        return f"{ratio:.0f}"
    return f"{ratio:.1f}" if ratio >= 0.995 else f"{ratio:.2g}"


def interpreter_name(interpreter: str) -> str:
    """ "cpython-3.11" as it is written in a sentence."""
    implementation, _, version = interpreter.partition("-")
    return f"{ {'cpython': 'CPython', 'pypy': 'PyPy'}.get(implementation, implementation) } {version}"


def unmeasured(rule: Rule) -> str:
    """Why there are no figures of a rule, and what makes them, where anything does."""
    if any(example.workload is not None and example.after for example in rule.examples):
        return f"{NOT_MEASURED} (`slowspot measure {rule.slug}` does)"
    return f"{NOT_MEASURED}: no example of it runs by itself"


def headline(found: Found, evidence: Evidence, target: tuple[int, int]) -> str:
    """One line: "measured: 1.0 × at 10 items, 3.4 × at 100, 31 × at 1,000 (CPython 3.11, x86_64 Linux)"."""
    interpreter = evidence.nearest(target)
    if interpreter not in found:
        interpreter = next(iter(found), "")
    if not interpreter:
        return NOT_MEASURED
    figures = [
        f"{times(one.log2)} × at {one.n:,}{' items' if not place else ''}"
        for place, one in enumerate(found[interpreter])
    ]
    return f"measured: {', '.join(figures)} ({interpreter_name(interpreter)}, {_machine(evidence.machine)[0]})"


def table(found: Found) -> list[list[str]]:
    """The head and a row for each size: old ÷ new time on each interpreter, with its interval."""
    sizes = sorted({one.n for measured in found.values() for one in measured})
    by_size = {name: {one.n: one for one in measured} for name, measured in found.items()}
    head = ["items", *(interpreter_name(name).removeprefix("CPython ") for name in found)]
    all_examples = _examples(found)
    rows = [[f"{n:,}", *(_cell(by_size[name].get(n), all_examples) for name in found)] for n in sizes]
    return [head, *rows]


def _examples(found: Found) -> int:
    return max((one.examples for measured in found.values() for one in measured), default=0)


def _cell(one: Measured | None, all_examples: int) -> str:
    if one is None:
        return "–"
    fewer = f", of {one.examples}" if one.examples < all_examples else ""
    return f"{times(one.log2)} ({times(one.low)} to {times(one.high)}{fewer})"


def provenance(found: Found, evidence: Evidence) -> str:
    """Say what the figures of a table are, and where they were taken."""
    count = _examples(found)
    of = "of the example" if count == 1 else f"median of {count} examples or as many as said"
    bounds = "95 % interval" if count == 1 else "lowest and highest 95 % bound of an example"
    releases = [
        f"{interpreter_name(name).partition(' ')[0]} {release}"
        for name, release in evidence.releases.items()
        if name in found
    ]
    system, cores = _machine(evidence.machine)
    where = f"{system}{f' with {cores} cores' if cores else ''}"
    return f"Old time ÷ new time, {of} ({bounds}). Measured on {where}: {', '.join(releases)}."


def _machine(machine: str) -> tuple[str, str]:
    """ "x86_64-linux-2" as "x86_64 Linux" and "2"."""
    architecture, _, rest = machine.partition("-")
    system, _, cores = rest.partition("-")
    return f"{architecture} {_NAMES.get(system, system)}".strip(), cores


def purpose(rule: Rule) -> str:
    """What a rule gains that its run time does not show; "" where it is the run time."""
    if rule.gains == "memory":
        return "What it gains is memory, which run times do not show."
    if rule.gains == "latency":
        return "What it gains is that others wait less, which the run time of a call does not show."
    if rule.family == "folklore":
        return "The claim is that the first form is no quicker: a figure of 1 or more bears it out."
    return ""


def off_on(rule: Rule, evidence: Evidence) -> list[str]:
    """The versions on which a rule is off because it gains nothing there: "3.13"."""
    names = [name for name in evidence.releases if name.startswith("cpython-")]
    return [name.removeprefix("cpython-") for name in names if rule.slug in evidence.off(_version(name))]


def off_versions(rule: Rule, evidence: Evidence) -> str:
    """Say on which versions the rule is off because it gains nothing there; "" where on none."""
    versions = off_on(rule, evidence)
    if not versions:
        return ""
    why = "the first form is quicker there" if rule.family == "folklore" else "no example gains 5 % there, at any size"
    return f"Off where the oldest Python of the code is {' or '.join(versions)}: {why}. Selected by name it is on."


def _version(interpreter: str) -> tuple[int, int]:
    major, _, minor = interpreter.rpartition("-")[2].partition(".")
    return int(major), int(minor)
