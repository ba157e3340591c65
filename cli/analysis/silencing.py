"""What a project knows already is left out of a report: by the baseline that the command line or the settings name."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import UsageError
from .outcome import Known, Report
from .places import repository_of

if TYPE_CHECKING:
    from ...analyzers.project.configuration import Scope
    from ..arguments import Work
    from .baseline import Entry, State
    from .records import FindingRecord

__all__ = ["Baselines", "add_new_arguments"]

_UNSURE = frozenset({"syntax-error", "encoding-error", "unreadable", "too-complex", "internal-error", "rule-crash"})
"""Kinds of notes: in such a file a finding may be missing that is still there."""


def add_new_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("only what is new")
    group.add_argument(
        "--since", metavar="REV",
        help="only what changed since that commit of git, uncommitted changes and new files included: findings in "
        "functions that were touched, and those that the old text of a changed file did not have; `main...` means "
        "since the branch left main",
    )  # fmt: skip
    group.add_argument(
        "--baseline", metavar="FILE", help="leave out the findings in FILE (default: the setting `baseline`, if any)"
    )
    group.add_argument("--no-baseline", action="store_true", help="show what the baseline of the settings knows too")
    group.add_argument(
        "--write-baseline", metavar="FILE",
        help="write all findings of this run to FILE, which keeps those of files that this run does not look at",
    )  # fmt: skip
    group.add_argument(
        "--update-baseline", action="store_true", help="drop from the baseline what is fixed; nothing is added"
    )
    group.add_argument(
        "--ratchet", action="store_true",
        help="fail only for rules that have more findings than the baseline, whichever they are",
    )  # fmt: skip


@dataclass(slots=True)
class _Baseline:
    path: str
    entries: list[Entry]
    files: set[str] = field(default_factory=set[str])
    """The files that it is in force for, as they are shown."""


class Baselines:
    """The baselines of a run: one for all files, or that of each file's settings."""

    def __init__(self, options: argparse.Namespace, work: Work) -> None:
        """Read them. Raises UsageError, before anything is analyzed, for what cannot be read and what does not fit."""
        self._write: str | None = options.write_baseline
        self._update: bool = options.update_baseline
        self._ratchet: bool = options.ratchet
        self._hidden: bool = options.min_gain > 0
        """Whether findings are left out, so that a missing one may not be fixed."""
        self._sharded: bool = options.shard is not None
        self._check(options)
        self._root = repository_of(os.getcwd())
        self._chosen: str | None = options.write_baseline or options.baseline
        self._none: bool = options.no_baseline
        self._all: list[_Baseline] = []
        self._read(work)
        if (self._update or self._ratchet) and not self._all:
            option = "--update-baseline" if self._update else "--ratchet"
            raise UsageError(f"{option}: which one? Name it by --baseline FILE or by the setting `baseline`")

    def apply(self, report: Report, work: Work) -> None:
        """Take the known findings from a report, and write or update the baselines as the run was asked to."""
        self._take_in(report, work)
        if not self._all:
            return
        report.known = Known(tuple(os.path.relpath(each.path).replace(os.sep, "/") for each in self._all))
        if report.partial and (self._write or self._update):
            raise UsageError("the run was interrupted: the baseline stays as it was")
        states = _States(report, work, self._root)
        for baseline in self._all:
            self._apply(baseline, report, report.known, states)

    def _apply(self, baseline: _Baseline, report: Report, known: Known, states: _States) -> None:
        # Late: most runs have no baseline.
        from .baseline import Entry, match, write_baseline

        findings = [finding for finding in report.findings if finding.path in baseline.files]
        found = [
            Entry(states.identity[each.path], each.function, each.rule, each.id, each.content) for each in findings
        ]
        if self._write is not None:
            others = [entry for entry in baseline.entries if states.of(entry) == "unknown"]
            write_baseline(baseline.path, [*others, *found])
            known.written = "new"
            _leave_out(report, findings)
            known.silenced += len(findings)
            return
        matched = match(baseline.entries, found, states.of)
        gone = matched.gone
        if self._sharded:  # the file may have another name in another share
            gone = [index for index in gone if states.of(baseline.entries[index]) != "deleted"]
        fixed = [] if self._hidden or report.partial else gone
        new = [finding for index, finding in enumerate(findings) if index not in matched.known]
        if self._ratchet:
            counted = Counter(baseline.entries[index].rule for index in (*matched.known.values(), *gone))
            known.grown.update(_grown(counted, Counter(each.rule for each in findings)))
            for finding in new:
                finding.fails &= finding.rule in known.grown
        _leave_out(report, [findings[index] for index in matched.known])
        known.silenced += len(matched.known)
        known.fixed += len(fixed)
        if self._update:
            if fixed and not any(entry.path in states.looked_at for entry in baseline.entries) and not matched.known:
                raise UsageError(
                    f"{baseline.path}: none of its files is here: run from the folder that it was written in"
                )
            now = {entry: found[index] for index, entry in matched.known.items()}
            dropped = set(fixed)
            left = [now.get(index, entry) for index, entry in enumerate(baseline.entries) if index not in dropped]
            if sorted(set(left)) != sorted(baseline.entries):
                write_baseline(baseline.path, left)
            known.written = "updated"

    def _take_in(self, report: Report, work: Work) -> None:
        """Have a baseline be in force for files too that the run did not set out to report on."""
        found = {finding.path for finding in report.findings}
        for job, _, scope in work.others:
            if job.path in found:
                if self._chosen is not None:
                    self._all[0].files.add(job.path)
                elif scope.settings.baseline is not None and not self._none:
                    self._of_scope(scope).files.add(job.path)

    def _of_scope(self, scope: Scope) -> _Baseline:
        """The baseline that settings name."""
        # Late: most runs have no baseline.
        from .baseline import read_baseline

        assert scope.settings.baseline is not None
        path = os.path.normpath(os.path.join(scope.root, scope.settings.baseline))
        known = next((each for each in self._all if each.path == path), None)
        if known is None:
            known = _Baseline(path, read_baseline(os.path.relpath(path)))
            self._all.append(known)
        return known

    def _check(self, options: argparse.Namespace) -> None:
        if self._write is not None:
            for name in ("baseline", "update_baseline", "ratchet", "no_baseline"):
                if getattr(options, name):
                    raise UsageError(f"--write-baseline does not go together with --{name.replace('_', '-')}")
        if "-" in (self._write, options.baseline):
            raise UsageError("a baseline is a file: `-` (standard input and output) is none")
        if options.baseline is not None and options.no_baseline:
            raise UsageError("--baseline and --no-baseline contradict each other")
        if self._update and self._hidden:
            raise UsageError("--update-baseline does not go together with --min-gain, which leaves findings out")

    def _read(self, work: Work) -> None:
        chosen = self._chosen
        if chosen is not None:
            # Late: most runs have no baseline.
            from .baseline import read_baseline

            fresh = self._write is not None and not os.path.exists(chosen)
            entries = [] if fresh else read_baseline(chosen)
            self._all.append(_Baseline(os.path.abspath(chosen), entries, {job.path for job in work.jobs}))
            return
        for job, scope in zip(work.jobs, work.scopes, strict=True):
            if scope.settings.baseline is not None and not self._none:
                self._of_scope(scope).files.add(job.path)


