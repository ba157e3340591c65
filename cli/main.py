"""The `slowspot` command: runs one command, and turns what goes wrong into a message and an exit code."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType

from ..analyzers.version import VERSION
from .errors import CLEAN, INTERNAL, INTERRUPTED, PIPE_CLOSED, USAGE, UsageError

__all__ = ["main"]

COMMANDS = {
    "analyze": "find slow spots in files, notebooks and folders",
    "merge": "join the JSON reports of several runs of analyze, such as shards of a CI matrix",
    "fix": "rewrite slow spots where the fix is safe",
    "advise": "say which engine fits hot code: threads, asyncio, NumPy, processes, PyPy, or none",
    "hotspots": "rank functions by their share of the run time, recorded or predicted",
    "report": "write a page about a recorded run: flame graph, hot functions, findings by gain",
    "cache": "say where results are kept between runs, or remove them",
    "explain": "show the page of a rule",
    "rules": "list all rules; begin a rule of your own, test those of a plugin",
    "config": "show the settings in force for a path, and where each comes from",
    "train": "fit the models from the measured rows",
    "evaluate": "print held-out figures of the models",
    "measure": "measure what the rules gain, on interpreters of this machine",
    "bench": "compare the speed of programs, or of functions in them",
    "gate": "measure a command on two states of the repository, and fail where it has become slower",
    "prove": "say whether a rewrite is equal and faster, with the evidence",
    "optimize": "look for a faster text of a function, each candidate proved before it is shown",
    "ai": "turn the language model on or off, and see what it is told",
    "scale": "run a function on growing inputs, and say how its time grows",
    "calibrate": "measure on this machine, and say how far the predictions hold here",
    "profile": "run a program and record where its time goes; import, compare and list recordings",
    "server": "run the language server",
    "mcp": "serve agents: analyze, explain, prove, apply (Model Context Protocol)",
}
"""Each is a module of this package with `configure(parser)` and `run(options)`."""

_FILL_MEMORY = {"analyze", "fix"}
_VERBATIM = {"gate", "profile", "server"}
"""Commands that read their arguments themselves."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. Never raises for what a user can do.

    Without `argv` it is the process's own command line, and the commands that fill the memory with syntax trees end the
    process then and there: taking them apart one by one would only take time.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    code = _guarded(arguments)
    if argv is None and arguments and arguments[0] in _FILL_MEMORY and code != PIPE_CLOSED:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)
    return code


def _guarded(arguments: list[str]) -> int:
    # Behind the program that `profile` or `gate` runs, the words are that program's.
    own = arguments[: arguments.index("--")] if arguments[:1] == ["gate"] and "--" in arguments else arguments
    debug = "--debug" in (arguments[:2] if arguments[:1] == ["profile"] else own)
    if debug:
        arguments.remove("--debug")
        # Late: only here.
        import logging

        logging.basicConfig(level=logging.DEBUG)
    if sys.stdout is None or sys.stderr is None:  # closed by the caller, as in `slowspot analyze >&-`
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        # Names and messages may hold what the terminal's encoding lacks.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse
        return stop.code if isinstance(stop.code, int) else CLEAN if stop.code is None else USAGE
    except KeyboardInterrupt:
        if debug:
            raise
        _complain("slowspot: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left (`slowspot analyze | head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        if debug or error.errno != errno.ENOSPC:
            return _internal(error, debug=debug)
        # What is left in the buffer cannot be written either; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _complain(f"slowspot: error: standard output: cannot be written: {error.strerror}")
        return USAGE
    except UsageError as error:
        if debug:
            raise
        _complain(f"slowspot: error: {error}")
        return USAGE
    except Exception as error:  # noqa: BLE001 - told as a fault of ours
        return _internal(error, debug=debug)


def _internal(error: Exception, *, debug: bool) -> int:
    if debug:
        raise error
    # Late: it is needed only here.
    from .internal import internal_message

    _complain(
        f"slowspot: internal error: {internal_message(error)}\n"
        "This is a fault of Slowspot, not of your code. Run the same command with --debug for the whole story."
    )
    return INTERNAL


def _complain(message: str) -> None:
    with suppress(OSError):
        print(message, file=sys.stderr)


def _run(arguments: list[str]) -> int:
    name = next((word for word in arguments if not word.startswith("-")), None)
    if name is not None and name not in COMMANDS:
        raise UsageError(_unknown(name))
    if name in _VERBATIM and arguments[0] == name:
        return _module(name).run(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="slowspot",
        description="Find the slow spots in Python code, and rewrite them.",
        epilog="`slowspot COMMAND --help` tells more of each.",
    )
    parser.add_argument("--version", action="version", version=f"slowspot {VERSION}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", prog="slowspot")
    for command, purpose in COMMANDS.items():
        subparser = commands.add_parser(command, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if command == name and command not in _VERBATIM:  # the others' arguments need not be known
            _module(command).configure(subparser)
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return USAGE
    return _module(options.command).run(options)


def _module(command: str) -> ModuleType:
    # Late: each command pays only for itself.
    return importlib.import_module(f".{command}", __package__)


def _unknown(name: str) -> str:
    if os.path.exists(name):
        return f"unknown command {name!r}; to look for slow spots in it: slowspot analyze {name}"
    # Late: it is needed only here.
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the commands are {', '.join(COMMANDS)}"
    return f"unknown command {name!r}; {hint}"


if __name__ == "__main__":
    sys.exit(main())
