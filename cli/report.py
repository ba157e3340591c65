"""`slowspot report`: one HTML page about a recorded run and what was found in its code; it loads nothing."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..analyzers.project.writing import replacing
from .errors import CLEAN, UsageError
from .page.document import MissingLibrary, require_libraries
from .page.numbers import amount

if TYPE_CHECKING:
    from .page.content import Subject

__all__ = ["configure", "run"]

_FILE = "slowspot-report.html"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="files and folders to search for findings (default: the project's files that the run spent time in)",
    )  # fmt: skip
    parser.add_argument("-o", "--output", metavar="FILE", default=_FILE, help=f"where to write it (default: {_FILE})")
    parser.add_argument("--open", action="store_true", help="open it in the browser")
    parser.add_argument(
        "--profile", metavar="RUN",
        help="of this run: its id in `slowspot profile list`, or a file of a profiler (default: the latest run)",
    )  # fmt: skip
    parser.add_argument(
        "--compare",
        metavar="RUN[,RUN…]",
        help="compare with these runs (default: the last one before it of the same program); `none` for no comparison",
    )
    parser.add_argument("--quiet", "-q", action="store_true", help="say nothing unless something is wrong")


def run(options: argparse.Namespace) -> int:
    try:
        require_libraries()
    except MissingLibrary as error:
        raise UsageError(f"the report needs {error}, which is not installed: pip install 'slowspot[report]'") from error
    output = os.path.abspath(options.output)
    _check_writable(output, options.output)
    # Late: only now it is sure that there is something to do.
    from .page.content import page_of
    from .page.gathering import subject_of

    subject = subject_of(options)
    size = _write(output, page_of(subject), options.output)
    if not options.quiet:
        print(f"{options.output}: {_told(subject)} ({amount(size, 'bytes')})")
    if options.open:
        _open(output)
    return CLEAN


def _told(subject: Subject) -> str:
    functions, findings, stalls = len(subject.run.functions), len(subject.findings), len(subject.run.stalls)
    parts = [(functions, "function"), (findings, "finding"), (stalls, "stall")]
    return ", ".join(f"{number:,} {noun}{'s' * (number != 1)}" for number, noun in parts if number or noun != "stall")


def _check_writable(output: str, given: str) -> None:
    if os.path.isdir(output) or not os.path.isdir(os.path.dirname(output)):
        raise UsageError(f"{given}: cannot be written: {'is a folder' if os.path.isdir(output) else 'no such folder'}")


def _write(output: str, page: str, given: str) -> int:
    """Write the page as a whole, or leave what was there; return its size."""
    data = page.encode("utf-8", "backslashreplace")
    try:
        with replacing(output) as file:
            file.write(data)
    except OSError as error:
        raise UsageError(f"{given}: cannot be written: {error.strerror or error}") from error
    return len(data)


def _open(output: str) -> None:
    # Late: only where it is asked for.
    import webbrowser

    if not webbrowser.open(Path(output).as_uri()):
        print(f"slowspot: note: no browser could be started; open {output} yourself", file=sys.stderr)
