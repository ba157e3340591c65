"""What one file says of its functions, from its text alone: plain data that may be kept by content."""

from __future__ import annotations

from ..source import Document

__all__ = ["FORM", "summary_of"]

FORM = "slowspot.summary/1"
"""Part of the keys under which summaries are kept: change it with their form."""


def summary_of(document: Document) -> bytes:
    """Summarize a document; b"" for one that says nothing."""
    return b""
