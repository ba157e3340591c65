"""`slowspot profile import FILE`: a profile that another program recorded becomes a run of the project."""

from __future__ import annotations

import argparse
import math
import os
import sys

from ..analyzers.profiling.attributing.attribution import attribute
from ..analyzers.profiling.measured import Run
from ..analyzers.profiling.profile import PROCESS, THREAD, Profile
from ..analyzers.profiling.readers import FORMATS, MEMORY, UnreadableProfile, read
from ..analyzers.profiling.store import Store, StoreError, is_run_file, load_run, root_of
from ..analyzers.project.discovery import display_path
from .errors import CLEAN, UsageError
from .profile_summary import summary_lines
from .terminal import Style, escaped, wants_colour

__all__ = ["configure", "run"]

_EXAMPLES = 2
_INTERPRETERS = ("lib/python", "site-packages", "dist-packages")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "formats:\n" + "".join(f"  {reader.name:21} {reader.description}\n" for reader in FORMATS)
    parser.add_argument("file", help="what the profiler wrote")
    parser.add_argument(
        "--root", metavar="DIR", help="the project's folder (default: the project that this folder belongs to)"
    )
    parser.add_argument(
        "--memory", metavar="GIGABYTES", type=_gigabytes, default=MEMORY,
        help=f"refuse files that may take more memory to read (default: {MEMORY / (1 << 30):g})",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    if options.root is not None and not os.path.isdir(options.root):
        raise UsageError(f"{options.root}: is no folder; --root names the project's")
    store = Store(root_of(os.getcwd()) if options.root is None else options.root)
    measured = _measured(options.file, store, options.memory)
    try:
        store.add(measured)
    except StoreError as error:
        raise UsageError(f"nothing was imported: {error}") from error
    style = Style(wants_colour(sys.stdout))
    print(f"{style.bold(escaped(options.file))}: {_what(measured)}")
    for line in summary_lines(measured, store.root, style):
        print(line)
    print(f"kept as {measured.id} for {display_path(store.root, os.getcwd())}")
    return CLEAN


def _measured(path: str, store: Store, memory: int) -> Run:
    """The run in a file, tied to the project's source. Raises UsageError for one that says nothing of the project."""
    try:
        if os.path.isfile(path) and is_run_file(path):
            measured = load_run(path)
            measured.id = store.new_id()
            return measured
        profile = read(path, memory)
    except (StoreError, UnreadableProfile) as error:
        raise UsageError(str(error)) from error
    measured = attribute(profile, store.root, run_id=store.new_id())
    if not any(function.own or function.total or function.waiting for function in measured.functions):
        place = display_path(store.root, os.getcwd())
        raise UsageError(
            f"{path}: no function of {place} is in it{_elsewhere(profile)}; --root DIR names another project"
        )
    return measured


def _elsewhere(profile: Profile) -> str:
    """Where the recorded code was, for somebody who asked for the wrong project."""
    frames = profile.stacks.frames if profile.stacks is not None else [one.frame for one in profile.functions or ()]
    paths = dict.fromkeys(
        frame.path
        for frame in frames
        if frame.path not in ("", THREAD, PROCESS)
        and not frame.path.startswith("<")
        and not any(part in frame.path for part in _INTERPRETERS)
    )
    shown = ", ".join(escaped(path) for path in list(paths)[:_EXAMPLES])
    more = f" and {len(paths) - _EXAMPLES} more" if len(paths) > _EXAMPLES else ""
    return f" (it has {shown}{more})" if shown else ""


def _what(measured: Run) -> str:
    """How much of what the file holds, in a few words."""
    if measured.unit == "seconds":
        amount = f"{measured.total:.3g} s"
    elif measured.unit == "bytes":
        amount = f"{measured.total / 1e6:,.1f} MB of memory"
    else:
        amount = f"{measured.total:,.0f} samples"
    samples = f", {measured.samples:,} samples" if measured.samples and measured.unit == "seconds" else ""
    functions = f"{len(measured.functions):,} function{'' if len(measured.functions) == 1 else 's'} of the project"
    return f"{amount} by {escaped(measured.tool)}{samples}, {functions}"


def _gigabytes(text: str) -> int:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.01 <= value <= 1024:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of gigabytes from 0.01 to 1024")
    return int(value * (1 << 30))
