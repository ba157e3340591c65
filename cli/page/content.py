"""What the page says: a run, what was found in its code, its stalls, and how it compares, as the template's values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...analyzers.advising.advice import Advice
from ...analyzers.profiling.comparing import Comparison, Difference
from ...analyzers.profiling.measured import MeasuredFunction, MeasuredStall, Run
from ...analyzers.profiling.stalls import HELD
from ...analyzers.version import VERSION
from ..analysis.records import FindingRecord
from ..terminal import escaped
from .advised import advice_rows
from .charts import flame_data, flame_outline, stall_data
from .compared import comparison_section
from .document import write_page
from .found import MOST_FINDINGS, finding_rows
from .functions import Sources, anchors_of, function_rows, hot_functions
from .numbers import amount, count_of, interval, moment, percent, seconds

__all__ = ["Subject", "page_of"]

_STALL_GROUPS = 40
_MUCH_OUTSIDE = 0.3
_FINDINGS_LEAD = (
    "The largest expected gain first: the function’s share of this run, and what the fix saves of it. "
    "Gains overlap where findings share a function: they do not add up."
)
_WAITED = "awaited, or idle below it. Tasks wait side by side: what they waited adds up to more than the run was long."
_SAMPLES = (
    "the program was looked at every {}. What few samples saw is known roughly: with 100 samples to about a fifth, "
    "with 10,000 to about 2 %."
)


@dataclass(slots=True)
class Subject:
    """All that a page is made of."""

    run: Run
    root: str
    """The folder that the run's paths are relative to."""
    findings: Sequence[FindingRecord] = ()
    """In the order to show, with fixes."""
    searched: str = ""
    """What was searched for findings, in words; "" where nothing was."""
    lines_of: Callable[[str], Sequence[str]] = lambda path: ()
    """The text of a finding's file."""
    relative: Callable[[str], str] = lambda path: path
    """The path of a finding as the run has it."""
    elsewhere: int = 0
    """Findings left out: in code that took hardly any of the run, or that it tells nothing of."""
    hot: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """What hot functions that no finding explains do with their time, by path and name."""
    advice: Sequence[Advice] = ()
    """Which engine fits the hot functions."""
    comparison: Comparison | None = None
    remarks: list[str] = field(default_factory=list[str])
    """What else the reader must know."""


def page_of(subject: Subject) -> str:
    """Return the page as HTML."""
    run = subject.run
    functions = hot_functions(run)
    anchor = anchors_of(functions)
    sources = Sources(subject.root, run)
    flame = flame_data(run, anchor)
    findings = finding_rows(
        subject.findings, subject.lines_of, lambda it: anchor(subject.relative(it.path), it.function or "<module>")
    )
    stalls = _stalls(run.stalls, anchor)
    rows = function_rows(run, functions, sources, anchor, subject.hot)
    content: dict[str, Any] = {
        "version": VERSION,
        "title": f"{_command(run)} – slowspot report",
        "command": _command(run),
        "facts": _facts(run),
        "verdict": _verdict(run, functions, anchor, subject),
        "tiles": _tiles(run),
        "notes": [escaped(note).rstrip(".") for note in (*run.notes, *subject.remarks)],
        "has_flame": flame is not None,
        "flame_hint": "Point at a frame, or choose it, to see its place and time.",
        "outline": flame_outline(run) if flame else [],
        "functions": rows,
        "widest": {name: max((row[name] for row in rows), default=0.0) or 1.0 for name in ("own", "total")},
        "functions_rest": _rest_of_functions(run, functions),
        "no_functions": "No function of the project took part in this run.",
        "amount_name": {"seconds": "own time", "samples": "own samples", "bytes": "own memory"}[run.unit],
        "findings": findings,
        "findings_lead": _FINDINGS_LEAD,
        "findings_rest": _rest_of_findings(subject),
        "no_findings": f"No findings in {subject.searched}." if subject.searched else "There was nothing to search.",
        "advice": advice_rows(subject.advice, anchor),
        "stalls": stalls,
        "stalls_lead": _stalls_lead(run),
        "comparison": None if subject.comparison is None else comparison_section(subject.comparison, anchor),
        "about": _about(run),
    }
    content["parts"] = _parts(content)
    return write_page(content, {"flame": flame, "stalls": stall_data(run.stalls, run.duration)})


