"""`slowspot profile list`: the runs that are kept for a project."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

from ..analyzers.profiling.store import RunInfo
from ..analyzers.project.discovery import display_path
from ..analyzers.version import VERSION
from .errors import CLEAN
from .profile_runs import chosen_store
from .terminal import Style, escaped, stderr_style, terminal_width, wants_colour

__all__ = ["SCHEMA", "configure", "run"]

SCHEMA = "slowspot.profile-list/1"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="a file or folder of the project (default: this folder)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    store = chosen_store(options.path)
    runs = store.runs()
    place = display_path(store.root, os.getcwd())
    if options.format == "json":
        document = {
            "schema": SCHEMA,
            "version": VERSION,
            "root": store.root,
            "runs": [info._asdict() for info in runs],
            "damaged": [{"path": error.path, "reason": error.reason} for error in store.damaged],
        }
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
        return CLEAN
    style = Style(wants_colour(sys.stdout))
    for info in runs:
        sys.stdout.write(_line(info, style) + "\n")
    if not runs:
        sys.stdout.write(f"no run is kept in {place}; `slowspot profile SCRIPT` records one\n")
    for error in store.damaged:
        print(stderr_style().yellow(f"not usable: {escaped(str(error))}"), file=sys.stderr)
    return CLEAN


def _line(info: RunInfo, style: Style) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.began)) if info.began else " " * 16
    if info.unit == "seconds":
        took = f"{info.total:.3g} s" if info.total < 1000 else f"{info.total:,.0f} s"
    elif info.unit == "bytes":
        took = f"{info.total / 1e6:,.1f} MB"
    else:
        took = f"{info.total:,.0f} samples"
    what = escaped(info.command or info.tool)
    room = max(terminal_width(sys.stdout) - 62, 20)
    what = what if len(what) <= room else what[: room - 1] + "…"
    tool = "" if info.tool == "slowspot" else f"  ({escaped(info.tool)})"
    return f"{info.id.ljust(18)}  {when}  {took.rjust(12)}  {style.bold(what)}{style.dim(tool)}"
