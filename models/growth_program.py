"""What all functions of a program cost, calls followed from file to file; each file is read when one asks for it."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..analyzers.linking.modules import Modules, Parts
from ..analyzers.semantics.imports import imports_of
from ..analyzers.semantics.instances import methods_of
from ..analyzers.semantics.model import FileModel
from ..analyzers.source.document import Document
from .growth import Claim, functions_of, told
from .growth_function import Functions
from .growth_targets import Place

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts

__all__ = ["GrowthProgram"]

logger = logging.getLogger(__name__)

_MOST_OPEN = 150
"""Files that are held at a time: what is known of their functions is forgotten with them, and found out anew."""
_LONGEST = 6
"""Imports from a name to where it is defined."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class GrowthProgram:
    """Files by number. `read` gives the text of a path, None for one that cannot be read; it must be importable."""

    def __init__(self, paths: Sequence[str], read: Callable[[str], str | None]) -> None:
        """`paths` are absolute, with `/`."""
        self.paths = paths
        self._read = read
        self._modules: Modules | None = None
        self._models: dict[int, FileModel | None] = {}
        self._numbers: dict[FileModel, int] = {}
        self._functions = Functions(self._elsewhere)

    def claims(self, number: int, line: int | None = None) -> Iterator[tuple[str, Claim]]:
        """What each function of a file costs, by its qualified name; with `line` that whose `def` stands there."""
        if len(self._models) > _MOST_OPEN:
            self._models.clear()
            self._numbers.clear()
            self._functions = Functions(self._elsewhere)
        model = self._model(number)
        for qualname, facts, node in functions_of(model) if model is not None else ():
            if line is not None and node.lineno - facts.block.base + facts.block.start != line:
                continue
            claim = self._claim(facts, node)
            if claim is not None:
                yield qualname, claim

    def _claim(self, facts: BlockFacts, node: Any) -> Claim | None:
        try:
            function = self._functions.look_at(facts, node)
            return told(function, self._path_of) if function is not None else None
        except RecursionError:  # nested too deeply to walk
            self._functions = Functions(self._elsewhere)  # some of these stopped half-way
            return None
        except Exception:
            # One function never keeps the others from being told.
            logger.exception("what %s costs cannot be told", getattr(node, "name", "?"))
            self._functions = Functions(self._elsewhere)
            return None
        finally:
            self._functions.forget_provisional()

    def _path_of(self, model: FileModel) -> str:
        return self.paths[self._numbers[model]] if model in self._numbers else ""

    def _model(self, number: int) -> FileModel | None:
        if number not in self._models:
            text = self._read(self.paths[number])
            model = self._models[number] = FileModel(Document(text)) if text is not None else None
            if model is not None:
                model.imports = imports_of(model.document)
                self._numbers[model] = number
        return self._models[number]

    # -- names of other files

    def _elsewhere(self, qualified: str, asker: FileModel) -> Place | None:
        importer = self._numbers.get(asker)
        return self._imported(importer, qualified, 0) if importer is not None else None

    def _imported(self, importer: int, qualified: str, depth: int) -> Place | None:
        if self._modules is None:
            self._modules = Modules([_parts(path) for path in self.paths])
        level = len(qualified) - len(qualified.lstrip("."))
        names = [name for name in qualified[level:].split(".") if name]
        for end in range(len(names), -1 if level else 0, -1):
            number = self._modules.find(importer, ".".join(names[:end]), level)
            if number is not None:
                return self._member(number, names[end:], depth)
        return None

    def _member(self, number: int, names: Sequence[str], depth: int) -> Place | None:
        """What `a.b` means in a module."""
        model = self._model(number) if names and depth < _LONGEST else None
        if model is None:
            return None
        bindings = model.module_bindings(names[0])
        if len(bindings) != 1:
            return None
        binding, facts = bindings[0]
        node: Any = binding.value
        if binding.kind == "import" and isinstance(node, str):
            return self._imported(number, ".".join((node, *names[1:])), depth + 1)
        if isinstance(node, ast.ClassDef) and len(names) == 2:
            found = methods_of(facts, node, names[1])
            return Place(found[0][1], found[0][0]) if len(found) == 1 else None
        return Place(facts, node) if len(names) == 1 and isinstance(node, (*_FUNCTIONS, ast.ClassDef)) else None


def _parts(path: str) -> Parts:
    return tuple(part for part in path.split("/") if part)
