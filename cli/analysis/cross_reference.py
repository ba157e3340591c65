"""What Ruff's own report says at the same places: such findings are left to it, or told with the code of its rule."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...analyzers.findings import Position, Span
from ...analyzers.project.notes import NoteRecord
from ..errors import UsageError

if TYPE_CHECKING:
    from ...analyzers.settings import Settings
    from ..arguments import Work
    from .outcome import Report
    from .records import FindingRecord

__all__ = ["RuffReport", "add_ruff_arguments", "cross_reference", "read_reports"]

_HOW = "it is made by `ruff check --output-format json`"
_LOOKED_AT = 100
Place = tuple[str, "int | None"]
"""A file by its absolute path, and in a notebook the number of the cell."""


def add_ruff_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("together with Ruff")
    group.add_argument(
        "--ruff-report", action="append", default=[], metavar="FILE",
        help="a report of `ruff check --output-format json` (`-`: standard input): what it has too is left to Ruff; "
        "where rules only overlap, or with `defer-to-ruff = false`, findings tell of Ruff's rule",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Message:
    code: str
    span: Span


@dataclass(slots=True)
class RuffReport:
    """One report of Ruff's. Its file names are absolute, on the machine that it was made on."""

    name: str
    """As given on the command line."""
    files: dict[str, list[tuple[int | None, _Message]]] = field(
        default_factory=lambda: defaultdict[str, "list[tuple[int | None, _Message]]"](list)
    )
    """Messages with their cell, by file; forward slashes."""


def read_reports(options: argparse.Namespace) -> list[RuffReport]:
    """Read what `--ruff-report` names. Raises UsageError for what is no report of Ruff's."""
    names: list[str] = options.ruff_report
    if "-" in names and ("-" in options.paths or names.count("-") > 1):
        raise UsageError("`-` (standard input) holds one thing: the code, or one report of Ruff's")
    return [_read(name) for name in names]


def _read(name: str) -> RuffReport:
    try:
        if name == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(name, "rb") as file:
                data = file.read()
    except OSError as error:
        raise UsageError(f"--ruff-report {name}: cannot be read: {error.strerror or error}; {_HOW}") from error
    if not data.strip():
        raise UsageError(f"--ruff-report {name}: is empty; {_HOW}, which writes `[]` where Ruff finds nothing")
    try:
        told: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"--ruff-report {name}: is not JSON ({error}); {_HOW}") from error
    report = RuffReport(name)
    if not isinstance(told, list):
        raise UsageError(f"--ruff-report {name}: is JSON, but no list of messages; {_HOW}")
    for number, message in enumerate(told, 1):
        try:
            code = message["code"]
            if code is None:  # of a text that does not parse
                continue
            found = _Message(str(code), Span(_position(message["location"]), _position(message["end_location"])))
            cell = message.get("cell")
            report.files[str(message["filename"]).replace("\\", "/")].append((cell, found))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UsageError(
                f"--ruff-report {name}: its message {number} is not as Ruff writes it ({error!r}); {_HOW}"
            ) from error
    return report


def _position(place: dict[str, int]) -> Position:
    """Ruff counts lines and columns from 1, columns in characters."""
    return Position(int(place["row"]) - 1, int(place["column"]) - 1)


