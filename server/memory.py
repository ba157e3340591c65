"""Keeps the garbage collector from walking whole documents' trees between two keystrokes."""

from __future__ import annotations

import gc
from dataclasses import dataclass

__all__ = ["begin_opening", "collect_exempt", "end_opening", "pause_collection", "start_collection"]

_NEVER = 1_000_000
_THRESHOLDS = gc.get_threshold()
_LOOKED_AT_AFTER = 50
"""Openings after which it is looked at how much has become exempt."""
_GROWTH = 50_000
"""Exempt objects, about 5 MB, that are worth a walk over all."""


@dataclass(slots=True)
class _Exempt:
    openings: int = 0
    """Since it was last looked at."""
    objects: int = 0
    """That were left of the last walk."""


_exempt = _Exempt()


def pause_collection() -> None:
    """Collect nothing while the server starts: importing lsprotocol makes no garbage, and takes a tenth less time."""
    gc.disable()


def start_collection() -> None:
    gc.freeze()
    gc.enable()


def begin_opening() -> None:
    """Collect only what is young until `end_opening`: a walk over all that a text of 10,000 lines makes takes 40 ms.

    What became garbage before is collected first: it would be exempt for good with what is opened. That walks over what
    was made since the last opening, mostly a few edits. May be called again meanwhile.
    """
    if gc.get_threshold()[2] == _NEVER:
        return
    gc.collect()
    gc.set_threshold(_THRESHOLDS[0], _THRESHOLDS[1], _NEVER)


def end_opening() -> None:
    """Exempt what is left of an analysis of whole documents from collection. Costs nothing unless there was one.

    It is still freed when nothing refers to it, as after `Analyzer.release`; only cycles would stay.
    """
    if gc.get_threshold()[2] == _NEVER:
        gc.collect(1)
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)
        _exempt.openings += 1


def collect_exempt() -> None:
    """Collect what has become garbage after it was exempt, where that may be much.

    What is opened leaves some behind each time: over a day of closed files and texts that were replaced it adds up.
    Free but once in 50 openings, when the exempt objects are counted (18 ms for 170,000), and once in hundreds, when
    all are walked over (190 ms for 140,000, on a slow machine). So call it when nothing waits.
    """
    if _exempt.openings < _LOOKED_AT_AFTER:
        return
    _exempt.openings = 0
    if gc.get_freeze_count() > _exempt.objects * 1.25 + _GROWTH:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _exempt.objects = gc.get_freeze_count()
