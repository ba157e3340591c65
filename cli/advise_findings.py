"""What the analysis finds in the hot functions of a recorded run, with what each fix is expected to save."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from dataclasses import replace

from ..analyzers.advising.asking import Found
from ..analyzers.profiling.measured import Run
from ..analyzers.rules.registry import resolve
from ..models import FOLDER
from .analysis.collector import collector_paused
from .analysis.recorded import Recorded
from .analysis.running import analyze_file, set_recursion_limit
from .analysis.workers import Crashed
from .analysis.workers import run as run_all
from .arguments import gather

__all__ = ["findings_in", "findings_of"]

_MOST_FILES = 50
_LEAST = 0.02
"""Part of the run that a file's functions must take to be searched."""


def findings_of(recorded: Recorded, run: Run, within: Callable[[str], bool]) -> dict[tuple[str, str], list[Found]]:
    """By path (relative to the project) and function: what is found in the files that the run spent its time in."""
    spent: dict[str, float] = {}
    for function in run.functions:
        spent[function.path] = max(spent.get(function.path, 0.0), run.share(function.own))
    hot = [path for path in sorted(spent, key=lambda path: (-spent[path], path)) if spent[path] >= _LEAST]
    return findings_in(recorded.root, [path for path in hot if within(path)], recorded)


def findings_in(
    root: str, paths: Iterable[str], recorded: Recorded | None = None
) -> dict[tuple[str, str], list[Found]]:
    """The same of these files. Those that cannot be read have nothing."""
    full = [os.path.join(root, *path.split("/")) for path in paths]
    given = [place for place in full if os.path.isfile(place)][:_MOST_FILES]
    if not given:
        return {}
    set_recursion_limit()
    work = gather(
        argparse.Namespace(
            paths=given, select=None, ignore=None, preview=None, jobs=None, stdin_filename=None,
            force_exclude=False, no_plugins=False,
        )
    )  # fmt: skip
    if recorded is not None:
        work.jobs = [replace(job, recorded=recorded) for job in work.jobs]
    work.plan.models = FOLDER
    found: dict[tuple[str, str], list[Found]] = {}
    with collector_paused():
        items = list(zip(work.jobs, work.sizes, strict=True))
        for index, result in run_all(analyze_file, work.plan, items, 1):
            if isinstance(result, Crashed):
                continue
            path = os.path.relpath(work.jobs[index].full, root).replace(os.sep, "/")
            for finding in result.findings:
                rule = next(iter(resolve(finding.rule)), None)
                worth = finding.gain is not None or (recorded is None and rule is not None and rule.gains == "time")
                if rule is not None and worth:
                    key = (path, finding.function or "<module>")
                    told = Found(finding.rule, finding.span.start.line + 1, finding.gain or 0.0, rule.family)
                    found.setdefault(key, []).append(told)
    return found
