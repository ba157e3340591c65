"""The options that say how much evidence a proof takes, and the line that says how far it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Generator
from contextlib import contextmanager

from ..analyzers.proving.proofs.proof import Effort, Progress
from .arguments import duration, positive

__all__ = ["add_effort_arguments", "effort_of", "proving_progress"]


def add_effort_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how much evidence is asked for, and what runs the code."""
    default = Effort()
    parser.add_argument(
        "--inputs", metavar="N", type=_count, default=default.inputs,
        help=f"generate so many inputs at most (default: {default.inputs})",
    )  # fmt: skip
    parser.add_argument(
        "--max-seconds", metavar="SECONDS", type=duration, default=default.seconds,
        help=f"time for all of it (default: {default.seconds:g})",
    )  # fmt: skip
    parser.add_argument(
        "--call-seconds", metavar="SECONDS", type=duration, default=default.call_seconds,
        help=f"time for one call (default: {default.call_seconds:g})",
    )  # fmt: skip
    parser.add_argument(
        "--tolerance", metavar="REL", type=_tolerance,
        help="let floats differ by this relative error, which the proof then says (default: they are equal exactly)",
    )  # fmt: skip
    parser.add_argument("--no-timing", action="store_true", help="only compare; the verdict is unproved at best")
    parser.add_argument("--no-generate", action="store_true", help="only recorded inputs, and those given")
    parser.add_argument(
        "--tests", choices=["auto", "never", "always"], default=default.tests,
        help="run the project's tests that reach the function on both sides (default: auto, where there are any)",
    )  # fmt: skip
    parser.add_argument(
        "--sandbox", choices=["auto", "required", "off"], default=default.sandbox,
        help="auto: the strongest that this system offers; required: refuse one that leaves the network or other "
        "files open; off: only limits",
    )  # fmt: skip
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="for the inputs that are made (default: 0)")
    parser.add_argument("--python", metavar="EXE", default=sys.executable, help="the interpreter that runs the code")


def effort_of(options: argparse.Namespace) -> Effort:
    """Read what `add_effort_arguments` added."""
    return Effort(
        inputs=options.inputs, seconds=options.max_seconds, call_seconds=options.call_seconds,
        timing=not options.no_timing, tests=options.tests, generate=not options.no_generate,
        tolerance=options.tolerance, sandbox=options.sandbox, seed=options.seed,
    )  # fmt: skip


def _count(text: str) -> int:
    return positive(text)


_count.__name__ = "number of inputs"


def _tolerance(text: str) -> float:
    number = float(text)
    if not 0 <= number < 1:
        raise ValueError(text)
    return number


_tolerance.__name__ = "relative error from 0 to 1"


@contextmanager
def proving_progress() -> Generator[Progress | None]:
    """One line on a terminal that says what is done, wiped away at the end."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(what: str, done: int, total: int) -> None:
        count = f" {done:,} of {total:,}" if total else ""
        print(f"\r\x1b[KProving: {what}{count}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
