"""The section of docs/quality.md about profiles: what tests/rounds/measure.py saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paragraphs import prose, table

__all__ = ["rounds_section"]


def rounds_section(figures: Mapping[str, Any] | None) -> Iterable[str]:
    """Markdown paragraphs; says so where nothing has been measured yet."""
    yield "## Whether a profile leads to what is worth fixing\n\n`make rounds`"
    if not figures:
        yield "Not measured yet."
        return
    yield prose(f"""
        Programs in `examples/`, on Python {figures["python"]}: recorded by `slowspot profile`; the finding of the
        largest gain is fixed, the program recorded again, and so on until nothing is expected to save 2 %. *Expected*
        is the gain that `analyze` gave beforehand; *saved* is measured in interleaved runs of the whole program,
        start-up included (median, least to most). A fix that gains nothing is taken back.
    """)
    for name, program in figures["programs"].items():
        yield from _stalls(name, program) if "stalls" in program else _steps(name, program)


def _steps(name: str, program: Mapping[str, Any]) -> Iterable[str]:
    cold = program["hints"]
    yield prose(f"""
        **{name}**, {program["kind"]}: {program["findings"]} findings, {cold} of them in code that the profile saw cold
        (hints).
    """)
    if not program["steps"]:
        yield "None is expected to save 2 %."
        return
    yield table(
        ["fixed", "in", "share", "expected", "saved", "run, seconds", "same output", "kept"],
        [
            [
                step["rule"],
                f"`{step['function']}`",
                _percent(step["share"]),
                _percent(step["gain"]),
                f"{_percent(step['saved'])} ({_percent(step['low'])} to {_percent(step['high'])})",
                f"{step['before']:.2f} → {step['after']:.2f}",
                "yes" if step["same"] else "**no**",
                "yes" if step["kept"] else "taken back",
            ]
            for step in program["steps"]
        ],
    )
    whole = program["whole"]
    yield (
        f"All together: {whole['before']:.2f} → {whole['after']:.2f} s, {_percent(whole['saved'])} saved "
        f"({_percent(whole['low'])} to {_percent(whole['high'])})."
    )
    if left := [f"{one['rule']} in `{one['function']}` ({_percent(one['share'])})" for one in program["left"]]:
        yield "Still reported, without a fix or of little gain: " + ", ".join(left) + "."


def _stalls(name: str, program: Mapping[str, Any]) -> Iterable[str]:
    named, before, after = program["named"], program["stalls"]["before"], program["stalls"]["after"]
    yield prose(f"""
        **{name}**, {program["kind"]}: the recording lists {before["count"]} stalls of the event loop,
        {before["seconds"]:.1f} s in all; the longest is held by `{named["call"]}` in `{named["function"]}`
        ({named["path"]}, line {named["line"]}). With the handler's call moved to a thread by hand:
        {after["count"]} stalls, {after["seconds"]:.1f} s. Answers the same: {"yes" if program["same"] else "**no**"}.
    """)
    yield table(
        ["", "before", "after"],
        [
            ["all customers served after", *(f"{program['seconds'][key]:.2f} s" for key in ("before", "after"))],
            ["a search takes", *(f"{1000 * program['search'][key]:.0f} ms" for key in ("before", "after"))],
        ],
    )


def _percent(part: float | None) -> str:
    return "–" if part is None else f"{100 * part:.1f} %" if abs(part) < 0.1 else f"{100 * part:.0f} %"
