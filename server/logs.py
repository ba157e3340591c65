"""Where log records go: standard error, and errors to the client's log too."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .language_server import SlowspotServer

__all__ = ["LOG_LEVELS", "ClientLog", "log_level", "log_to_stderr"]

LOG_LEVELS = ("debug", "info", "warning", "error")

ERROR = 1
"""`MessageType.Error` of the protocol."""


def log_level() -> str:
    """The level that the environment asks for."""
    wanted = os.environ.get("SLOWSPOT_LOG", "").lower()
    return wanted if wanted in LOG_LEVELS else "warning"


def log_to_stderr(level: str) -> None:
    logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if level != "debug":
        # It tells of each message at this level.
        logging.getLogger("pygls").setLevel(logging.WARNING)


class ClientLog(logging.Handler):
    """Sends errors to the client as `window/logMessage`."""

    def __init__(self, server: SlowspotServer) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self._server = server
        self._sending = False

    def emit(self, record: logging.LogRecord) -> None:
        # Never about a failure to send.
        if self._sending:
            return
        self._sending = True
        try:
            self._server.notify("window/logMessage", {"type": ERROR, "message": self.format(record)})
        finally:
            self._sending = False
