"""The section of docs/quality.md about proofs: what tests/proofs/measure.py saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paragraphs import prose, table

__all__ = ["proofs_section"]


def proofs_section(figures: Mapping[str, Any] | None) -> Iterable[str]:
    """Markdown paragraphs; says so where nothing has been measured yet."""
    yield "## How often a proof is right\n\n`make proofs`"
    if not figures:
        yield "Not measured yet."
        return
    corpus, wrong, right, same = (figures[key] for key in ("corpus", "wrong", "right", "identical"))
    yield prose(f"""
        {corpus["pairs"]} pairs of a slow function and a fast one that does the same, written for this purpose
        ({corpus["themes"]} themes; {corpus["hinted"]} have type hints), and {corpus["wrong"]} variants of the fast ones
        with an error of a person or a model. A test shows, without `prove`, that each variant differs on arguments that
        stand beside it, and that the fast ones agree there. Python {figures["python"]}, held by {figures["sandbox"]}.
    """)
    yield table(
        ["", "tried", "found", "part", "limit"],
        [
            ["wrong ones that are called equal", wrong["tried"], wrong["accepted"],
             _part(wrong["accepted"], wrong["tried"]), "0.5 %"],
            ["right ones that are not called equal", right["tried"], right["rejected"],
             _part(right["rejected"], right["tried"]), "10 %"],
            ["the function itself, called faster", same["timed"], same["faster"],
             _part(same["faster"], same["timed"]), "0.5 %"],
        ],
    )  # fmt: skip
    if wrong["tried"] < corpus["wrong"]:
        yield "Taken in an order of chance; the rest has not been tried on this version."
    unproved = wrong["tried"] - wrong["refuted"] - wrong["accepted"]
    yield prose(f"""
        *Called equal*: without timing, a wrong one counts as accepted however slow it is. Of the wrong ones
        {wrong["refuted"]:,} were refuted with a counterexample, {unproved:,} stayed unproved. Of the right ones
        {right["refuted"]:,} were refuted, which is an error, and
        {right["rejected"] - right["refuted"]:,} stayed unproved.
    """)
    if figures["seconds"]:
        yield prose(f"""
            Of {right["timed"]} right ones that were timed, {right["proved"]} were proved to be equal and faster.
            {_lasting(figures["seconds"])}
        """)
    yield from _rest(figures)


def _rest(figures: Mapping[str, Any]) -> Iterable[str]:
    kinds = figures["kinds"]
    yield (
        "By the kind of error, as accepted of tried: "
        + ", ".join(f"{kind} {through} of {tried}" for kind, (tried, through) in kinds.items())
        + "."
    )
    if figures["accepted"]:
        yield "Wrong, and called equal:\n\n" + "\n".join(
            f"- {each['name']} ({each['kind']})" for each in figures["accepted"]
        )
    if figures["rejected"]:
        yield "Right, and not called equal:\n\n" + "\n".join(
            f"- {each['name']}, {each['verdict']}: {_code(each['reason'])}" for each in figures["rejected"]
        )
    if catalogue := figures.get("catalogue"):
        yield prose(f"""
            The examples of the rules that have a fix, on their own arguments and without timing:
            {catalogue["safe held"]} of {catalogue["safe"]} safe ones are called equal,
            {catalogue["review held"]} of {catalogue["review"]} to review are called equal, or are refuted where `prove`
            looks closer than the rule, and {catalogue["differs held"]} of {catalogue["differs"]} are refuted on
            arguments on which a rule says that its fix differs.
        """)
        if catalogue["odd"]:
            yield "Otherwise:\n\n" + "\n".join(
                f"- {each['name']} ({each['claim']}): {_code(each['reason'])}" for each in catalogue["odd"]
            )


def _lasting(seconds: Mapping[str, float] | None) -> str:
    if not seconds:
        return ""
    return (
        f"A whole proof took {seconds['median']:.0f} s (median; nine of ten within {seconds['nine_tenths']:.0f} s, "
        f"the longest {seconds['most']:.0f} s), while other work ran on the machine."
    )


def _part(found: int, tried: int) -> str:
    return f"{100 * found / tried:.2f} %" if tried else "–"


def _code(text: str) -> str:
    """What may hold anything, on one line and harmless in Markdown."""
    plain = " ".join(text.replace("`", "'").split())
    return f"`{plain[:160]}{'…' if len(plain) > 160 else ''}`"
