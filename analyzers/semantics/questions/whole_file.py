"""Questions that only the whole file answers: a block that asked one is analyzed again after every edit."""

from __future__ import annotations

import ast

from ...source import Document
from ..site import Site

__all__ = ["defines_something", "document_of", "is_test_file"]


def document_of(site: Site) -> Document:
    """The document. Ask the cheap questions first: from now on each keystroke in the file costs an analysis here."""
    model = site.facts.model
    model.readers_of_all.add(site.facts.block)
    return model.document


def defines_something(site: Site) -> bool:
    """Does the module define functions or classes (for others), or is it a script that runs from top to bottom?"""
    return any(
        isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for block in document_of(site).blocks
        for statement in block.nodes
    )


def is_test_file(site: Site) -> bool:
    """Does the file speak of a library for tests?"""
    return any(name in line for line in document_of(site).lines for name in _TESTING)


_TESTING = ("pytest", "unittest", "absltest", "TestCase")
