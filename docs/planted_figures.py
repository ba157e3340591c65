"""Paragraphs of docs/quality.md on whole programs: what is found of planted paths, and how often that is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paragraphs import prose, table, verdict

__all__ = ["planted_paragraphs"]


def planted_paragraphs(
    figures: Mapping[str, Any] | None, precision: Mapping[str, Any] | None, across: Sequence[str]
) -> Iterable[str]:
    """From tests/linking/figures.json and tests/precision/figures.json; `across`: the rules that follow calls."""
    yield "### What is found of planted paths\n\n`make planted`"
    if not figures:
        yield "Not measured yet."
    else:
        yield from _planted(figures)
    if precision is not None:
        yield "### How often a finding across functions is right\n\n`make precision`"
        yield from _precision(precision, across)


def _planted(figures: Mapping[str, Any]) -> Iterable[str]:
    programs, found, alarms = figures["programs"], figures["found"], figures["alarms"]
    yield prose(f"""
        {programs} programs of two to seven files were written for this purpose, each with one slow path: a call that
        blocks an event loop, input or output in a loop, or a scan in a loop, behind one to six functions. Each has a
        twin that differs in one thing and has none (it is awaited, moved out of the loop, looked up in a dict …).
        *Found*: a finding of the right rule on the right line, and no other in the program.
    """)
    yield table(
        ["", "found", "of", "wanted", ""],
        [
            ["paths", found, programs, "≥ 95 %", verdict(found >= 0.95 * programs)],
            ["findings in twins", len(alarms), figures["twins"], "0", verdict(not alarms)],
        ],
    )
    kinds = ", ".join(f"{kind} {found} of {tried}" for kind, (found, tried) in figures["kinds"].items())
    hops = ", ".join(f"{hops}: {found} of {tried}" for hops, (found, tried) in figures["hops"].items())
    yield f"By kind: {kinds}. By the number of functions on the way: {hops}."
    if figures["missed"]:
        yield "Missed:\n\n" + "\n".join(f"- {each['name']}: {each['title']}" for each in figures["missed"])
    yield prose("""
        The programs were written by those who wrote the rules, and what was missed at first was mended with them in
        hand: the figure says what is understood, not how much of other people's programs is.
    """)


def _precision(precision: Mapping[str, Any], across: Sequence[str]) -> Iterable[str]:
    rows = {slug: precision["rules"][slug] for slug in across if slug in precision["rules"]}
    true, minor, false = (sum(row[kind] for row in rows.values()) for kind in ("true", "minor", "false"))
    judged = true + minor + false
    if not judged:
        yield "Not measured yet."
        return
    yield table(
        ["", "judged", "not false", "worth it", "wanted", ""],
        [
            [
                "findings through functions",
                judged,
                f"{1 - false / judged:.1%}",
                f"{true / judged:.1%}",
                "≥ 200, ≥ 95 % not false",
                verdict(judged >= 200 and false <= 0.05 * judged),
            ]
        ],
    )
    yield prose(
        """
        Whole packages were linked, each alone, without its dependencies; the findings of the rules that follow calls
        ("""
        + ", ".join(f"[{slug}](rules/{slug}.md)" for slug in rows)
        + """) were read in their code, with all functions on the way. What is false was mended where it could be, and
        the findings that are no longer reported do not count.
    """
    )