def cross_reference(report: Report, work: Work, reports: Sequence[RuffReport]) -> None:
    """Take findings out of a report that Ruff has too, and enter Ruff's codes in those that stay.

    A finding is left to Ruff only where Ruff's message says all that it does (`peers.RUFF`), it is at this very place,
    `defer-to-ruff` is on for the file, and the rule is not selected by its own name.
    """
    if not reports:
        return
    # Late: only here; a run that finds all its results in the cache does without the rules.
    from ...analyzers.rules.peers import RUFF
    from ...analyzers.rules.registry import resolve

    full = {job.path: job.full for job in work.jobs}
    settings = {job.path: own for job, own in zip(work.jobs, work.settings, strict=True)}
    messages = _by_place(reports, full, report)
    by_rule: dict[tuple[Place, str], list[FindingRecord]] = defaultdict(list)
    for finding in report.findings:
        place = full[finding.path].replace("\\", "/"), finding.cell
        if place in messages:
            by_rule[place, finding.rule].append(finding)
    left: set[int] = set()
    counts: Counter[str] = Counter()
    deferring = _Deferring(frozenset(RUFF))
    for (place, slug), ours in by_rule.items():
        kin = resolve(slug)[0].also
        for message in messages[place]:
            finding = _nearest(ours, message.span) if message.code in kin else None
            if finding is None:
                continue
            if message.code in RUFF.get(slug, ()) and deferring.leaves(settings[finding.path], slug):
                if id(finding) not in left:
                    counts[f"{slug} ({message.code})"] += 1
                left.add(id(finding))
            elif message.code not in finding.also:
                finding.also = (*finding.also, message.code)
    if left:
        report.findings = [finding for finding in report.findings if id(finding) not in left]
        what = ", ".join(f"{count} × {name}" for name, count in sorted(counts.items()))
        many = "1 finding is" if len(left) == 1 else f"{len(left):,} findings are"
        report.notes.append(
            NoteRecord(
                ", ".join(each.name for each in reports),
                "left-to-ruff",
                f"{many} left to Ruff, which reports the same at the same places: {what}; "
                "`defer-to-ruff = false` shows both",
            )
        )


def _nearest(findings: Sequence[FindingRecord], theirs: Span) -> FindingRecord | None:
    """The finding that a message is about: of those whose text it shares a part of, the one that begins nearest.

    Nested loops and calls overlap with what is said of those around them, and with what is said of those inside.
    """
    shared = [it for it in findings if it.span.start < theirs.end and theirs.start < it.span.end]
    return min(shared, key=lambda it: _apart(it.span, theirs), default=None)


def _apart(ours: Span, theirs: Span) -> tuple[int, ...]:
    return tuple(
        abs(mine - other)
        for my, their in zip(ours, theirs, strict=True)
        for mine, other in zip(my, their, strict=True)
    )  # fmt: skip


class _Deferring:
    """Which rules of the table settings leave to Ruff."""

    def __init__(self, table: frozenset[str]) -> None:
        self._table = table
        self._by_settings: dict[int, frozenset[str]] = {}

    def leaves(self, settings: Settings, slug: str) -> bool:
        if not settings.defer_to_ruff:
            return False
        if id(settings) not in self._by_settings:
            # With all of the table off, those are left that are selected by their own names.
            self._by_settings[id(settings)] = frozenset(rule.slug for rule in settings.rules(self._table))
        return slug not in self._by_settings[id(settings)]


def _by_place(reports: Iterable[RuffReport], full: dict[str, str], ours: Report) -> dict[Place, list[_Message]]:
    """Ruff's messages by the files of this run. A note says of a report that it seems to be of another project."""
    messages: dict[Place, list[_Message]] = defaultdict(list)
    analyzed = {path.replace("\\", "/") for path in full.values()}
    for report in reports:
        base = _moved(report, analyzed, full)
        matched = False
        for name, found in report.files.items():
            path = f"{base[1]}{name[len(base[0]) :]}" if base and name.startswith(base[0]) else name
            if path in analyzed:
                matched = True
                for cell, message in found:
                    messages[path, cell].append(message)
        # Files that are here but were not analyzed are nothing odd: the run may be about what changed, or a shard.
        if report.files and not matched and not any(map(os.path.exists, sorted(report.files)[:_LOOKED_AT])):
            some = min(report.files)
            ours.notes.append(
                NoteRecord(report.name, "ruff-report", f"tells of none of the files that were analyzed, but of {some}")
            )
    return messages


def _moved(report: RuffReport, analyzed: set[str], full: dict[str, str]) -> tuple[str, str] | None:
    """The folder that Ruff ran in and ours, where the report was made in another checkout; None where it is the same.

    It is the one folder below which most of its files lie as ours lie below the current one.
    """
    if any(name in analyzed for name in report.files):
        return None
    here = os.getcwd().replace("\\", "/") + "/"
    relative = {path.replace("\\", "/") for path in full if not os.path.isabs(path)}
    votes: Counter[str] = Counter()
    for name in report.files:
        parts = name.split("/")
        for cut in range(1, len(parts)):
            if "/".join(parts[cut:]) in relative:
                votes["/".join(parts[:cut]) + "/"] += 1
    if not votes:
        return None
    there, _ = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    return there, here
