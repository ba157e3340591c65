"""Which file of the program an import means."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..semantics.knowledge.effects import LIBRARIES

__all__ = ["Modules"]

Parts = tuple[str, ...]


class Modules:
    """The files of a program by their place: paths are given as parts, the last one the file's name."""

    def __init__(self, paths: Sequence[Parts], entry: int | None = None) -> None:
        self._places: list[Parts] = []
        self._packages: list[bool] = []
        self._by_place: dict[Parts, int] = {}
        self._by_last: dict[str, list[int]] = {}
        for number, path in enumerate(paths):
            name = path[-1].rpartition(".")[0]
            package = name == "__init__"
            place = path[:-1] if package else (*path[:-1], name)
            self._places.append(place)
            self._packages.append(package)
            self._by_place.setdefault(place, number)
            if place:
                self._by_last.setdefault(place[-1], []).append(number)
        self._package_places = {place for place, package in zip(self._places, self._packages, strict=True) if package}
        self._names = [self._name(place) for place in self._places]
        self._by_name: dict[Parts, list[int]] = {}
        for number, name in enumerate(self._names):
            self._by_name.setdefault(name, []).append(number)
        self._parts = {part for place in self._places for part in place}
        self._entry = entry
        self._cache: dict[tuple[int, str, int], int | None] = {}

    def _name(self, place: Parts) -> Parts:
        """The dotted name of a module: its path from the outermost package on."""
        start = len(place) - 1
        while start > 0 and place[:start] in self._package_places:
            start -= 1
        return place[start:]

    def name(self, number: int) -> str:
        return ".".join(self._names[number])

    def has_part(self, name: str) -> bool:
        """Is there a folder or a file of that name?"""
        return name in self._parts

    def find(self, importer: int, module: str, level: int = 0) -> int | None:
        """Return the file that `from {level dots}{module} import …` in a file means; None: not the program's."""
        key = (importer if level else -importer - 1, module, level)
        if key not in self._cache:
            self._cache[key] = self._find(importer, module, level)
        return self._cache[key]

    def submodule(self, number: int, name: str) -> int | None:
        """Return the file of a module inside a package."""
        return self._by_place.get((*self._places[number], name)) if self._packages[number] else None

    def _find(self, importer: int, module: str, level: int) -> int | None:
        parts: Parts = tuple(module.split(".")) if module else ()
        if level:
            folder = self._places[importer] if self._packages[importer] else self._places[importer][:-1]
            folder = folder[: len(folder) - (level - 1)] if level > 1 else folder
            return self._by_place.get((*folder, *parts))
        if not parts:
            return None
        # Beside the importer (a script's own folder is searched first), then by the name from the outermost package.
        beside = self._by_place.get((*self._places[importer][:-1], *parts))
        is_script = self._places[importer][:-1] not in self._package_places
        if beside is not None and is_script:
            return beside
        candidates = self._by_last.get(parts[-1], ())
        exact = self._by_name.get(parts, ())
        if exact and len(parts) == 1:
            # A module far away that is on nobody's path is not meant; a package may be installed from there.
            library = module in sys.stdlib_module_names or module in LIBRARIES
            exact = [n for n in exact if (self._packages[n] and not library) or self._is_on_path(n, importer)]
        if exact and (len(parts) > 1 or module not in sys.stdlib_module_names):
            return self._nearest(importer, exact)
        if len(parts) > 1 and parts[0] in self._parts:
            size = len(parts)
            loose = [
                number
                for number in candidates
                if self._places[number][-size:] == parts and self._places[number][:-size] not in self._package_places
            ]
            return self._nearest(importer, loose) if loose else None
        return None

    def _is_on_path(self, number: int, importer: int) -> bool:
        """Is a top-level module in a folder around the importer, or in the `src` of one?"""
        folder, here = self._places[number][:-1], self._places[importer]
        if folder and folder[-1] in ("src", "lib"):
            folder = folder[:-1]
        return here[: len(folder)] == folder

    def _nearest(self, importer: int, candidates: Sequence[int]) -> int:
        here = self._places[importer]

        def distance(number: int) -> tuple[int, int]:
            there = self._places[number]
            same = 0
            for ours, theirs in zip(here, there, strict=False):
                if ours != theirs:
                    break
                same += 1
            return (-same, len(there))

        return min(candidates, key=distance)
