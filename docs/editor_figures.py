"""The section of docs/quality.md about the editor: what benchmarks/editor.py and tests/monkey/run.py saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paragraphs import prose, table, verdict

__all__ = ["editor_section"]

KEYSTROKES = {"1000": 1.0, "10000": 0.25, "50000": 0.1}
"""Lines of the document → the part of `ruff server`'s time that is wanted at most."""


def editor_section(figures: Mapping[str, Any] | None, monkey: Mapping[str, Any] | None) -> Iterable[str]:
    """Markdown paragraphs; says so where nothing has been measured yet."""
    yield "## In the editor\n\n`python benchmarks/editor.py --record`, `make monkey`"
    if not figures:
        yield "Not measured yet."
        return
    versions = ", ".join(f"{name} {number}" for name, number in figures["versions"].items())
    yield prose(f"""
        Real servers over stdio, Python {figures["python"]}, {figures["cores"]} cores, {versions}; documents made of
        Django's modules. Servers that are compared get the same edits in turn, and the median of the ratios counts.
        Milliseconds: median, and in brackets the 95th percentile.
    """)
    rows = [row for make in (_keystrokes, _indexing, _others, _memory) for row in make(figures)]
    yield table(["what", "measured", "beside", "figure", "wanted", ""], rows)
    yield from _monkey(monkey)


def _keystrokes(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    for size, wanted in KEYSTROKES.items():
        found = figures["keystrokes"].get(size)
        if found:
            what = f"keystroke → diagnostics, {int(size):,} lines, beside `ruff server`"
            yield _row(what, found["ours"], found["ruff"], found["ratio"], wanted, "{:.2f} ×")


def _indexing(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    found = figures.get("indexing")
    if found and found["ratio"] is not None:
        what = (
            f"the same, 10,000 lines, 95th percentile while {found['files']:,} files are indexed, beside its own median"
        )
        yield [
            what, f"{found['p95']:.1f}", f"{found['idle']:.1f}", f"{found['ratio']:.2f} ×", "≤ 2 ×",
            _verdict(found["ratio"], 2),
        ]  # fmt: skip


def _others(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if found := figures.get("burst"):
        what = "burst of 50 edits, 10 ms apart, 10,000 lines: last edit → its diagnostics"
        yield [what, _ms(found), "", f"{found['median']:.1f} ms", "≤ 30 ms", _verdict(found["median"], 30)]
    if found := figures.get("opening"):
        what = "opening 10,000 lines → first diagnostics, beside `ast.parse` and the rules in batch"
        yield _row(what, found["ours"], found["batch"], found["ratio"], 1.5, "{:.2f} ×")
    if found := figures.get("actions"):
        what = "code actions, 10,000 lines, after a keystroke"
        good = found["median"] <= 15 and found["p95"] <= 50
        figure = f"{found['median']:.1f} ms, {found['p95']:.1f} ms"
        yield [what, _ms(found), "", figure, "≤ 15 ms, 95th percentile ≤ 50 ms", _verdict(0 if good else 1, 0)]
    if found := figures.get("starts"):
        what = "server start → `initialize` answered, beside a bare pygls server"
        yield _row(what, found["ours"], found["pygls"], found["ratio"], 1.1, "{:.2f} ×")


def _memory(figures: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    if found := figures.get("memory"):
        what = "memory with Django as the workspace, all processes, while it is indexed"
        yield [what, "", "", f"{found['most']:.0f} MB", "≤ 200 MB", _verdict(found["most"], 200)]
        what = f"memory after {found['edits']:,} edits, beside that before them"
        grown = found["after"] - found["before"]
        after, before = f"{found['after']:.0f} MB", f"{found['before']:.0f} MB"
        yield [what, after, before, f"{grown:+.0f} MB", "flat", _verdict(grown, 10)]


def _monkey(figures: Mapping[str, Any] | None) -> Iterable[str]:
    if not figures:
        yield "Random protocol events: not measured yet."
        return
    refused = {code: count for code, count in figures["answers"].items() if code != "result"}
    yield prose(f"""
        {figures["events"]:,} random protocol events over random real files ({figures["sessions"]} sessions with what
        VS Code, Neovim and Emacs say they can do; edits, requests, cancellations, closed documents, other settings and
        files, broken messages): {figures["faults"]} faults. {figures["requests"]:,} requests were answered, once each
        ({sum(refused.values()):,} with an error that was due). {figures["compared"]:,} times the diagnostics of a
        document's last version were compared to those of `analyze`, with {figures["findings"]:,} findings. The
        processes of a session took {figures["memory"]} MB at most, and grew by {figures["growth"]} MB at most.
    """)


def _row(
    what: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], ratio: float, wanted: float, form: str
) -> Sequence[str]:
    return [what, _ms(ours), _ms(theirs), form.format(ratio), "≤ " + f"{wanted:g} ×", _verdict(ratio, wanted)]


def _ms(spread: Mapping[str, Any]) -> str:
    return f"{spread['median']:.1f} ({spread['p95']:.1f})"


def _verdict(found: float, wanted: float) -> str:
    return verdict(found <= wanted)
