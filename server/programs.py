"""What a command is asked to profile, read from its arguments: a file, a module, a test, a debug configuration."""

from __future__ import annotations

import ast
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pygls.uris import to_fs_path

if TYPE_CHECKING:
    from ..analyzers.source import Document

__all__ = ["Program", "module_of", "path_of", "program_of", "test_at", "test_program"]

RELATIVE_IMPORT = re.compile(rb"^[ \t]*from[ \t]+\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """What runs, and where."""

    arguments: tuple[str, ...]
    """As after `python`: a script or `-m` and a module, then the program's own arguments."""
    title: str
    path: str
    """The file or folder whose project and settings count."""
    cwd: str
    env: dict[str, str | None]
    """Variables to set, or with None to unset, beside those of the server."""
    python: str = ""
    """The interpreter that the arguments name; "" where they name none."""
    follow_async: bool | None = None
    """Whether to see what holds up event loops; None where the arguments do not say."""
    sampler: Literal["pyinstrument", "thread"] | None = None
    """As `slowspot profile --sampler`."""


def program_of(given: Any, folder: str | None) -> Program:
    """Read a URI, a path, or a table as a debug configuration has: program or module, args, cwd, env, python.

    Beside those `async` and `sampler`, as the options of `slowspot profile`; other keys of a configuration are passed
    over. A file that is given by its URI, and imports relatively to its package, runs as a module of that. `folder` is
    the workspace folder, for what names no file. Raises ValueError, which says what is wrong.
    """
    table = _table(given)
    module, program = _text(table, "module"), _text(table, "program") or _text(table, "uri")
    arguments = _arguments(table)
    if module.startswith("-"):
        raise ValueError(f"module must be a name such as package.module, not {module!r}")
    path = path_of(program) if program else ""
    if path and not os.path.isabs(path):
        path = os.path.join(_text(table, "cwd") or folder or os.getcwd(), path)
    if module:
        cwd = _text(table, "cwd") or folder or (os.path.dirname(path) if path else os.getcwd())
        return _program(table, ("-m", module, *arguments), f"python -m {module}", cwd, cwd)
    if not path:
        raise ValueError("names neither a program nor a module to run")
    if not os.path.exists(path):
        raise ValueError(f"there is no {path} on this machine: save the file first")
    named = None if _text(table, "program") else module_of(path)
    if named is not None:
        module, root = named
        return _program(table, ("-m", module, *arguments), f"python -m {module}", path, _text(table, "cwd") or root)
    cwd = _text(table, "cwd") or folder or os.path.dirname(path)
    return _program(table, (path, *arguments), os.path.basename(path), path, cwd)


def module_of(path: str) -> tuple[str, str] | None:
    """The module that a file is, and the folder to start it from; None for one that runs as a script, too."""
    folder, file = os.path.split(path)
    names = [] if file == "__main__.py" else [os.path.splitext(file)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        names.insert(0, name)
    if len(names) < (1 if file == "__main__.py" else 2) or not all(name.isidentifier() for name in names):
        return None
    with open(path, "rb") as source:
        return (".".join(names), folder) if RELATIVE_IMPORT.search(source.read()) else None


def test_program(given: Any, folder: str | None, document: Document | None) -> Program:
    """Read which test to run: `nodeid`, or a file (`uri`) and perhaps a `line` of it, from 0. Raises ValueError."""
    table = _table(given)
    arguments = _arguments(table)
    path = path_of(_text(table, "uri") or _text(table, "program"))
    node = _text(table, "nodeid")
    cwd = _text(table, "cwd") or folder or os.path.dirname(path) or os.getcwd()
    if not node:
        if not path or not os.path.exists(path):
            raise ValueError(f"there is no {path} on this machine: save the file first" if path else "names no test")
        line = table.get("line")
        if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 0):
            raise ValueError(f"line must be a number from 0 on, not {line!r}")
        names = test_at(document, line) if document is not None and line is not None else ()
        node = "::".join((path, *names))
    if node.startswith("-"):
        raise ValueError(f"{node!r} is no test")
    title = "::".join((os.path.basename(node.split("::")[0]), *node.split("::")[1:]))
    return _program(table, ("-m", "pytest", node, *arguments), title, path or cwd, cwd)


def test_at(document: Document, line: int) -> tuple[str, ...]:
    """The classes and the function of pytest's kind around a line, outermost first; () where there are none."""
    block = document.block_at(line)
    names: list[str] = []
    for node in block.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            first = min((node, *node.decorator_list), key=lambda part: part.lineno)
            if block.line_of(first) <= line <= block.line_of(node) + (node.end_lineno or node.lineno) - node.lineno:
                names = [node.name]
    outer = block if block.members else block.parent
    while outer is not None:
        if isinstance(node := outer.nodes[0], ast.ClassDef) and (names or node.name.startswith("Test")):
            names.insert(0, node.name)
        outer = outer.parent
    return tuple(names)


def path_of(uri: str) -> str:
    """The path of a file's URI; a path stays as it is. Raises ValueError for other URIs."""
    if "://" not in uri:
        return uri
    path = to_fs_path(uri) if uri.startswith("file:") else None
    if path is None:
        raise ValueError(f"{uri} is no file on this machine: save it first")
    return path


def _program(table: Mapping[str, Any], arguments: tuple[str, ...], title: str, path: str, cwd: str) -> Program:
    if not os.path.isdir(cwd):
        raise ValueError(f"cwd: there is no folder {cwd}")
    python = table.get("python")
    if isinstance(python, Sequence) and not isinstance(python, str) and python:
        python = python[0]
    if python is not None and not isinstance(python, str):
        raise ValueError("python must be the path of an interpreter")
    follow, sampler = table.get("async"), table.get("sampler") or None
    if sampler not in (None, "pyinstrument", "thread"):
        raise ValueError(f"sampler must be pyinstrument or thread, not {sampler!r}")
    return Program(
        arguments,
        title,
        path,
        cwd,
        _environment(table),
        python or "",
        follow if isinstance(follow, bool) else None,
        sampler,
    )


def _environment(table: Mapping[str, Any]) -> dict[str, str | None]:
    env = table.get("env") or {}
    if not isinstance(env, Mapping) or not all(
        isinstance(name, str) and name and "=" not in name and "\0" not in name for name in env
    ):
        raise ValueError("env must be a table of variables")
    return {str(name): None if value is None else str(value) for name, value in env.items()}


def _table(given: Any) -> Mapping[str, Any]:
    if isinstance(given, str):
        return {"uri": given}
    if isinstance(given, Mapping):
        return given
    raise ValueError(f"needs a URI or a table, not {given!r}")


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"{key} must be a string, not {value!r}")
    return value


def _arguments(table: Mapping[str, Any]) -> tuple[str, ...]:
    given = table.get("args")
    if isinstance(given, str):
        return tuple(shlex.split(given))
    if given is None:
        return ()
    if not isinstance(given, Sequence) or not all(isinstance(item, (str, int, float)) for item in given):
        raise ValueError("args must be a list of strings")
    return tuple(str(item) for item in given)
