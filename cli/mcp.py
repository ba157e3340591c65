"""`slowspot mcp`: a server for agents (Model Context Protocol), over standard input and output."""

from __future__ import annotations

import argparse
import os

from .errors import CLEAN, UsageError

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Serve agents over standard input and output: analyze, hotspots and explain; with --allow-run also bench and "
        "prove, which run code of the project, and with --allow-write apply, which writes what is safe or proved. "
        "Nothing outside the project's folder is read or written."
    )
    parser.add_argument("root", metavar="FOLDER", nargs="?", default=".", help="the project (default: this folder)")
    parser.add_argument(
        "--allow-run",
        action="store_true",
        help="offer bench and prove, which run the project's code",
    )
    parser.add_argument(
        "--allow-write", action="store_true", help="offer apply: it writes safe fixes, and rewrites that were proved"
    )


def run(options: argparse.Namespace) -> int:
    root = os.path.realpath(options.root)
    if not os.path.isdir(root):
        raise UsageError(f"{options.root}: no such folder")
    try:
        # Late: an extra, and only here.
        from .mcp_tools import server
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types", "pydantic", "anyio"):
            raise
        raise UsageError(f"mcp needs the package {error.name}: pip install 'slowspot[mcp]'") from error
    server(root, run=options.allow_run, write=options.allow_write).run("stdio")
    return CLEAN
