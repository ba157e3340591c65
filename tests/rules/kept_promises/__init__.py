"""Programs on which a fix once changed what they do, by what the rules are about."""

from __future__ import annotations

from . import asking, converting, filling, growing, walking
from .program import Program

__all__ = ["PROGRAMS"]

PROGRAMS: list[Program] = [
    *growing.PROGRAMS,
    *filling.PROGRAMS,
    *asking.PROGRAMS,
    *walking.PROGRAMS,
    *converting.PROGRAMS,
]
