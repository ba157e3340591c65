"""The section of docs/quality.md about what functions cost: labelled ones, and those that `scale` measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paragraphs import prose, table

__all__ = ["complexity_section"]

_SAID = {
    "right": "the order of the label",
    "above": "a bound that holds, but is not reached",
    "below": "less than it costs",
    "overconfident": "an order where nobody can tell",
    "silent": "nothing, or only a least order",
}


def complexity_section(figures: Mapping[str, Any] | None, measured: Mapping[str, Any] | None) -> Iterable[str]:
    """From tests/models/complexity/figures.json and benchmarks/complexity_figures.json."""
    yield "## What functions cost\n\n`python -m tests.models.labelled --record`"
    if not figures:
        yield "Not measured yet."
        return
    seen, unseen = figures["functions"], figures["unseen"]
    yield prose(f"""
        {sum(seen.values())} functions of {figures["themes"]} themes, written for this purpose and labelled by hand with
        what they cost in the sizes of what comes in; of {figures["unknown"]} nobody can tell from their source. The
        analysis was mended with them in hand. {sum(unseen.values())} others were written and labelled after that, and
        nothing was mended since: *unseen*.
    """)
    yield table(
        ["what is said", "labelled", "unseen"],
        [
            [text, _part(seen, outcome), _part(unseen, outcome)]
            for outcome, text in _SAID.items()
            if outcome in seen or outcome in unseen
        ],
    )
    rows = [
        f"- `{each['function']}` costs {each['costs']}; said: {each['said'] or 'nothing'}"
        for each in figures["not_right"]
    ]
    yield "Not right:\n\n" + "\n".join(rows)
    if measured:
        yield from _measured(measured)


def _part(rates: Mapping[str, int], outcome: str) -> str:
    total = sum(rates.values())
    return f"{rates.get(outcome, 0)} ({rates.get(outcome, 0) / total:.0%})"


def _measured(measured: Mapping[str, Any]) -> Iterable[str]:
    counts = measured["verdicts"]
    yield "### Measured\n\n`python benchmarks/complexity.py --record`"
    yield prose(f"""
        {sum(counts.values())} of these functions were run by `slowspot scale` on growing inputs of its own making
        (Python {measured["python"]}, at most {measured["seconds"]} s each): {counts.get("agree", 0)} grow as claimed,
        {counts.get("slower", 0)} slower (with these inputs a loop is left early, or a part that grows less still
        rules), {counts.get("faster", 0)} faster, and {counts.get("unknown", 0)} cannot be compared. It was a busy
        machine, and what is moved in memory outgrows the caches: `del xs[0]`, n times, is n² moves.
    """)
    if measured["faster"]:
        yield "Faster than claimed:\n\n" + "\n".join(f"- `{each}`" for each in measured["faster"])
