"""How a fault of Slowspot's own is told: in one line, with its place."""

from __future__ import annotations

__all__ = ["internal_message"]


def internal_message(error: BaseException) -> str:
    """Return what went wrong and where in Slowspot, in one line."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = "" if where is None else f" ({where.tb_frame.f_code.co_filename}:{where.tb_lineno})"
    message = f"{type(error).__name__}: {error}".rstrip(": ")
    return " ".join(message.split()) + place
