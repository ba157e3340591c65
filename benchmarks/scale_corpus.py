"""Real files by the million lines: Django, SymPy and the standard library, parts of them, and repositories made up.

Copies are hard links: whoever edits one puts another file in its place.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus import CACHE, DJANGO

__all__ = ["Tree", "big", "evict", "laid_out", "made_up", "ordinary", "parts", "pool", "sample", "scratch", "tree_in"]

SYMPY = "sympy==1.14.0"
PANDAS = "pandas==2.3.3"
_NESTED = 60
"""Nodes within nodes; code by hand has 25 at most."""


@dataclass(frozen=True)
class Tree:
    """A folder of Python files, all of which parse."""

    path: Path
    files: int
    lines: int
    bytes: int

    @property
    def facts(self) -> dict[str, int]:
        return {"files": self.files, "lines": self.lines, "bytes": self.bytes}


def tree_in(path: Path) -> Tree:
    """Count a folder's files."""
    files = lines = size = 0
    for file in path.rglob("*.py"):
        data = file.read_bytes()
        files, lines, size = files + 1, lines + data.count(b"\n"), size + len(data)
    return Tree(path, files, lines, size)


def big() -> Tree:
    """Django, SymPy and the standard library of this Python: what the large figures are of."""
    target = CACHE / f"at-scale-{sys.version_info[0]}.{sys.version_info[1]}.{sys.version_info[2]}"
    if not target.is_dir():
        making = target.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        for name, folder in (("django", _package(DJANGO)), ("sympy", _package(SYMPY)), ("stdlib", _stdlib())):
            _copy(folder, making / name)
        making.rename(target)
    return tree_in(target)


def pool() -> list[Path]:
    """The files of `big` and of pandas, two million lines, in an order by chance that is always the same."""
    target = CACHE / PANDAS.replace("==", "-copied-")
    if not target.is_dir():
        making = target.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        _copy(_package(PANDAS), making)
        making.rename(target)
    files = [*sorted(big().path.rglob("*.py")), *sorted(target.rglob("*.py"))]
    random.Random(1).shuffle(files)
    return files


def sample(paths: Iterable[Path], lines: int, wanted: Callable[[bytes], bool] = lambda _: True) -> list[Path]:
    """So many of the files, in their order, that they have that many lines."""
    taken: list[Path] = []
    for path in paths:
        data = path.read_bytes()
        if wanted(data):
            taken.append(path)
            lines -= data.count(b"\n")
            if lines <= 0:
                break
    return taken


def ordinary(data: bytes) -> bool:
    """Whether pylint and perflint get through the file.

    perflint 0.8.1 ends at `for n, (a, b) in …`, pylint where expressions are nested deep, as in tables of formulas.
    """
    level: list[ast.AST] = [_parsed(data)]
    for _ in range(_NESTED):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        for node in level:
            target = node.target if isinstance(node, (ast.For, ast.AsyncFor)) else None
            if isinstance(target, (ast.Tuple, ast.List)) and not all(isinstance(e, ast.Name) for e in target.elts):
                return False
    return not level


def parts(files: Sequence[Path], lines: int) -> list[list[Path]]:
    """Deal the files out to parts of about that many lines each; a longer file is a part of its own."""
    sized = sorted(((path.read_bytes().count(b"\n"), path) for path in files), key=lambda pair: -pair[0])
    count = max(1, round(sum(size for size, _ in sized) / lines))
    dealt: list[tuple[int, list[Path]]] = [(0, []) for _ in range(count)]
    for size, path in sized:
        least = min(range(count), key=lambda number: dealt[number][0])
        total, members = dealt[least]
        dealt[least] = (total + size, [*members, path])
    return [members for _, members in dealt if members]


def laid_out(files: Iterable[Path], target: Path, *, packages: bool = False) -> Tree:
    """Link files of the corpora into a folder, by their paths there; with `packages` each folder is one."""
    for path in files:
        link = target.joinpath(*_within(path))
        link.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, link)
    if packages:
        (target / "pyproject.toml").touch()  # what .gitignore files above say ends there
        for folder in target.rglob("*"):
            if folder.is_dir() and folder.name.isidentifier():
                (folder / "__init__.py").touch()
    return tree_in(target)


def made_up(target: Path, files: int) -> Tree:
    """A repository of so many small modules, a hundred to a folder: what a file costs beside its lines."""
    for number in range(files):
        folder = target / f"part{number // 10_000}" / f"package{number // 100 % 100}"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        lines = [f"def value_{number}_{line}(given):\n    return given + {line}\n" for line in range(4)]
        (folder / f"module{number % 100}.py").write_text("\n\n".join(lines), "utf-8")
    return tree_in(target)


@contextmanager
def scratch() -> Generator[Path]:
    """A folder on the file system of the corpora, so that their files can be linked to it."""
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        yield Path(folder)


def evict(tree: Path) -> None:
    """Have the system forget what it read of the files, as on a fresh machine. Linux; what is not written yet stays."""
    for file in tree.rglob("*.py"):
        descriptor = os.open(file, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def _within(path: Path) -> tuple[str, ...]:
    """The path below its corpus."""
    return path.relative_to(CACHE).parts[1:]


def _package(requirement: str) -> Path:
    """The folder of a package, installed at the first call."""
    name, _, _ = requirement.partition("==")
    target = CACHE / requirement.replace("==", "-")
    if not (target / name.lower()).is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), requirement]
        subprocess.run(command, check=True)
    return target / name.lower()


def _stdlib() -> Path:
    return Path(sysconfig.get_path("stdlib"))


def _copy(source: Path, target: Path) -> None:
    """Copy the Python files that parse. What is installed into the standard library's folder is none of it."""
    for path in sorted(source.rglob("*.py")):
        inside = path.relative_to(source)
        if "site-packages" in inside.parts:
            continue
        data = path.read_bytes()
        try:
            _parsed(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        copy = target / source.name / inside if source.name != "stdlib" else target / inside
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)


def _parsed(data: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(data)
