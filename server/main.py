"""Entry of the language server: which transport, which log level, and a search path free of the user's workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .logs import LOG_LEVELS, log_to_stderr
from .logs import log_level as default_log_level
from .memory import pause_collection

__all__ = ["main", "run_stdio", "run_tcp"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the server until its client leaves; returns the exit status that the protocol asks for."""
    arguments = sys.argv[1:] if argv is None else argv
    if all(argument == "--stdio" for argument in arguments):
        return run_stdio()
    # Late: 8 ms, and editors start the server without options.
    import argparse

    parser = argparse.ArgumentParser(prog="slowspot server", description="Run the language server.")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="talk over standard input and output (default)")
    transport.add_argument("--tcp", metavar="HOST:PORT", help="wait for one client on this address; port 0 picks one")
    parser.add_argument("--log-level", choices=LOG_LEVELS, default=default_log_level())
    # Some clients (Emacs, coc.nvim, vscode-languageclient) add flags such as --clientProcessId=123.
    options, _ = parser.parse_known_args(arguments)
    if options.tcp is None:
        return run_stdio(log_level=options.log_level)
    host, _, port = options.tcp.rpartition(":")
    if not port.isdigit():
        parser.error(f"--tcp wants HOST:PORT, such as 127.0.0.1:2087, not {options.tcp!r}")
    return run_tcp(host.strip("[]") or "127.0.0.1", int(port), log_level=options.log_level)


def run_stdio(log_level: str | None = None) -> int:
    """Serve one client over standard input and output."""
    _prepare(log_level)
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Standard output carries the protocol: what a library prints goes to the log instead of between two messages.
    os.dup2(2, 1)
    # Late: pygls and lsprotocol take 0.6 s, too much for `slowspot server --help`.
    from .create import create_server
    from .transport import serve

    return serve(create_server(), reader, writer)


def run_tcp(host: str, port: int, log_level: str | None = None) -> int:
    """Serve the first client that connects."""
    _prepare(log_level)
    # Late: see run_stdio.
    import socket

    from .create import create_server
    from .transport import serve

    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        print(f"slowspot: listening on {host}:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
        connection, _ = listener.accept()
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return serve(create_server(), connection.makefile("rb"), connection.makefile("wb"))


def _prepare(log_level: str | None) -> None:
    pause_collection()
    _forget_working_directory()
    log_to_stderr(log_level or default_log_level())


def _forget_working_directory() -> None:
    """Drop the working directory from the search path, where `python -m` puts it.

    Editors start servers inside the user's project, whose own `server/`, `attrs.py` or `typing.py` must not stand in
    for ours.
    """
    here = os.getcwd()
    sys.path[:] = [entry for entry in sys.path if entry and os.path.abspath(entry) != here]
