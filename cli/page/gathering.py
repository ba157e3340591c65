"""What a page needs, brought together: the run, findings in its code, the run to compare with."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from ...analyzers.profiling.measured import Run
from ...analyzers.source import SourceError
from ...analyzers.source.encoding import decode
from ...analyzers.source.positions import split_lines
from ...models import FOLDER
from ..analysis.collector import collector_paused
from ..analysis.ordering import largest_gain_first
from ..analysis.recorded import Recorded, Recordings, load
from ..analysis.records import FindingRecord
from ..analysis.running import analyze_file, set_recursion_limit
from ..analysis.workers import Crashed
from ..analysis.workers import run as run_all
from ..arguments import gather
from ..errors import UsageError
from .advised import advice_of
from .compared import comparison_of
from .content import Subject
from .numbers import count_of

__all__ = ["subject_of"]

_SEARCHED_FROM = 0.005
"""Part of the run that a file's functions must take for its code to be searched when no paths are given."""
_MOST_FILES = 200
_WORTH = 0.001
"""Part of the run that a finding's fix must save to be shown, where that is known."""


def subject_of(options: argparse.Namespace) -> Subject:
    """Find the run and the findings that the arguments mean. Raises UsageError."""
    recorded = _chosen(options)
    run = load(recorded)
    subject = Subject(run, recorded.root, comparison=comparison_of(run, recorded, options.compare))
    paths = list(options.paths) or _files_of(run, recorded.root)
    if paths:
        own = f"{count_of(len(paths), 'file')} that the run spent time in"
        subject.searched = "the given paths" if options.paths else own
        _search(subject, recorded, paths)
    subject.advice = advice_of(run, recorded.root, subject.findings, subject.relative)
    return subject


def _chosen(options: argparse.Namespace) -> Recorded:
    start = os.path.abspath(options.paths[0]) if options.paths else os.getcwd()
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    recordings = Recordings(options.profile, os.getcwd())
    recorded = recordings.of(folder)
    if recorded is None:
        if recordings.notes:
            raise UsageError("; ".join(f"{note.path}: {note.message}" for note in recordings.notes))
        raise UsageError(f"no run is kept at or above {folder}; `slowspot profile SCRIPT` records one")
    return recorded


def _files_of(run: Run, root: str) -> list[str]:
    """Return the files that the run spent time in and that are still there, the most time first."""
    spent: dict[str, float] = {}
    for function in run.functions:
        spent[function.path] = max(spent.get(function.path, 0.0), run.share(function.total))
    for stall in run.stalls:
        spent.update((path, 1.0) for path, _, _ in stall.stack if path)
    hot = sorted((path for path, share in spent.items() if share >= _SEARCHED_FROM), key=lambda path: -spent[path])
    full = (os.path.join(root, *path.split("/")) for path in hot[:_MOST_FILES])
    return [os.path.relpath(path) for path in full if os.path.isfile(path)]


def _search(subject: Subject, recorded: Recorded, paths: Sequence[str]) -> None:
    """Enter what the run says of the findings in files and folders, the largest gain first."""
    set_recursion_limit()
    work = gather(
        argparse.Namespace(
            paths=list(paths),
            select=None,
            ignore=None,
            preview=None,
            jobs=None,
            stdin_filename=None,
            force_exclude=False,
            no_plugins=False,
        )
    )
    work.jobs = [replace(job, recorded=recorded) for job in work.jobs]
    work.plan.models = FOLDER
    work.plan.fixes = True
    work.plan.cold_fixes = False
    findings: list[FindingRecord] = []
    with collector_paused():
        items = list(zip(work.jobs, work.sizes, strict=True))
        for index, result in run_all(analyze_file, work.plan, items, work.processes):
            if isinstance(result, Crashed):
                subject.remarks.append(f"{work.jobs[index].path} could not be searched: {result.message}")
                continue
            findings += result.findings
            subject.hot |= {(path, hot.function): hot.in_words() for path, hot in result.hot}
            subject.remarks += [f"{note.path}: {note.message}" for note in result.notes if note.internal]
    measured = [finding for finding in findings if _told_by_run(finding)]
    measured.sort(key=largest_gain_first)
    subject.findings = measured
    subject.elsewhere = len(findings) - len(measured)
    full = {job.path: job.full for job in work.jobs}
    subject.lines_of = _lines_of(full)
    relative = {path: os.path.relpath(place, subject.root).replace(os.sep, "/") for path, place in full.items()}
    subject.relative = relative.__getitem__
    subject.hot = {(relative[path], name): words for (path, name), words in subject.hot.items()}


def _told_by_run(finding: FindingRecord) -> bool:
    share = finding.score.share
    if share is None or share.basis != "profiled" or share.cold:
        return False
    return bool(share.stalled) or finding.gain is None or finding.gain >= _WORTH


def _lines_of(full: dict[str, str]) -> Callable[[str], Sequence[str]]:
    @cache
    def lines(path: str) -> Sequence[str]:
        try:
            with open(full[path], "rb") as file:
                return split_lines(decode(file.read())[0])
        except (OSError, SourceError):  # gone since it was searched: its findings are shown without text
            return ()

    return lines
