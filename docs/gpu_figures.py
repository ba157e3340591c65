"""The section of docs/quality.md about rules for devices: what benchmarks/gpu/run.py saw, where a GPU was at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paragraphs import prose, table

__all__ = ["gpu_section"]


def gpu_section(figures: Mapping[str, Any] | None) -> Iterable[str]:
    """Markdown paragraphs; says so where nothing has been measured yet."""
    yield "## On a device\n\n`python benchmarks/gpu/run.py --record`"
    if not figures:
        yield prose("""
            Not measured. One command measures pairs of a slow and a fast program, for CuPy and PyTorch, where a GPU
            is at hand; until then no ratio is claimed for these rules, and their pages say "not measured".
        """)
        return
    named = figures["devices"].items()
    devices = ", ".join(f"{name} {figures['versions'][name]} on {device}" for name, device in named)
    yield prose(f"Slow ÷ fast, the median of rounds in which both took turns, and the middle nine tenths. {devices}.")
    yield table(
        ["rule", "size", "ratio", "from … to"],
        [
            [row["rule"], f"{row['n']:,}", f"{row['ratio']:g}", f"{row['low']:g} … {row['high']:g}"]
            for row in figures["rows"]
        ],
    )
    if figures["missing"]:
        yield f"Not measured: {'; '.join(figures['missing'])}."
