"""Whether code is made for PyPy."""

from __future__ import annotations

from ..site import Site
from .whole_file import document_of

__all__ = ["is_for_pypy"]


def is_for_pypy(at: Site) -> bool:
    """Does the file say so: does it import `__pypy__`, or name PyPy as what runs it (`#!/usr/bin/env pypy3`)?"""
    if at.imports("__pypy__"):
        return True
    lines = document_of(at).lines
    return bool(lines) and lines[0].startswith("#!") and "pypy" in lines[0]
