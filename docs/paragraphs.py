"""Paragraphs and tables of generated pages, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["prose", "table", "verdict"]


def prose(text: str) -> str:
    """A paragraph in one line."""
    return " ".join(text.split())


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def verdict(reached: bool) -> str:
    """What a table of figures says beside what was wanted."""
    return "reached" if reached else "**missed**"
