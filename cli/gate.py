"""`slowspot gate --base REV -- COMMAND`: is the command slower than it was? Measured on both states in turns."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from ..analyzers.gating.command import Command, Missing
from ..analyzers.gating.explaining import CannotExplain, explain
from ..analyzers.gating.measuring import CannotGate, measure
from ..analyzers.project.git import GitError
from ..analyzers.project.worktrees import SIDES, Side, State, Trees, states_of
from ..analyzers.proving.interpreters import probe
from ..analyzers.proving.programs import Runner
from ..analyzers.proving.running import run as run_to_its_end
from .arguments import duration
from .errors import CLEAN, FINDINGS, UsageError
from .gate_outcome import Explained, Gated
from .gate_report import written
from .own_command import OwnCommandFailed, own_command
from .terminal import Style, escaped, wants_colour

__all__ = ["RUNS", "THRESHOLD", "run"]

THRESHOLD = 1.03
"""What two equal states differ by at most; docs/decisions/0047 has how that was measured."""
RUNS = 15
_EXPLAINED = 3
"""Slower benchmarks that are recorded."""
_SETUP_SECONDS = 3600.0
_MOST_NAMED = 500
"""Files that are analyzed by name; of more, the whole tree."""


def run(arguments: Sequence[str]) -> int:
    own, words = _split(arguments)
    parser = _parser()
    options = parser.parse_args(own)
    if not words:
        raise UsageError("gate what? Give the command to measure behind `--`: slowspot gate --base main -- COMMAND")
    try:
        with _ending_in_order():
            gated = _gated(options, words)
    except GitError as error:
        raise UsageError(str(error)) from error
    except CannotGate as error:
        raise UsageError(str(error)) from error
    sys.stdout.write(written(gated, options.format, Style(wants_colour(sys.stdout))))
    return FINDINGS if gated.slower else CLEAN


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:at]), list(arguments[at + 1 :])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slowspot gate",
        usage="slowspot gate --base REV [OPTIONS] -- COMMAND",
        description="Measure a command on two states of a repository, in turns, and fail where it has become slower.",
        epilog="Both states are checked out beside each other and removed afterwards; what git ignores is in neither. "
        "Exit codes: 0 not slower, 1 slower than the threshold even at the lower end of the 95 % interval, 2 where "
        "it cannot be measured.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--base", required=True, metavar="REV",
        help="the old state: a branch, tag or commit; `REV...` is where the way to head left it",
    )  # fmt: skip
    parser.add_argument("--head", metavar="REV", help="the new state (default: the working tree as it is)")
    parser.add_argument(
        "--benchmark", action="store_true",
        help="COMMAND runs pytest with pytest-benchmark: compare each benchmark, not the time of the whole run",
    )  # fmt: skip
    parser.add_argument(
        "--threshold", type=_threshold, default=THRESHOLD, metavar="FACTOR",
        help=f"what is allowed, such as 1.1 or 10%% (default: {THRESHOLD})",
    )  # fmt: skip
    parser.add_argument("--runs", type=_runs, default=RUNS, metavar="N", help=f"of each side (default: {RUNS})")
    parser.add_argument("--timeout", type=duration, default=600.0, metavar="SECONDS", help="for one run (default: 600)")
    parser.add_argument(
        "--memory",
        type=_gigabytes,
        default=16.0,
        metavar="GB",
        help="address space of a run (default: 16; 0: any)",
    )
    parser.add_argument("--setup", metavar="COMMAND", help="run this in both trees before, such as a build")
    parser.add_argument(
        "--bring", action="append", default=[], metavar="PATH",
        help="lay this file or folder of head over base, such as a benchmark that base does not have yet",
    )  # fmt: skip
    parser.add_argument(
        "--import-from", action="append", default=[], metavar="FOLDER",
        help="where the repository's packages are, before installed ones (default: src if there is one, else its top)",
    )  # fmt: skip
    parser.add_argument("--any-output", action="store_true", help="the two sides may print different things")
    parser.add_argument(
        "--explain", choices=("slower", "always", "never"), default="slower",
        help="record both sides to say which functions make the difference (default: where it is slower)",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing meanwhile")
    return parser


def _threshold(text: str) -> float:
    number = 1 + float(text[:-1]) / 100 if text.endswith("%") else float(text.rstrip("x×"))
    if not 1 <= number < 1e6:
        raise ValueError(text)
    return number


_threshold.__name__ = "factor from 1"  # argparse: "invalid factor from 1 value: '0.9'"


def _runs(text: str) -> int:
    number = int(text)
    if not 6 <= number <= 500:
        raise ValueError(text)
    return number


_runs.__name__ = "number of runs from 6 to 500"


def _gigabytes(text: str) -> float:
    number = float(text)
    if not 0 <= number < 1e6:
        raise ValueError(text)
    return number


_gigabytes.__name__ = "number of GB"


@contextmanager
def _ending_in_order() -> Generator[None]:
    """Let the first Ctrl-C or SIGTERM end the comparison; what cleans up after it is not interrupted again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _gated(options: argparse.Namespace, words: Sequence[str]) -> Gated:
    folder = os.path.realpath(os.getcwd())
    states = states_of(options.base, options.head, folder)
    gated = Gated(states, shlex.join(words), None, options.threshold)
    if states.left_out:
        gated.notes.append(
            "what is not committed is on neither side; leave out --head to measure the working tree as it is"
        )
    if states.equal:
        gated.notes.append("both sides hold the same files: there is nothing to compare")
        return gated
    if states.submodules:
        gated.notes.append("submodules are empty on both sides: --setup 'git submodule update --init' fills them")
    with Trees(states) as trees:
        command = Command(tuple(words), states.repository.root, folder, trees)
        names: dict[Side, str] = {"base": _name("base", states.base), "head": _name("head", states.head)}
        _make_ready(options, command, names)
        _tell(options, f"{names['base']} against {names['head']}")
        # Zero is no limit.
        memory = int(options.memory * (1 << 30))
        with Runner(probe(sys.executable), options.timeout, memory=memory) as runner:
            gated.measurement = measure(
                command,
                runner,
                runs=options.runs,
                benchmark=options.benchmark,
                same_output=not options.any_output,
                names=names,
                begun=lambda seconds: _tell(
                    options, f"{options.runs} runs of each side, some {2 * options.runs * seconds:,.0f} s"
                ),
            )
        _look_at_differences(command, gated)
        _explain(options, command, gated)
    return gated