class _States:
    """What became of the files in a baseline."""

    def __init__(self, report: Report, work: Work, root: str) -> None:
        self.identity = {job.path: job.identity for job in (*work.jobs, *(other.job for other in work.others))}
        unsure = {note.path for note in report.notes if note.kind in _UNSURE}
        self.looked_at = {
            job.identity: frozenset(work.plan.configurations[job.configuration].rules)
            for job in work.jobs
            if job.path not in unsure
        }
        self._there = set(self.identity.values())
        self._root = root
        self._deleted: dict[str, bool] = {}

    def of(self, entry: Entry) -> State:
        path = entry.path
        if path in self._there:
            return "looked at" if entry.rule in self.looked_at.get(path, ()) else "unknown"
        if path not in self._deleted:
            self._deleted[path] = not os.path.lexists(os.path.join(self._root, *path.split("/")))
        return "deleted" if self._deleted[path] else "unknown"


def _leave_out(report: Report, findings: Sequence[FindingRecord]) -> None:
    known = set(map(id, findings))
    report.findings = [finding for finding in report.findings if id(finding) not in known]


def _grown(before: Counter[str], now: Counter[str]) -> dict[str, tuple[int, int]]:
    return {rule: (before[rule], number) for rule, number in sorted(now.items()) if number > before[rule]}
