"""The order in which findings are told; among equals that of files and lines, so that it is the same in every run."""

from __future__ import annotations

import os

from .cards import card_of
from .records import FindingRecord

__all__ = ["by_place", "gravest_first", "largest_gain_first"]

_GRAVITY = {"error": 0, "warning": 1, "info": 2, "hint": 3}


def by_place(finding: FindingRecord) -> tuple[list[str], int, object, str]:
    """The order in which a run comes by findings: that of folders and files, then of lines."""
    return finding.path.split(os.sep), finding.cell or 0, finding.span, card_of(finding.rule).code


def largest_gain_first(finding: FindingRecord) -> tuple[int, float]:
    """Confirmed stalls and compilations, what was measured by its gain, the same for what is predicted, all else.

    Where nobody knows what a fix gains, it is taken to save half of what its lines took.
    """
    share, gain = finding.score.share, finding.gain
    if share is not None and share.stalled:
        return 0, -share.stalled
    if share is not None and share.compiled:
        return 0, 0.0
    if share is not None and share.basis == "profiled" and not share.cold:
        if gain is None and share.lines is not None:
            gain = share.lines / 2
        if gain is not None:
            return 1, -gain
    return (4, 0.0) if finding.cold else (3, 0.0) if gain is None else (2, -gain)


def gravest_first(finding: FindingRecord) -> tuple[int, bool, tuple[int, float]]:
    """For reports that have room for some only: by severity, what fails the run before what does not, by gain."""
    return _GRAVITY[finding.severity], not finding.fails, largest_gain_first(finding)