def _look_at_differences(command: Command, gated: Gated) -> None:
    """Note where none of the code that the command loads is different: it cannot tell what the change costs."""
    assert gated.measurement is not None
    imported = gated.measurement.imported
    if imported and not set(imported) & set(command.trees.differing()):
        number = "the one file" if len(imported) == 1 else f"none of the {len(imported)} files"
        verb = "is the same" if len(imported) == 1 else "differs between the sides"
        gated.notes.append(f"{number} of the repository that the command's Python programs import {verb}")


def _name(side: str, state: State) -> str:
    return f"{side} ({state.told})" if state.as_it_is else f"{side} ({state.told}, {state.commit[:8]})"


def _tell(options: argparse.Namespace, message: str) -> None:
    if not options.quiet:
        print(f"slowspot: {escaped(message)}", file=sys.stderr, flush=True)


def _make_ready(options: argparse.Namespace, command: Command, names: dict[Side, str]) -> None:
    trees = command.trees
    for path in options.bring:
        trees.bring(os.path.relpath(os.path.abspath(path), command.top))
    sources = any(os.path.isdir(os.path.join(trees.of(side), "src")) for side in SIDES)
    command.roots = [os.path.relpath(os.path.abspath(path), command.top) for path in options.import_from] or [
        "src" if sources else "."
    ]
    for side in SIDES:
        try:
            command.check(side)
        except Missing as missing:
            hint = "; --bring lays head's over it" if side == "base" else ""
            raise CannotGate(f"{names[side]} {missing}{hint}") from missing
    if options.setup:
        for side in SIDES:
            trees.place(side)
            _tell(options, f"{names[side]}: {options.setup}")
            _set_up(options.setup, command, names[side])


def _set_up(setup: str, command: Command, name: str) -> None:
    shell = (os.environ.get("COMSPEC", "cmd.exe"), "/c") if os.name == "nt" else ("/bin/sh", "-c")
    ended = run_to_its_end((*shell, setup), timeout=_SETUP_SECONDS, folder=command.inside)
    if ended.code != 0:
        said = (ended.stderr.strip() or ended.stdout.strip()).splitlines()[-1:]
        how = "did not end within an hour" if ended.code is None else f"exit code {ended.code}"
        raise CannotGate(f"{name}: --setup {setup}: {how}: {''.join(said)}".rstrip(": "))


def _explain(options: argparse.Namespace, command: Command, gated: Gated) -> None:
    assert gated.measurement is not None
    wanted = {"slower": gated.slower, "always": gated.measurement.compared, "never": []}[options.explain]
    if not wanted:
        return
    _tell(options, "recording where the difference is spent")
    for row in wanted[:_EXPLAINED]:
        try:
            gated.explained.append(Explained(row, explain(command, row, timeout=options.timeout)))
        except CannotExplain as error:
            gated.notes.append(f"not recorded: {error}")
            break
    gated.findings = _new_findings(command, gated)


def _new_findings(command: Command, gated: Gated) -> list[dict[str, Any]] | None:
    """Analyze what differs on both sides; return the findings that head has and base has not."""
    trees = command.trees
    differing = [path for path in trees.differing() if path.endswith((".py", ".ipynb"))]
    base, head = ([path for path in differing if os.path.isfile(os.path.join(trees.of(side), path))] for side in SIDES)
    if not head:
        return []
    known = os.path.join(trees.folder, "baseline.json")
    try:
        if base:
            asyncio.run(own_command([*_analysis(base), "--write-baseline", known], trees.of("base")))
        against = ["--baseline", known] if base else ["--no-baseline"]
        said = asyncio.run(own_command([*_analysis(head), *against], trees.of("head")))
    except OwnCommandFailed as error:
        gated.notes.append(f"not analyzed: {error}")
        return None
    return json.loads(said)["findings"]


def _analysis(paths: Sequence[str]) -> list[str]:
    named = ["."] if len(paths) > _MOST_NAMED else [os.path.join(".", path) for path in paths]
    return ["analyze", *named, "--format", "json", "--no-profile", "--exit-zero", "--quiet", "--force-exclude"]
