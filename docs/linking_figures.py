"""The section of docs/quality.md about calls that are followed through functions and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paragraphs import prose, table, verdict

__all__ = ["linking_section"]

_COLD, _PEAK, _WARM, _REFRESH = 1.40, 600, 1.10, 150


def linking_section(figures: Mapping[str, Any] | None, found: Iterable[str]) -> Iterable[str]:
    """Markdown paragraphs. `found`: those on what is found, which come first."""
    yield "## Across functions"
    yield from found
    yield "### What linking costs\n\n`python benchmarks/linking.py --record`, `python benchmarks/linking_refresh.py`"
    if not figures:
        yield "Not measured yet."
        return
    yield prose(f"""
        Python {figures["python"]}, {figures["cores"]} cores. Runs of `analyze` with linking and with `--no-link` take
        turns; the median of the ratios of rounds counts. Memory is that of all processes together, pages that they
        share counted once for each.
    """)
    rows = [row for name, tree in figures.get("trees", {}).items() for row in _of_tree(name, tree)]
    yield table(["what", "measured", "beside", "figure", "wanted", ""], [*rows, *_refresh(figures.get("refresh"))])


def _of_tree(name: str, tree: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if cold := tree.get("cold"):
        what = f"cold, {name} ({tree['lines']:,} lines): CPU, beside `--no-link`"
        yield _ratio(what, cold["cpu"], cold["cpu_without"], cold["ratio"], _COLD)
        peak = cold["peak"]
        yield ["the same: peak memory", f"{peak:,} MB", "", f"{peak:,} MB", f"≤ {_PEAK} MB", verdict(peak <= _PEAK)]
    if warm := tree.get("warm"):
        what = f"nothing changed, {name}: CPU, beside `--no-link`"
        yield _ratio(what, warm["linked"], warm["without"], warm["linked"] / warm["without"], _WARM)


def _ratio(what: str, ours: float, theirs: float, ratio: float, wanted: float) -> Sequence[str]:
    return [what, f"{ours:.2f} s", f"{theirs:.2f} s", f"{ratio:.2f} ×", f"≤ {wanted:.2f} ×", verdict(ratio <= wanted)]


def _refresh(found: Mapping[str, Any] | None) -> Iterable[Sequence[str]]:
    if found is None:
        return
    median = found["all"]["median"]
    what = f"in the editor: an edit is seen in all its callers, {found['files']:,} files (median of {found['edits']})"
    yield [what, f"{median:g} ms", "", f"{median:g} ms", f"< {_REFRESH} ms", verdict(median < _REFRESH)]
