"""Exit codes, and the one exception by which a command says that it was called wrongly."""

from __future__ import annotations

from typing import Final

__all__ = ["CLEAN", "FINDINGS", "INTERNAL", "INTERRUPTED", "PIPE_CLOSED", "USAGE", "UsageError"]

CLEAN: Final = 0
FINDINGS: Final = 1
"""Findings at or above the threshold, or for `fix --diff` files that would change."""
USAGE: Final = 2
INTERNAL: Final = 3
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141


class UsageError(Exception):
    """Wrong arguments or settings: what happened, to what, and what to do. Shown without a traceback; exit code 2."""
