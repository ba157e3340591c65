"""`slowspot analyze`: finds slow spots and reports them."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from ..analyzers.settings import parse_part
from ..models import FOLDER
from .analysis.caching import KeptResults, add_cache_arguments, cache_of
from .analysis.cluster_arguments import Remote, add_executor_arguments, remote_of
from .analysis.collector import collector_paused
from .analysis.cross_reference import add_ruff_arguments, cross_reference, read_reports
from .analysis.executors import results
from .analysis.interrupting import terminated_is_interrupted
from .analysis.linked import LinkedRun
from .analysis.outcome import Report
from .analysis.progress import Progress
from .analysis.recorded import Recordings, add_profile_arguments
from .analysis.records import FileResult
from .analysis.sharding import add_shard_arguments, take_share
from .analysis.silencing import Baselines, add_new_arguments
from .arguments import Work, add_exit_arguments, add_file_arguments, gather
from .errors import CLEAN, FINDINGS, UsageError
from .formats.outputs import add_output_arguments, outputs_of, write_reports

if TYPE_CHECKING:
    from .analysis.changes import Changes

__all__ = ["configure", "run"]


_EXAMPLES = """\

examples:
  slowspot analyze                               what is slow in the current folder, the largest gain first
  slowspot analyze src --select asyncio          only one family of rules; `slowspot rules` lists them
  slowspot analyze -o text:- -o report.html      in the terminal, and as a page to search
  slowspot analyze --format github               annotations, in a step of GitHub Actions
  slowspot analyze --write-baseline known.json   what is there today is known from now on:
  slowspot analyze --baseline known.json         only what is new
  slowspot analyze --since main...               only what this branch has changed
  slowspot analyze --complexity src              what each function costs: O(len(orders) · len(items))

exit codes: 0 nothing found, 1 something found, 2 wrong usage, 3 internal error, 130 interrupted
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "slowspot analyze [OPTION ...] [PATH ...]"
    parser.add_argument("--timings", action="store_true", help="tell on standard error what took how long")
    add_file_arguments(parser)
    parser.add_argument(
        "--no-link", dest="link", action="store_const", const=False,
        help="do not follow calls through functions and files",
    )  # fmt: skip
    parser.add_argument(
        "--complexity", action="store_true",
        help="instead of slow spots, tell what each function costs in the sizes of what comes in (text or json)",
    )  # fmt: skip
    add_new_arguments(parser)
    add_output_arguments(parser)
    add_exit_arguments(parser)
    _add_worth_arguments(parser)
    add_profile_arguments(parser)
    add_ruff_arguments(parser)
    add_cache_arguments(parser)
    add_executor_arguments(parser)
    add_shard_arguments(parser)
    parser.epilog = f"{parser.epilog}{_EXAMPLES}"


def _add_worth_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what a fix is worth")
    group.add_argument(
        "--min-gain", type=_part, default=0.0, metavar="G",
        help="leave out what is expected to save less than this part of the run time, such as 0.01 or 1%%",
    )  # fmt: skip
    group.add_argument(
        "--models", metavar="FOLDER", help="score with the models in this folder, as written by `slowspot train`"
    )
    group.add_argument(
        "--profile-threshold", type=_part, metavar="PART",
        help="findings in code that took less of the recorded run are left out (default: 0.5%%; 0 shows all)",
    )  # fmt: skip


def _part(text: str) -> float:
    return parse_part(text)


_part.__name__ = "part of the run time from 0 to 1"  # argparse: "invalid part of the run time from 0 to 1 value: '7'"


