"""How a fault of Slowspot's own is told: in one line, with its place; and the log."""

from __future__ import annotations

import logging

__all__ = ["internal_message", "keep_log_quiet"]


def keep_log_quiet() -> None:
    """Keep what the engine logs off the screen, where nobody asked for it: it comes back as notes."""
    # Without any handler Python would print it, tracebacks and all.
    logging.getLogger("slowspot").addHandler(logging.NullHandler())


def internal_message(error: BaseException) -> str:
    """Return what went wrong and where in Slowspot, in one line."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = "" if where is None else f" ({where.tb_frame.f_code.co_filename}:{where.tb_lineno})"
    message = f"{type(error).__name__}: {error}".rstrip(": ")
    return " ".join(message.split()) + place