def _parts(content: dict[str, Any]) -> list[dict[str, Any]]:
    parts = [
        ("flame", "Flame graph", 0, content["has_flame"]),
        ("functions", "Functions", len(content["functions"]), True),
        ("findings", "Findings", len(content["findings"]), True),
        ("engines", "Engines", len(content["advice"]), bool(content["advice"])),
        ("stalls", "Stalls", len(content["stalls"]), bool(content["stalls"])),
        ("compared", "Compared", 0, content["comparison"] is not None),
        ("about", "How to read this", 0, True),
    ]
    return [{"id": name, "title": title, "count": count} for name, title, count, shown in parts if shown]


def _command(run: Run) -> str:
    return escaped(run.command) or f"a recording of {escaped(run.tool)}"


def _facts(run: Run) -> list[str]:
    facts: list[str] = []
    if run.began > 0:
        facts.append(moment(run.began))
    if run.duration > 0:
        facts.append(f"{seconds(run.duration)} long")
    if run.samples:
        facts.append(count_of(run.samples, "sample"))
    if run.interval > 0:
        facts.append(f"one every {interval(run.interval)}")
    if run.python:
        facts.append(escaped(run.python) if not run.python[:1].isdigit() else f"Python {escaped(run.python)}")
    facts.append(f"recorded by {escaped(run.tool)}")
    return facts


def _verdict(
    run: Run, functions: Sequence[MeasuredFunction], anchor: Callable[[str, str], str], subject: Subject
) -> list[dict[str, str]]:
    """Say in a sentence or two where most of the time goes, as parts of text and links."""
    if not functions or run.total <= 0 or functions[0].own <= 0:
        return []
    first = functions[0]
    parts = [
        {"text": escaped(first.name), "href": anchor(first.path, first.name)},
        {"text": f" takes most by itself: {percent(run.share(first.own))} of the run", "href": ""},
    ]
    if first.total >= 1.5 * first.own:
        parts[-1]["text"] += f" ({percent(run.share(first.total))} with what it calls)"
    if first.library >= 0.5 * first.own:
        parts[-1]["text"] += f", {percent(min(first.library / first.own, 1.0))} of that in library code"
    if len(functions) > 1 and run.share(functions[1].own) >= 0.05:
        second = functions[1]
        parts += [
            {"text": "; ", "href": ""},
            {"text": escaped(second.name), "href": anchor(second.path, second.name)},
            {"text": f" {percent(run.share(second.own))}", "href": ""},
        ]
    parts[-1]["text"] += "."
    if (outside := run.share(run.outside)) >= _MUCH_OUTSIDE:
        text = f" {percent(outside)} of the run was not called by your code: start-up, a test runner, other threads."
        parts.append({"text": text, "href": ""})
    best = max((it.gain for it in subject.findings if it.gain is not None), default=0.0)
    if best >= 0.005:
        parts.append({"text": f" The best of the findings below is expected to save {percent(best)}.", "href": ""})
    compared = subject.comparison
    if compared is not None and compared.measure == "seconds" and _is_news(compared.whole):
        word = "longer" if compared.whole.part > 0 else "shorter"
        parts.append({"text": f" The run was {percent(abs(compared.whole.part))} {word} than before.", "href": ""})
    return parts


def _is_news(whole: Difference) -> bool:
    """Whether a difference is worth a word at the top: where its noise is not known, small ones are none."""
    return abs(whole.part) >= 0.1 if whole.noise is None else whole.verdict != "noise"


