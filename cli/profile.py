"""`slowspot profile SCRIPT ARGS`: runs a program as `python` would, and records where its time goes."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from ..analyzers.profiling.recording.programs import CannotRecord, Recording, Target, die_of, record
from ..analyzers.profiling.recording.recorded_file import check_writable, write_recording
from .errors import USAGE, UsageError
from .profile_summary import attributed, kept, summary_lines
from .terminal import stderr_style

__all__ = ["run"]

_PARTS = {
    "import": "read a file that another profiler wrote",
    "diff": "compare two runs",
    "list": "list the runs that are kept",
    "clear": "forget the runs that are kept",
}
"""Each is a module `profile_NAME` of this package with `configure(parser)` and `run(options)`."""

_USAGE = "slowspot profile [OPTIONS] (SCRIPT | -m MODULE | -c CODE | --pytest) [ARGUMENTS]"
_EPILOG = """\
What stands after the script, module or --pytest is the program's own. It gets the terminal, streams and signals; its
exit code is that of this command. The summary goes to standard error.

also:
""" + "".join(f"  slowspot profile {name:8} {purpose}\n" for name, purpose in _PARTS.items())

_WITH_VALUE = {"-o", "--output", "--interval", "--python", "--sampler", "--stall-threshold", "--record-calls"}


def run(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in _PARTS:
        return _run_part(arguments[0], arguments[1:])
    own, target = _split(arguments)
    options = _parser().parse_args(own)
    if not target:
        raise UsageError("profile what? Give a script, -m MODULE or --pytest; `slowspot profile --help` tells more")
    if options.record_calls is not None:
        # Late: proofs, which a profile needs nothing of.
        from .profile_calls import record_calls

        return record_calls(options, Target(tuple(target)))
    return _record(options, Target(tuple(target)))


def _run_part(name: str, arguments: Sequence[str]) -> int:
    # Late: each command pays only for itself.
    module = importlib.import_module(f".profile_{name}", __package__)
    purpose = _PARTS[name]
    parser = argparse.ArgumentParser(
        prog=f"slowspot profile {name}", description=purpose[0].upper() + purpose[1:] + "."
    )
    module.configure(parser)
    return module.run(parser.parse_args(arguments))


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Our options, and the program with its own arguments, as `python` takes them: `-m pytest`, `script.py`."""
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word == "--pytest":
            return list(arguments[:at]), ["-m", "pytest", *arguments[at + 1 :]]
        if word in {"-m", "-c"}:
            return list(arguments[:at]), list(arguments[at:])
        if word[:2] in {"-m", "-c"}:
            return list(arguments[:at]), [word[:2], word[2:], *arguments[at + 1 :]]
        if word == "--":
            return list(arguments[:at]), list(arguments[at + 1 :])
        if not word.startswith("-"):
            return list(arguments[:at]), list(arguments[at:])
        at += 2 if word in _WITH_VALUE else 1
    return list(arguments), []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slowspot profile", usage=_USAGE, description="Run a program, and record where its time goes.",
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("-m", metavar="MODULE", help="run a module, as `python -m` does")
    parser.add_argument("-c", metavar="CODE", help="run a piece of code")
    parser.add_argument("--pytest", action="store_true", help="run pytest: the same as -m pytest")
    parser.add_argument("-o", "--output", metavar="FILE", help="also write the recording to this file")
    parser.add_argument(
        "--interval", type=_seconds, metavar="SECONDS", default=0.001, help="between two samples (default: 0.001)"
    )
    parser.add_argument(
        "--sampler", choices=("pyinstrument", "thread"),
        help="`thread` (default) looks from a thread of its own: true shares and lines, some hundred samples a second; "
        "`pyinstrument` looks at calls and returns: it names C functions, makes small calls look dearer, and is what "
        "--async needs",
    )  # fmt: skip
    parser.add_argument(
        "--async", action="store_true", dest="follow_async", help="also record what holds up the event loop"
    )
    parser.add_argument(
        "--stall-threshold", type=_milliseconds, metavar="MS", default=0.05,
        help="with --async: hold-ups longer than this, in milliseconds (default: 50)",
    )  # fmt: skip
    parser.add_argument(
        "--python", metavar="EXE", help="the interpreter to run it with (default: that of the active environment)"
    )
    parser.add_argument(
        "--record-calls", metavar="FILE::FUNCTION",
        help="instead of its time, record with what the program calls this function, for `slowspot prove` to replay",
    )  # fmt: skip
    parser.add_argument("--progress", action="store_true", help="say every ten seconds how far it is")
    parser.add_argument("--no-store", action="store_true", help="do not keep the run with the project")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    return parser


def _seconds(text: str) -> float:
    number = float(text)
    if not 1e-5 <= number <= 10:
        raise ValueError(text)
    return number


def _milliseconds(text: str) -> float:
    number = float(text)
    if not 1 <= number <= 1e6:
        raise ValueError(text)
    return number / 1000


_seconds.__name__ = "number of seconds"  # argparse: "invalid number of seconds value: 'x'"
_milliseconds.__name__ = "number of milliseconds"


def _record(options: argparse.Namespace, target: Target) -> int:
    if options.follow_async and options.sampler == "thread":
        raise UsageError("--async needs the samples of pyinstrument: leave out --sampler thread")
    if options.output is not None:
        try:
            check_writable(options.output)
        except OSError as error:
            raise UsageError(f"{options.output}: cannot be written: {error.strerror}; nothing was run") from error
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    try:
        recording = record(
            target,
            python=options.python,
            interval=options.interval,
            sampler=options.sampler,
            follow_async=options.follow_async,
            stall_threshold=options.stall_threshold,
            on_progress=_Progress() if options.progress else None,
        )
    except CannotRecord as error:
        raise UsageError(str(error)) from error
    code = _told(options, target, recording)
    if recording.signal:
        sys.stdout.flush()
        die_of(recording.signal)
    return code


class _Progress:
    """A line every ten seconds; the program has the terminal."""

    def __init__(self) -> None:
        self._next = 10.0

    def __call__(self, seconds: float, samples: int) -> None:
        if seconds >= self._next:
            self._next = seconds - seconds % 10 + 10
            print(f"slowspot: {seconds:,.0f} s, {samples:,} samples", file=sys.stderr, flush=True)


def _told(options: argparse.Namespace, target: Target, recording: Recording) -> int:
    """Keep the recording and print the summary; the exit code is the program's, unless what was asked for failed."""
    profile = recording.profile
    failed: list[str] = []
    if options.output is not None:
        try:
            write_recording(profile, options.output)
        except OSError as error:
            failed.append(f"{options.output}: cannot be written: {error.strerror}")
    run, store = attributed(profile, target.place)
    lines = [f"{profile.duration:,.1f} s recorded, {run.samples:,} {'sample' if run.samples == 1 else 'samples'}"]
    lines += summary_lines(run, store.root, stderr_style())
    if not options.no_store:
        lines.append(f"  {kept(store, run)}")
    if options.output is not None and not failed:
        lines.append(f"  written to {options.output}")
    if not options.quiet:
        print("\nslowspot: " + "\n".join(lines), file=sys.stderr)
    for message in failed:
        print(f"slowspot: error: {message}", file=sys.stderr)
    return USAGE if failed and recording.code == 0 else recording.code
