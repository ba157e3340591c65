"""Puts the server together: protocol, documents and features."""

from __future__ import annotations

import logging

from .features import FEATURES
from .features.commands import COMMANDS
from .features.diagnostics import publish
from .language_server import SlowspotServer
from .logs import ClientLog
from .protocol import SlowspotProtocol

__all__ = ["create_server"]


def create_server() -> SlowspotServer:
    """Make a server with all features, not yet connected to anything."""
    server = SlowspotServer(SlowspotProtocol, publish)
    for method, handler, options in FEATURES:
        server.feature(method, options)(handler)
    for name, handler in COMMANDS:
        server.command(name)(handler)
    logging.getLogger().addHandler(ClientLog(server))
    return server