def run(options: argparse.Namespace) -> int:
    if options.complexity:
        # Late: it is another question, which needs no rules.
        from .complexity import run as tell_complexity

        return tell_complexity(options)
    with terminated_is_interrupted():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    began, started = time.perf_counter(), time.gmtime()
    outputs = outputs_of(options)
    ruff_reports = read_reports(options)
    with KeptResults(cache_of(options)) as kept:
        kept.introduce_rules()
        work = gather(options, fail_on=options.fail_on, profile_threshold=options.profile_threshold, link=options.link)
        changes = _changes(options.since, work)
        shard = take_share(options, work)
        baselines = Baselines(options, work)
        recordings = Recordings(options.profile, os.getcwd(), none=options.no_profile)
        runs = [recordings.of(os.path.dirname(job.full)) for job in work.jobs]
        if any(runs):
            work.jobs = [replace(job, recorded=run) for job, run in zip(work.jobs, runs, strict=True)]
        work.plan.timings = options.timings
        work.plan.fixes = any(output.traits.fixes for output in outputs)
        work.plan.models = _models(options.models)
        work.plan.min_gain = options.min_gain
        report = Report(
            notes=[*work.notes, *recordings.notes],
            runs=recordings.runs(),
            profile_threshold=max((each.profile_threshold for each in work.plan.configurations), default=0.0),
            settings_wrong=work.settings_wrong,
            shard=shard,
        )
        gathered = time.perf_counter()
        run = _analyze(
            work, report, kept, remote_of(options), show_progress=not options.quiet, compares=changes is not None
        )
        if changes is not None:
            changes.look_elsewhere(report, run)
        baselines.apply(report, work)
        if changes is not None:
            changes.apply(report, work, run)
        kept.introduce_cards({finding.rule for finding in report.findings})
    cross_reference(report, work, ruff_reports)
    report.phases.update(run.seconds)
    report.hot.sort(key=lambda hot: -hot[1].own)
    report.seconds = time.perf_counter() - began
    if run.analyzed and report.findings:
        _tell_of_models(work)
    write_reports(report, outputs, options, stamp=time.strftime("%Y-%m-%dT%H:%M:%SZ", started))
    if options.timings:
        _write_timings(report, work, kept.found, gathered - began, time.perf_counter() - began)
    code = report.exit_code()
    return CLEAN if code == FINDINGS and options.exit_zero else code


def _changes(revision: str | None, work: Work) -> Changes | None:
    if revision is None:
        return None
    # Late: few runs on a desk ask git.
    from .analysis.changes import Changes

    return Changes(revision, work)


def _models(given: str | None) -> str:
    if given is None:
        return FOLDER
    if not os.path.isdir(given):
        raise UsageError(f"--models {given}: no such folder; `slowspot train --output {given}` makes one")
    return os.path.abspath(given)


def _analyze(
    work: Work, report: Report, kept: KeptResults, remote: Remote | None, *, show_progress: bool, compares: bool
) -> LinkedRun:
    """Analyze the files whose results are not kept from earlier.

    The report holds all of them in their order, whatever the order in which they were done. An interrupt ends the work;
    what is done by then stands in the report, which says that it is partial.
    """
    done: list[FileResult | None] = [None] * len(work.jobs)
    progress = Progress(sum(work.sizes), len(work.jobs), enabled=show_progress)
    kept.plan_for(work.plan)
    run = LinkedRun(
        work, kept, lambda items: results(work.plan, items, work.processes, remote), progress, compares=compares
    )
    with collector_paused():
        try:
            with closing(run.results()) as running:
                for index, result, again in running:
                    done[index] = report.counted(result, again=again)
        except KeyboardInterrupt:
            finished = sum(result is not None for result in done)
            report.partial = f"interrupted after {finished:,} of {len(done):,} files"
            if finished == len(done):
                report.partial = "interrupted before all calls were followed into other files"
            print(f"slowspot: {report.partial}; the report is partial", file=sys.stderr)
        finally:
            progress.close()
    for result in done:
        if result is not None:
            report.tell(result)
    return run


def _tell_of_models(work: Work) -> None:
    """Say once which models cannot be used; the findings go without their scores."""
    if work.plan.models is None:
        return
    # Late: only where something was scored, and then it is here already.
    from ..models.shipped import ranker

    problems = ranker(work.plan.models).problems
    for problem in problems:
        print(f"slowspot: note: not scored: {problem}", file=sys.stderr)
    if problems and any(configuration.fail_on.gain is not None for configuration in work.plan.configurations):
        print("slowspot: note: without a gain no finding reaches `--fail-on gain>=…`", file=sys.stderr)


def _write_timings(report: Report, work: Work, kept: int, gathering: float, total: float) -> None:
    phases = report.phases
    cpu = sum(phases.values())
    known = f" ({kept:,} of them unchanged: their results were kept)" if kept else ""
    print(f"{report.files:,} files{known}, {report.lines:,} lines, {work.folders:,} folders", file=sys.stderr)
    rows = [("settings, finding files", gathering), *((f"{name} (cpu)", phases[name]) for name in phases)]
    rows += [("files (cpu, all processes)", cpu), ("whole run", total)]
    for name, seconds in rows:
        print(f"{seconds:>9.3f} s  {name}", file=sys.stderr)
    if not report.by_rule:
        return
    said = "a type that several ask for is charged to the first, scopes and names to none"
    print(f"of it each rule (cpu; {said}):", file=sys.stderr)
    for name, seconds in report.by_rule.most_common():
        print(f"{seconds:>9.3f} s {seconds / cpu if cpu else 0:>6.1%}  {name}", file=sys.stderr)
