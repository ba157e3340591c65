"""`slowspot profile --record-calls FILE::FUNCTION PROGRAM`: notes with what a program calls a function."""

from __future__ import annotations

import argparse
import os
import shlex
import sys

from ..analyzers.profiling.recording.programs import Target
from ..analyzers.profiling.store import root_of
from ..analyzers.proving.proofs.calls import CallStore, CallStoreError, note_calls
from ..analyzers.proving.proofs.rewrites import outermost, qualnames
from .errors import USAGE, UsageError
from .prove import read_source

__all__ = ["record_calls"]


def record_calls(options: argparse.Namespace, target: Target) -> int:
    """Run the program, and keep the calls with the project; the exit code is the program's."""
    path, mark, function = options.record_calls.rpartition("::")
    if not mark or not path or not function:
        raise UsageError(
            f"--record-calls {options.record_calls}: give the file and the function, as in shop/orders.py::unique"
        )
    function = outermost(function)
    known = qualnames(read_source(path))
    if function not in known:
        raise UsageError(f"{path}: has no function {function} (it has: {', '.join(known[:8]) or 'none'})")
    first = target.arguments[0]
    if not first.startswith("-") and not os.path.isfile(first):
        raise UsageError(f"{first}: no such file")
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    try:
        noted = note_calls(path, function, target.arguments, options.python or sys.executable)
    except OSError as error:
        raise UsageError(f"{options.python}: does not start: {error.strerror}") from error
    code = 128 - noted.code if noted.code < 0 else noted.code
    lines = [f"slowspot: {len(noted.calls):,} call{'s' * (len(noted.calls) != 1)} of {function} recorded"]
    lines += [f"  not kept: {why}" for why in noted.refused]
    try:
        if noted.calls:
            file = CallStore(root_of(path)).keep(path, function, noted.calls, shlex.join(target.arguments))
            lines.append(f"  kept in {os.path.relpath(file)}; `slowspot prove` and `optimize` replay them")
    except CallStoreError as error:
        print(f"slowspot: error: {error}", file=sys.stderr)
        return code or USAGE
    if not options.quiet:
        print("\n" + "\n".join(lines), file=sys.stderr)
    return code
