"""The repository as the architecture tests see it: its files, modules and imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = [
    "PACKAGES",
    "PROGRAMS",
    "ROOT",
    "Import",
    "files",
    "imports",
    "module_name",
    "modules",
    "parsed",
    "project",
    "python_files",
    "sources",
]

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("analyzers", "cli", "models", "server", "training_data")
PROGRAMS = Path("training_data/programs")
"""Workloads that are run in environments of their own: no part of what is installed."""


@cache
def files() -> tuple[Path, ...]:
    """What is in the repository: tracked files, and new ones that git does not ignore. Paths relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return tuple(sorted(path for path in set(paths) if (ROOT / path).is_file()))


def python_files(*folders: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and (not folders or path.parts[0] in folders)]


def sources() -> list[Path]:
    """The files that are installed."""
    return [path for path in python_files(*PACKAGES) if PROGRAMS not in path.parents]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_bytes(), str(path))


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    """`analyzers/rules/__init__.py` is `analyzers.rules`: names as the folders spell them, without `slowspot.`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True)
class Import:
    path: Path
    line: int
    target: str
    """Absolute module name, without `slowspot.` for our own."""
    ours: bool
    late: bool
    """Inside a function."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: imports {self.target}"


@cache
def modules() -> frozenset[str]:
    """The names of all our own modules."""
    return frozenset(module_name(source) for source in sources())


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Everything that a module imports when it runs (not what stands under `if TYPE_CHECKING`)."""
    found: list[Import] = []
    for node, late in statements(parsed(path)):
        if isinstance(node, ast.Import):
            targets = [(alias.name, alias.name.startswith("slowspot.")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            here = path.parent.parts
            base = ".".join([*here[: len(here) - node.level + 1], *([node.module] if node.module else [])])
            targets = [(full if (full := f"{base}.{alias.name}") in modules() else base, True) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            targets = [(node.module, node.module.startswith("slowspot."))]
        else:
            continue
        for target, ours in targets:
            found.append(Import(path, node.lineno, target.removeprefix("slowspot."), ours, late))
    return tuple(found)


def statements(tree: ast.AST, late: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node, late
        yield from statements(node, late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))
