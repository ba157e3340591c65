"""What files import: packages of others, and files of the project."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from .installed import Surroundings
from .sources import Source, Sources

__all__ = ["compiled_packages", "packages_of", "reached"]

_MOST = 60
"""Files that are followed from one: the nearest say what matters, and each is parsed."""


def packages_of(sources: Sources, files: Iterable[str]) -> dict[str, str]:
    """Packages that files import, those of the project itself left out → the first file that does."""
    files = list(files)
    own = {part.removesuffix(".py") for path in files for part in path.split("/")}
    found: dict[str, str] = {}
    for path in files:
        source = sources.of(path)
        for level, module, _ in _imports(source) if source is not None else ():
            name = module.partition(".")[0]
            if name and not level and name not in own:
                found.setdefault(name, path)
    return found


def compiled_packages(sources: Sources, files: Iterable[str], around: Surroundings) -> dict[str, str]:
    """Those of them that have extension modules where the program runs."""
    return {
        name: path
        for name, path in packages_of(sources, files).items()
        if (package := around.packages.get(name)) is not None and package.compiled
    }


def reached(sources: Sources, path: str) -> list[str]:
    """A file and those of the project that it imports, through others too, as far as paths tell."""
    found = [path]
    for each in found:
        if len(found) >= _MOST:
            break
        source = sources.of(each)
        for level, module, names in _imports(source) if source is not None else ():
            folder = each.split("/")[:-1]
            if level > 1:
                folder = folder[: len(folder) - level + 1]
            starts = [folder] if level else [folder[:depth] for depth in range(len(folder), -1, -1)]
            parts = module.split(".") if module else []
            for start in starts:
                new = [
                    file
                    for place in ([*start, *parts], *([*start, *parts, name] for name in names))
                    if place
                    for file in ("/".join(place) + ".py", "/".join([*place, "__init__.py"]))
                    if file not in found and sources.of(file) is not None
                ]
                if new:
                    found += new[: _MOST - len(found)]
                    break
    return found


def _imports(source: Source) -> Iterator[tuple[int, str, list[str]]]:
    """Level, module and names of each import of a file."""
    for block in source.document.leaves():
        for root in block.nodes:
            for node in ast.walk(root):
                if isinstance(node, ast.Import):
                    yield from ((0, alias.name, []) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield node.level, node.module or "", [alias.name for alias in node.names]
