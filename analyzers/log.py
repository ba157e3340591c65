"""The log of Slowspot's own faults."""

from __future__ import annotations

__all__ = ["log_exception"]


def log_exception(name: str, error: Exception, message: str, *arguments: object) -> None:
    """Log an exception. On the screen it shows only where the program set up logging."""
    # Late: 3 ms of each start, for what rarely happens.
    import logging

    ours = logging.getLogger("slowspot")
    if not ours.handlers:
        # Without any handler Python would print it, tracebacks and all.
        ours.addHandler(logging.NullHandler())
    logging.getLogger(name).error(message, *arguments, exc_info=error, stacklevel=2)
