"""Text of others within GitHub's Markdown: no name and no message acts as Markdown, mentions somebody or links."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..terminal import escaped

__all__ = ["code", "code_in_table", "fenced", "html", "plain"]


def plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _calm(re.sub(r"[\\`*_\[\]<>|~$&]|:(?=//)|(?<=www)\.", r"\\\g<0>", escaped(text)))


def code(text: str) -> str:
    """Return text as code within a line; more backticks around it than in it."""
    text = escaped(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest or text.startswith(" ") else ""
    return f"{fence}{space}{text}{space}{fence}"


def code_in_table(text: str) -> str:
    return code(text).replace("|", "\\|")


def fenced(lines: Iterable[str], language: str) -> str:
    text = "\n".join(map(escaped, lines))
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}{language}\n{text}\n{fence}\n\n"


def html(text: str) -> str:
    return _calm(escaped(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _calm(text: str) -> str:
    """Keep `@name` from calling somebody and `#12` from linking, by a character of no width."""
    return re.sub(r"([@#])(?=\w)", "\\1\u200b", text)
