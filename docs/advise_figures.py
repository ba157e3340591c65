"""The section of docs/quality.md about advice on engines: what benchmarks/advise.py saw of the shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paragraphs import prose, table, verdict

__all__ = ["advise_section"]

WANTED = 5


def advise_section(figures: Mapping[str, Any] | None) -> Iterable[str]:
    """Markdown paragraphs; says so where nothing has been measured yet."""
    yield "## Which engine fits\n\n`python benchmarks/advise.py --record`"
    if not figures:
        yield "Not measured yet."
        return
    tried = [row for row in figures["answers"] if row["times"] and row["engine"] != "stay"]
    engines = sorted({row["engine"] for row in tried})
    yield prose(f"""
        `slowspot advise --measure` on `examples/shop`, Python {figures["python"]}, {figures["cores"]} cores,
        {figures["pairs"]} pairs: {len(engines)} different engines are advised with a measurement or a proof (wanted:
        {WANTED}, {verdict(len(engines) >= WANTED)}). [Advise](advise.md) says how it is told.
    """)
    yield table(
        ["program", "function", "share", "advice", "what was seen"],
        [
            [f"`{row['command']}`", f"`{row['function']}`", f"{row['share']:.0%}", row["engine"], _seen(row)]
            for row in figures["answers"]
        ],
    )


def _seen(row: Mapping[str, Any]) -> str:
    told = row["told"].replace("|", "\\|").removeprefix(f"{row['command']}: ")
    if not row["times"]:
        return f"{row['sure']}: {told}"
    low, times, high = row["times"]
    whose = "the program" if row["whole"] else "the function"
    return f"{row['sure']}, {whose} {times:.1f} × as fast ({low:.1f} to {high:.1f}): {told}"
