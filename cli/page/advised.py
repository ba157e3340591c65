"""Advice as the page shows it: which engine fits each hot function, why, and what that rests on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ...analyzers.advising.advice import ENGINES, Advice
from ...analyzers.advising.asking import Found
from ...analyzers.advising.deciding import advise_run
from ...analyzers.advising.engines.arrays import DEVICES, LIBRARIES
from ...analyzers.advising.imported import packages_of
from ...analyzers.advising.installed import surroundings
from ...analyzers.advising.sources import Sources
from ...analyzers.profiling.measured import Run
from ...analyzers.proving.interpreters import UnusableInterpreter
from ...analyzers.rules.registry import resolve
from ..advise_report import gain_of, sure_of
from ..analysis.records import FindingRecord
from ..terminal import escaped
from .numbers import percent

__all__ = ["advice_of", "advice_rows"]


def advice_of(run: Run, root: str, findings: Sequence[FindingRecord], relative: Callable[[str], str]) -> list[Advice]:
    """Ask about the hot functions of a run; [] for one that tells nothing of time. Nothing of the program is run."""
    if run.unit == "bytes" or run.total <= 0:
        return []
    sources = Sources(root)
    found: dict[tuple[str, str], list[Found]] = {}
    for finding in findings:
        if finding.gain:
            told = Found(finding.rule, finding.span.start.line + 1, finding.gain, resolve(finding.rule)[0].family)
            found.setdefault((relative(finding.path), finding.function or "<module>"), []).append(told)
    try:
        imported = packages_of(sources, sorted({function.path for function in run.functions}))
        around = surroundings(sys.executable, [*imported, *LIBRARIES, *DEVICES])
    except UnusableInterpreter:
        return []
    return advise_run(run, sources, around, found, within=lambda path: os.path.isfile(os.path.join(root, path)))


def advice_rows(advised: Sequence[Advice], anchor: Callable[[str, str], str]) -> list[dict[str, Any]]:
    """Return the advice as the template's values."""
    rows: list[dict[str, Any]] = []
    for advice in advised:
        best = advice.best
        others = [option for option in advice.options[1:] if option.verdict == "unknown"]
        rows.append({
            "name": "start-up" if advice.function == "<module>" else escaped(advice.function),
            "place": escaped(f"{advice.path}:{advice.line}"),
            "id": anchor(advice.path, advice.function),
            "share": percent(advice.share),
            "engine": ENGINES[best.engine],
            "gain": gain_of(advice, best),
            "why": escaped(best.why),
            "change": escaped(best.change),
            "sure": escaped(sure_of(best)),
            "also": escaped(", ".join(advice.also)),
            "others": [f"{ENGINES[option.engine]}: {escaped(option.why)}" for option in others],
        })  # fmt: skip
    return rows
