"""`slowspot merge`: joins the JSON reports of several runs, such as the shards of a CI matrix, into one."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence

from ..analyzers.project.notes import NoteRecord
from ..analyzers.rules.registry import UnknownRule, resolve
from ..analyzers.settings import FailOn
from .analysis.cards import introduce
from .analysis.ordering import by_place
from .analysis.outcome import Known, Report, Since
from .arguments import add_exit_arguments
from .errors import CLEAN, FINDINGS, UsageError
from .formats.outputs import add_output_arguments, outputs_of, write_reports
from .formats.reading import ReadReport, read_report

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reports", nargs="+", metavar="REPORT.json", help="written by `slowspot analyze --format json`")
    add_output_arguments(parser)
    add_exit_arguments(parser)
    parser.add_argument("--quiet", "-q", action="store_true", help="only what was found, a line each")


def run(options: argparse.Namespace) -> int:
    outputs = outputs_of(options)
    read = [read_report(path) for path in options.reports]
    _check_files(read)
    _check_shards(read)
    for each in read:
        introduce(card for slug, card in each.cards.items() if not _is_known(slug))
    report = _joined(read, options.fail_on)
    write_reports(report, outputs, options)
    code = report.exit_code()
    return CLEAN if code == FINDINGS and options.exit_zero else code


def _is_known(slug: str) -> bool:
    """Whether the rule is installed here too, with its page."""
    try:
        resolve(slug)
    except UnknownRule:
        return False
    return True


# -- what does not fit together


def _check_files(read: Sequence[ReadReport]) -> None:
    seen: dict[str, str] = {}
    for each in read:
        first = seen.setdefault(os.path.realpath(each.path), each.path)
        if first is not each.path:
            raise UsageError(f"{each.path}: is given twice")
    for each in read[1:]:
        if each.version != read[0].version:
            raise UsageError(
                f"{read[0].path} is by slowspot {read[0].version} and {each.path} by {each.version}; "
                "run the same version everywhere"
            )


def _check_shards(read: Sequence[ReadReport]) -> None:
    sharded = [(each, each.report.shard) for each in read if each.report.shard is not None]
    if not sharded:
        _check_whole(read)
        return
    if len(sharded) < len(read):
        whole = next(each for each in read if each.report.shard is None)
        raise UsageError(f"{whole.path} is of all files, {sharded[0][0].path} of shard {sharded[0][1]} only")
    first, shard = sharded[0]
    by_number: dict[int, str] = {}
    for each, other in sharded:
        if other.total != shard.total:
            raise UsageError(f"{first.path} is shard {shard}, {each.path} is {other}: not of one matrix")
        if (other.split, other.files) != (shard.split, shard.files):
            raise UsageError(
                f"{first.path} and {each.path} are shards of different files: "
                "all jobs have to analyze the same paths of the same commit"
            )
        if other.number in by_number:
            raise UsageError(f"{by_number[other.number]} and {each.path} are both shard {other}")
        by_number[other.number] = each.path
        changes = [each.report.since for each, _ in ((first, shard), (each, other))]
        if len({since and since.commit for since in changes}) > 1:
            raise UsageError(f"{first.path} and {each.path} do not tell what changed since the same commit (--since)")
    missing = [f"{number}/{shard.total}" for number in range(1, shard.total + 1) if number not in by_number]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5:,} more" if len(missing) > 5 else "")
        raise UsageError(f"shard{'s' * (len(missing) > 1)} {shown} missing among {len(read):,} given")


def _check_whole(read: Sequence[ReadReport]) -> None:
    """Reports of several folders may be joined where no file is in two of them."""
    by_path: dict[str, str] = {}
    for each in read:
        for path in {finding.path for finding in each.report.findings}:
            if by_path.setdefault(path, each.path) != each.path:
                raise UsageError(f"{by_path[path]} and {each.path} both have findings of {path}")


# -- joining


def _joined(read: Sequence[ReadReport], fail_on: FailOn | None) -> Report:
    """Join reports; findings and notes stand in the order of files, as in a run over all of them."""
    reports = [each.report for each in read]
    report = Report(
        findings=sorted((finding for each in reports for finding in each.findings), key=by_place),
        notes=_joined_notes(reports),
        files=sum(each.files for each in reports),
        lines=sum(each.lines for each in reports),
        seconds=max(each.seconds for each in reports),
        runs=list({run.id: run for each in reports for run in each.runs}.values()),
        profiled=sum((each.profiled for each in reports), Counter()),
        hot=sorted((hot for each in reports for hot in each.hot), key=lambda hot: (-hot[1].own, _parts(hot[0]))),
        stale=sum(each.stale for each in reports),
        profile_threshold=max(each.profile_threshold for each in reports),
        settings_wrong=any(each.settings_wrong for each in reports),
        since=_joined_changes(reports),
        known=_joined_baselines(reports),
        partial="; ".join(
            f"{each.path}: {each.report.partial}" if len(read) > 1 else each.report.partial
            for each in read
            if each.report.partial
        ),
    )
    if fail_on is not None:
        for finding in report.findings:
            finding.fails = fail_on.reached_by(finding.severity, finding.gain) and not finding.cold
    return report


def _parts(path: str) -> list[str]:
    return path.split(os.sep)


def _joined_notes(reports: Sequence[Report]) -> list[NoteRecord]:
    """What all have is of the run, and told once; the rest is of files."""

    def same(note: NoteRecord) -> tuple[object, ...]:
        return note.path, note.kind, note.message, note.line, note.cell

    if len(reports) == 1:
        return reports[0].notes
    common = set[tuple[object, ...]].intersection(*({same(note) for note in each.notes} for each in reports))
    first = [note for note in reports[0].notes if same(note) in common]
    rest = [note for each in reports for note in each.notes if same(note) not in common]
    return [*first, *sorted(rest, key=lambda note: _parts(note.path))]


def _joined_changes(reports: Sequence[Report]) -> Since | None:
    since = [each.since for each in reports if each.since is not None]
    if not since:
        return None
    return since[0]._replace(
        changed=sum(each.changed for each in since),
        left_out=sum(each.left_out for each in since),
        elsewhere=sum(each.elsewhere for each in since),
    )


def _joined_baselines(reports: Sequence[Report]) -> Known | None:
    known = [each.known for each in reports if each.known is not None]
    if not known:
        return None
    paths = tuple(dict.fromkeys(path for each in known for path in each.paths))
    return Known(paths, sum(each.silenced for each in known), sum(each.fixed for each in known))