def _tiles(run: Run) -> list[dict[str, str]]:
    library = sum(function.library for function in run.functions)
    what = {"seconds": "ran", "samples": "samples", "bytes": "allocated"}[run.unit]
    tiles = [{"name": what, "value": amount(run.total, run.unit), "hint": "what all shares are parts of"}]
    if run.waiting > 0:
        tiles.append({"name": "waited", "value": amount(run.waiting, run.unit), "hint": "idle; in no share"})
    if library > 0:
        tiles.append({"name": "in library code", "value": percent(run.share(library)), "hint": "called by yours"})
    if run.share(run.outside) >= 0.005:
        tiles.append({"name": "outside", "value": percent(run.share(run.outside)), "hint": "start-up, other threads"})
    tiles.append(
        {
            "name": "functions seen", "value": f"{len(run.functions):,}",
            "hint": count_of(len({function.path for function in run.functions}), "file"),
        }
    )  # fmt: skip
    if run.stalls:
        longest = max(stall.seconds for stall in run.stalls)
        tiles.append({"name": "stalls", "value": f"{len(run.stalls):,}", "hint": f"the longest {seconds(longest)}"})
    return tiles


def _rest_of_functions(run: Run, shown: Sequence[MeasuredFunction]) -> str:
    names = {id(function) for function in shown}
    rest = [function for function in run.functions if id(function) not in names]
    if not rest:
        return ""
    share = run.share(sum(function.own for function in rest))
    return f"{count_of(len(rest), 'more function')} took {percent(share)} of the run together."


def _rest_of_findings(subject: Subject) -> str:
    texts: list[str] = []
    if (rest := len(subject.findings) - MOST_FINDINGS) > 0:
        texts.append(f"{count_of(rest, 'more finding')} of less gain.")
    if subject.elsewhere:
        texts.append(f"{count_of(subject.elsewhere, 'finding')} left out that would save hardly any of this run.")
    return " ".join(texts)


def _stalls(stalls: Sequence[MeasuredStall], anchor: Callable[[str, str], str]) -> list[dict[str, Any]]:
    """Return stalls by what held the loop, those that held it longest first."""
    groups: dict[tuple[object, ...], list[MeasuredStall]] = {}
    for stall in stalls:
        # A function at work itself is at another line each time.
        line = stall.line if stall.call else 0
        groups.setdefault((stall.path, stall.function, line, stall.call, stall.holder, stall.part >= HELD), []).append(
            stall
        )
    rows = [_stall_row(group, anchor) for group in groups.values()]
    return sorted(rows, key=lambda row: -row["together"])[:_STALL_GROUPS]


def _stall_row(group: Sequence[MeasuredStall], anchor: Callable[[str, str], str]) -> dict[str, Any]:
    longest = max(group, key=lambda stall: stall.seconds)
    manner = ""
    if longest.holder:
        manner = f"thread {escaped(longest.holder)} kept the interpreter to itself"
    elif longest.part < HELD:
        manner = f"callback after callback without a pause, of which the longest took {percent(longest.part)}"
    return {
        "name": escaped(longest.function) or "outside the project",
        "place": escaped(f"{longest.path}:{longest.line}") if longest.path else "",
        "call": escaped(longest.call),
        "manner": manner,
        "number": len(group),
        "longest": longest.seconds,
        "together": math.fsum(stall.seconds for stall in group),
        "at": longest.at,
        "part": longest.part,
        "stack": [
            {"name": escaped(name), "place": escaped(f"{where}:{number}" if where else ""), "ours": bool(where)}
            for where, name, number in longest.stack
        ],
        "id": anchor(longest.path, longest.function),
    }


def _stalls_lead(run: Run) -> str:
    if not run.stalls:
        return ""
    together = seconds(math.fsum(stall.seconds for stall in run.stalls))
    return (
        f"{count_of(len(run.stalls), 'time')} the event loop could not go on, {together} together: no other task ran "
        "while one of these calls held it."
    )


def _about(run: Run) -> list[tuple[str, str]]:
    rows = [
        ("share", "part of all that ran. Waiting (an idle loop, a worker without work) is in no share."),
        ("own", "spent in the function’s own lines, library code and C that they called included."),
        ("total", "with your other functions that it called; recursion counts once."),
        ("library", "code outside the project is charged to the line of yours that called it."),
    ]
    if any(function.waiting > 0 for function in run.functions):
        rows.append(("waited", _WAITED))
    if run.interval > 0:
        rows.append(("samples", _SAMPLES.format(interval(run.interval))))
    rows.append(("findings", "their gain is this run’s share times the predicted or measured effect of the fix."))
    return rows
