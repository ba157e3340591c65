"""Where the page of a rule lies: in the wheel beside the server, in a checkout under docs/.

A file, so that it is that of this version, and opens without a network: clients open `codeDescription.href` when
somebody clicks a diagnostic's code.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["page_of"]

_ABOVE = Path(__file__).resolve().parents[1]
_FOLDERS = (_ABOVE / "rule_pages", _ABOVE / "docs" / "rules")


@cache
def page_of(slug: str) -> str:
    """The URI of a rule's page; "" where there is none (a rule of a test, or a package without the pages)."""
    for folder in _FOLDERS:
        page = folder / f"{slug}.md"
        if page.is_file():
            return page.as_uri()
    return ""
