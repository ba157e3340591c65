"""The section of docs/quality.md about CI and large trees: what benchmarks/at_scale.py saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paragraphs import prose, table, verdict

__all__ = ["scale_section"]

COLD_WALL, COLD_CPU, PEAK = 1.0, 2.2, 400
WARM, WARM_DJANGO, EDITED, OFF, DASK = 2.5, 0.6, 1.1, 0.1, 1.7


def scale_section(figures: Mapping[str, Any] | None) -> Iterable[str]:
    """Markdown paragraphs; says so where nothing has been measured yet."""
    yield "## In CI and at scale\n\n`python benchmarks/at_scale.py --record`"
    if not figures:
        yield "Not measured yet."
        return
    versions = ", ".join(f"{name} {number}" for name, number in figures["versions"].items())
    yield prose(f"""
        Python {figures["python"]}, {figures["cores"]} cores, {versions}. Commands that are compared get the same files
        and take turns; the median of the ratios of rounds counts. Cold: an empty cache, and files that the system has
        not read yet. Memory is that of all processes, pages that they share counted once for each.
    """)
    rows = [row for make in (_cold, _peers, _warm, _edit, _growth, _dask) for row in make(figures)]
    yield table(["what", "measured", "beside", "figure", "wanted", ""], rows)
    yield from _notes(figures)


def _cold(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if found := figures.get("cold"):
        ours, parse = found["ours"], found["parse"]
        what = f"cold, 2 processes, Django + SymPy + stdlib ({found['lines']:,} lines), beside `ast.parse` in one: time"
        yield _ratio(what, _s(ours["wall"]), _s(parse["wall"]), found["wall"], COLD_WALL)
        yield _ratio("the same: CPU", _s(ours["cpu"]), _s(parse["cpu"]), found["cpu"], COLD_CPU)
        peak = found["peak"]
        yield ["the same: peak memory", f"{peak:,} MB", "", f"{peak:,} MB", f"≤ {PEAK} MB", verdict(peak <= PEAK)]


def _peers(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    for found in figures.get("peers", {}).values():
        wanted, corpus = found["wanted"], {"django": "Django", "sympy": "SymPy"}[found["corpus"]]
        what = f"lines per second over {found['lines']:,} of {corpus}, beside {found['name']}"
        ours, theirs = (f"{found[whose]['lines_per_second']:,}" for whose in ("ours", "theirs"))
        yield [
            what, ours, theirs, f"{found['ratio']:.1f} ×",
            f"≥ {wanted:g} ×" if wanted else "", verdict(found["ratio"] >= wanted) if wanted else "",
        ]  # fmt: skip


def _warm(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    for name, found in figures.get("warm", {}).items():
        ours, ruff = found["ours"], found["ruff"]
        called = {"django": "Django", "big": "Django + SymPy + stdlib"}[name]
        what = f"nothing changed, {called} ({found['files']:,} files), beside `ruff check` in the same state"
        yield _ratio(what, _s(ours["wall"]), _s(ruff["wall"]), found["wall"], WARM)
        if name == "django":
            seconds = ours["wall"]
            wanted = f"≤ {WARM_DJANGO} s"
            yield ["the same: time", _s(seconds), "", _s(seconds), wanted, verdict(seconds <= WARM_DJANGO)]


def _edit(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if found := figures.get("edit"):
        what = f"one of {found['files']:,} files changed, less that file alone, beside nothing changed"
        left = found["edited"] - found["file"]
        yield _ratio(what, _s(left), _s(found["warm"]), found["ratio"], EDITED)


def _growth(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if found := figures.get("growth"):
        slopes = found["slopes"].values()
        what = "CPU of a further line, from 10,000 to 2 million lines: farthest off"
        measured = f"{min(slopes):.2f} to {max(slopes):.2f} µs"
        beside, off = f"{found['whole']:.2f} µs", found["off"]
        yield [what, measured, beside, f"{off:.1%}", f"≤ {OFF:.0%}", verdict(off <= OFF)]


def _dask(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if found := figures.get("dask"):
        what = f"Dask, {found['lines']:,} lines: two workers beside one"
        ratio = found["ratio"]
        yield [what, _s(found["two"]), _s(found["one"]), f"{ratio:.2f} ×", f"≥ {DASK} ×", verdict(ratio >= DASK)]


def _notes(figures: Mapping[str, Any]) -> Iterable[str]:
    if found := figures.get("growth"):
        slopes = ", ".join(
            f"{int(shorter):,} to {int(longer):,} {slope:.2f}"
            for (shorter, _, longer), slope in ((name.partition("-"), slope) for name, slope in found["slopes"].items())
        )
        yield prose(f"""
            Growth: the same files dealt out to many runs, to few, to one, one process each, nothing cached. What
            a further line costs between runs of one length and those of the next, µs of CPU: {slopes}; all of it
            beside {found["whole"]:.2f} between the shortest and
            {int(list(found["slopes"])[2].partition("-")[2]):,} lines. A run's start takes {found["start"]:.2f} s.
        """)
    if found := figures.get("many"):
        told = "; ".join(
            f"{int(files):,} files ({each['lines']:,} lines) {each['cold']:.1f} s, {each['peak']} MB cold and"
            f" {each['warm']:.1f} s, {each['warm_peak']} MB warm"
            for files, each in found.items()
        )
        yield f"Repositories made up of small modules: {told}."
    if figures.get("peers"):
        yield prose("""
            The others run as they come, with their default rules, but for pylint, which gets perflint's only; each from
            nothing, on files that pylint and perflint survive (they end at `for n, (a, b) in …` and at long formulas).
            pylint and refurb use one process unless told otherwise.
        """)


def _ratio(what: str, ours: str, theirs: str, ratio: float, wanted: float) -> Sequence[str]:
    return [what, ours, theirs, f"{ratio:.2f} ×", f"≤ {wanted:g} ×", verdict(ratio <= wanted)]


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"
