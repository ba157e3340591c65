"""What `slowspot advise` prints: text, or JSON (schema slowspot.advise/1, which may gain fields and loses none)."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..analyzers.advising.advice import ENGINES, Advice, Option
from ..analyzers.project.discovery import display_path
from ..analyzers.project.notes import NoteRecord
from ..analyzers.version import VERSION
from .terminal import Style, escaped

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Run

__all__ = ["SCHEMA", "Advised", "ProgramAdvice", "advice_json", "advice_record", "advice_text", "gain_of", "sure_of"]

SCHEMA = "slowspot.advise/1"
_WIDTH = 110
_SURE = {
    "measured": "measured", "proved": "proved", "recorded": "not measured; by the recorded run and the text",
    "text": "not measured; by the text alone", "predicted": "not measured; by what the models expect",
}  # fmt: skip


@dataclass(slots=True)
class ProgramAdvice:
    """A program, and what to do about its hot functions."""

    told: str
    """The recorded run, in words."""
    root: str
    found: list[Advice]
    run: Run | None = None


@dataclass(slots=True)
class Advised:
    programs: list[ProgramAdvice] = field(default_factory=list[ProgramAdvice])
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])
    measured: bool = False
    seconds: float = 0.0


def gain_of(advice: Advice, option: Option) -> str:
    """What it gains: "7.7× (7.6 to 8.0)", "at most 1.5×", "" where that is not known."""
    trial = option.trial
    if trial is not None:
        whose = "" if trial.whole else f" for {advice.function}"
        gain = f"{_times(trial.times)} ({_times(trial.low)} to {_times(trial.high)}){whose}"
        return (
            gain
            if trial.whole or option.at_most is None
            else f"{gain}, at most {_times(option.at_most)} for the program"
        )
    if option.engine == "stay" or option.verdict == "not":
        return ""
    return f"at most {_times(option.at_most)}" if option.at_most is not None else ""


def _times(value: float) -> str:
    return f"{value:.1f}×" if value < 9.95 else f"{value:,.0f}×"


# -- JSON


def advice_json(result: Advised) -> str:
    return json.dumps(
        {
            "schema": SCHEMA,
            "version": VERSION,
            "measured": result.measured,
            "seconds": round(result.seconds, 2),
            "notes": [
                {"path": note.path, "kind": note.kind, "message": note.message, "line": note.line}
                for note in result.notes
            ],
            "programs": [_program(program) for program in result.programs],
        },
        indent=1,
        ensure_ascii=False,
    )


def _program(program: ProgramAdvice) -> dict[str, Any]:
    run = program.run
    return {
        "profile": None if run is None else {"id": run.id, "command": run.command, "seconds": round(run.duration, 4)},
        "functions": [advice_record(program, advice) for advice in program.found],
    }


def advice_record(program: ProgramAdvice, advice: Advice) -> dict[str, Any]:
    best = advice.best
    return {
        "path": _shown(program, advice).replace(os.sep, "/"),
        "function": advice.function,
        "line": advice.line,
        "share": round(advice.share, 4),
        "basis": advice.basis,
        "place": advice.place or None,
        "stale": advice.stale,
        "also": advice.also,
        "engine": best.engine,
        "sure": best.sure,
        "options": [_option(option) for option in advice.options],
    }


def _option(option: Option) -> dict[str, Any]:
    trial = option.trial
    return {
        "engine": option.engine,
        "verdict": option.verdict,
        "why": option.why,
        "change": option.change,
        "at_most": None if option.at_most is None else round(option.at_most, 3),
        "basis": option.basis,
        "missing": option.missing,
        "mechanical": option.mechanical is not None,
        "trial": None if trial is None else {
            "basis": trial.basis, "times": round(trial.times, 3), "low": round(trial.low, 3),
            "high": round(trial.high, 3), "told": trial.told, "whole": trial.whole,
        },
    }  # fmt: skip


# -- text


def advice_text(result: Advised, style: Style, *, everything: bool) -> Iterator[str]:
    for note in result.notes:
        yield style.dim(escaped(f"{note.path}: {note.message}"))
    first = True
    for program in result.programs:
        if not first:
            yield ""
        first = False
        yield style.bold(escaped(program.told))
        if not program.found:
            yield f"  Nothing in these files takes 5 % of it: stay as you are.{_idle(program.run)}"
        for advice in program.found:
            yield ""
            yield from _advice(program, advice, style, everything=everything)
    if not result.programs:
        yield "No recorded run spent time in these files."
    elif not result.measured:
        recorded = any(program.run is not None for program in result.programs)
        how = "--measure runs what fits" if recorded else "slowspot profile SCRIPT records where time really goes"
        yield ""
        yield style.dim(f"Nothing was run: {how}.")


def _idle(run: Run | None) -> str:
    """A hint for a run that mostly waited, of which nobody knows on what."""
    if run is None or run.duration <= 0 or run.waiting < run.duration / 2 or "pyinstrument" in run.tool:
        return ""
    return " It mostly waited: `slowspot profile --async` tells which coroutines did."


def _advice(program: ProgramAdvice, advice: Advice, style: Style, *, everything: bool) -> Iterator[str]:
    best = advice.best
    place = escaped(f"{_shown(program, advice)}:{advice.line}")
    name = "start-up" if best.engine == "lazy-imports" or advice.function == "<module>" else advice.function
    share = f"{advice.share:.0%}".replace("%", " %")
    if advice.basis == "predicted":
        share = f"about {share}, predicted"
    since = style.yellow("  changed since it was recorded") if advice.stale else ""
    yield f"{style.bold(escaped(name))}  {style.dim(place)}  {share}{since}"
    gain = gain_of(advice, best)
    paint = style.green if best.engine != "stay" else style.cyan
    yield f"  {paint('→ ' + ENGINES[best.engine])}{': ' + gain if gain else ''}"
    yield from _rows("why", best.why)
    if best.change:
        yield from _rows("change", best.change)
    if advice.also:
        yield from _rows("also", f"{', '.join(advice.also)}: the same change takes them in")
    yield from _rows("sure", sure_of(best))
    others = [
        option for option in advice.options[1:] if everything or option.verdict != "not" or option.trial is not None
    ]
    for option in others:
        for line in _rows("else" if option.verdict != "not" else "not", _other(advice, option)):
            yield style.dim(line)


def sure_of(option: Option) -> str:
    """What the advice rests on, in words."""
    more = f"; {option.missing}" if option.missing else ""
    if option.trial is not None:
        return f"{option.trial.basis}: {option.trial.told}{more}"
    return f"{_SURE[option.basis]}{more}"


def _other(advice: Advice, option: Option) -> str:
    gain = gain_of(advice, option)
    told = f"{ENGINES[option.engine]}{', ' + gain if gain else ''}: {option.why}"
    if option.trial is not None:
        told += f"; {option.trial.basis}: {option.trial.told}"
    return f"{told}; {option.missing}" if option.missing else told


def _rows(title: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(escaped(text), _WIDTH - 12, break_long_words=False, break_on_hyphens=False) or [""]
    yield f"    {title:<7} {lines[0]}"
    for line in lines[1:]:
        yield f"            {line}"


def _shown(program: ProgramAdvice, advice: Advice) -> str:
    return display_path(os.path.join(program.root, *advice.path.split("/")), os.getcwd())
