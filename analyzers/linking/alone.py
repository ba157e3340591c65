"""What a file is told when nothing but itself is known."""

from __future__ import annotations

from ..semantics.outside import Outside
from ..source import Document
from .codec import decoded
from .collecting import summary_of
from .program import Program

__all__ = ["outside_alone"]

_PATH = "this.py"


def outside_alone(document: Document) -> Outside:
    """Link a document with itself. The places of its own calls have the path ""."""
    program = Program()
    program.put(_PATH, summary_of(document))
    return decoded(program.link().get(_PATH, b""))
