"""Runs a program as `python SCRIPT`, `python -m MODULE` or `python -c CODE` would in this process."""

from __future__ import annotations

import builtins
import os
import sys
import traceback
import types
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES, SourceFileLoader, SourcelessFileLoader
from typing import Any

__all__ = ["give_way", "run_program"]

_HERE = os.path.dirname(os.path.abspath(__file__))
_KEPT: list[types.ModuleType] = []
"""The launcher's own `__main__`: it must live as long as its code runs."""


def run_program(arguments: list[str], modules_before: set[str], start: Callable[[], None]) -> None:
    """Run the program in a new `__main__`, and end as it ends: returns, or raises what `python` turns into its exit.

    `modules_before` are the modules that any program finds loaded. `start` is called when the program's code begins.
    """
    main = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __annotations__={}, __spec__=None, __package__=None)
    _KEPT.append(sys.modules["__main__"])
    run, folder = _prepared(arguments, main)
    if folder is not None and not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        sys.path.insert(0, folder)
        give_way(modules_before, [folder or os.getcwd()])
    sys.modules["__main__"] = main
    raised: BaseException | None = None
    try:
        start()
        run()
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - `python` reports any of them
        raised = error
    if raised is not None:
        # Not while it is handled: what the program's hook raises has nothing to do with it.
        _report(raised)
        _leave(raised)


def give_way(modules_before: set[str], folders: list[str]) -> None:
    """Forget modules that only the recorder has loaded, where the program has its own of the same name."""
    names = {name.partition(".")[0] for name in set(sys.modules) - modules_before}
    for name in names:
        if any(_has_module(folder, name) for folder in folders):
            for module in [known for known in sys.modules if known == name or known.startswith(name + ".")]:
                del sys.modules[module]


def _has_module(folder: str, name: str) -> bool:
    # A folder without `__init__` does not hide a module of the standard library.
    path = os.path.join(folder, name)
    ends = (".py", ".pyc", os.sep + "__init__.py", os.sep + "__init__.pyc", *EXTENSION_SUFFIXES)
    return any(os.path.isfile(path + end) for end in ends)


def _prepared(arguments: list[str], main: types.ModuleType) -> tuple[Callable[[], Any], str | None]:
    """What runs the program, and what belongs in front of `sys.path`."""
    first = arguments[0]
    if first == "-c":
        sys.argv[:] = ["-c", *arguments[2:]]
        source = arguments[1]
        return lambda: exec(compile(source, "<string>", "exec", dont_inherit=True), main.__dict__), ""
    if first == "-m":
        sys.argv[:] = ["-m", *arguments[2:]]
        return lambda: _run_module(arguments[1], alter_argv=True), os.getcwd()
    sys.argv[:] = arguments
    if os.path.isdir(first) or (not first.endswith((".py", ".pyc")) and _is_archive(first)):
        # A folder or archive with a `__main__`, which is found through `sys.path`.
        return lambda: _run_module("__main__", alter_argv=False), os.path.abspath(first)
    path = os.path.abspath(first)
    main.__dict__.update(__file__=path, __cached__=None)
    folder = os.path.dirname(os.path.realpath(path))
    loader = (SourcelessFileLoader if path.endswith(".pyc") else SourceFileLoader)("__main__", path)
    main.__loader__ = loader

    def run() -> None:
        if isinstance(loader, SourcelessFileLoader):
            code: Any = loader.get_code("__main__")
        else:
            # By the loader: `slowspot advise` has it take another text.
            code = compile(loader.get_data(path), path, "exec", dont_inherit=True)
        exec(code, main.__dict__)

    return run, folder


def _is_archive(path: str) -> bool:
    # Late: only for what does not look like a script.
    import zipfile

    return zipfile.is_zipfile(path)


def _run_module(name: str, *, alter_argv: bool) -> None:
    # Late: it is what `python -m` itself runs, and only that needs it.
    import runpy

    runpy._run_module_as_main(name, alter_argv)  # pyright: ignore[reportAttributeAccessIssue]


def _report(error: BaseException) -> None:
    """Print what `python` prints of an exception, without the frames of the recorder."""
    frames = error.__traceback__ = _without_ours(error)
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, frames
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    try:
        sys.excepthook(type(error), error, frames)
    except BaseException as second:  # noqa: BLE001 - as `python` does
        print("Error in sys.excepthook:", file=sys.stderr)
        traceback.print_exception(type(second), second, _without_ours(second))
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(type(error), error, frames)


def _without_ours(error: BaseException) -> types.TracebackType | None:
    frames = error.__traceback__
    while frames is not None and os.path.dirname(frames.tb_frame.f_code.co_filename) == _HERE:
        frames = frames.tb_next
    return frames


def _leave(error: BaseException) -> None:
    if isinstance(error, KeyboardInterrupt):
        # Raised past our last frame it ends the process as SIGINT does; it has been printed.
        sys.excepthook = lambda kind, value, frames: None
        raise error
    sys.exit(1)
