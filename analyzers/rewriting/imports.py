"""The imports of a file: how it already writes a name, and where a new import goes."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..findings import Position, Span, TextEdit
from ..source import Block, Document
from ..source.positions import content_length
from .failure import CannotRewrite
from .naming import BUILTINS, bound_names, enclosing, fresh_name, module_bindings

__all__ = ["FileImports"]

_FROM_MODULES = frozenset({"collections", "contextlib", "dataclasses", "functools", "pathlib", "typing"})
"""Modules whose names are usually imported one by one; of the others only classes are."""
_ALIASES = {"numpy": "np", "pandas": "pd"}
_LINE_LENGTH = 88
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line (or more) of imports at the top level."""

    node: ast.Import | ast.ImportFrom
    start: int
    end: int
    """The line after it."""
    alone: bool
    """No other statement shares its lines."""

    @property
    def module(self) -> str:
        return _module_of(self.node)

    @property
    def group(self) -> int:
        """Which section of the imports: 0 `__future__`, 1 standard library, 2 installed, 3 the project's own."""
        if isinstance(self.node, ast.ImportFrom) and self.node.level:
            return 3
        return _group_of(self.module)

    @property
    def is_from(self) -> bool:
        return isinstance(self.node, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class _NewImport:
    module: str
    name: str | None
    """None: `import module`."""
    alias: str | None

    @property
    def line(self) -> str:
        alias = f" as {self.alias}" if self.alias else ""
        return f"from {self.module} import {self.name}{alias}" if self.name else f"import {self.module}{alias}"


class FileImports:
    """The imports of a document, as code in one of its blocks sees them; broken blocks are not looked into."""

    def __init__(self, document: Document, block: Block) -> None:
        self._document = document
        self._block = block
        self._top = block
        while self._top.parent is not None:
            self._top = self._top.parent
        self._added: dict[_NewImport, TextEdit] = {}

    def edits(self) -> list[TextEdit]:
        edits = list(self._added.values())
        if len({edit.span for edit in edits}) < len(edits):
            # Two new lines at one place, in the order of their names; the blank lines around them only once.
            edits = _stacked(edits, self._document.newline)
        return edits

    def written(self, qualified: str, near: ast.AST, taken: set[str]) -> str:
        """Find how to write a qualified name at a node; notes the import that this takes."""
        module, _, name = qualified.rpartition(".")
        if not module:
            module, name = name, ""
        path = enclosing(self._block, near)
        if not path:
            raise CannotRewrite("the code has changed since it was analyzed")
        found = self._existing(module, name, path)
        if found is None:
            found = self._local(module, name, path)
        return found if found is not None else self._add(module, name, path, taken)

    # What is there

    @cached_property
    def _groups(self) -> list[_Entry | None]:
        """The top-level statements in order, by lines: imports, and None for all else."""
        groups: list[_Entry | None] = []
        for block in self._document.blocks:
            if block.error is not None:
                groups.append(None)
            if not block.nodes:
                continue
            first = block.nodes[0]
            if isinstance(first, (ast.Import, ast.ImportFrom)):
                alone = all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in block.nodes)
                groups.append(
                    _Entry(first, block.line_of(first), self._code_end(block), alone and len(block.nodes) == 1)
                )
            elif groups or not _is_docstring(first):
                groups.append(None)
        return groups

    def _code_end(self, block: Block) -> int:
        last = block.nodes[-1]
        end = (last.end_lineno or last.lineno) - block.base + block.start
        while end < block.end and self._document.lines[end - 1].rstrip("\r\n").endswith("\\"):
            end += 1
        return end

    def _top_imports(self) -> Iterator[tuple[ast.Import | ast.ImportFrom, int]]:
        for block in self._document.blocks:
            for node in block.nodes:
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    yield node, block.line_of(node)

    @cached_property
    def top_names(self) -> dict[str, int]:
        """How often each name is bound at the document's top level."""
        return dict(module_bindings(self._document))

    @cached_property
    def _bound_here(self) -> dict[str, int]:
        """Names that the block binds inside functions and classes, and for a class member its neighbours'."""
        nodes: list[ast.AST] = list(self._block.nodes)
        if self._block is self._top and all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes):
            return {}
        if self._block.parent is not None:
            nodes += [node for member in self._block.parent.members for node in member.nodes if not _is_function(node)]
        return dict(bound_names(nodes))

    def _existing(self, module: str, name: str, path: list[ast.AST]) -> str | None:
        limit = self._block.line_of(_statement_of(path))
        for node, line in self._top_imports():
            if line >= limit:
                break
            for alias in node.names:
                written = _written_as(node, alias, module, name)
                if written is None:
                    continue
                root = written.partition(".")[0]
                if root not in self._bound_here and self._bound_only_by(root, node, alias):
                    return written
        return None

    def _bound_only_by(self, root: str, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
        """Is a name bound by this import alone? `import os` and `import os.path` bind the same."""
        if self.top_names.get(root, 0) == 1:
            return True
        count = 0
        for other, _ in self._top_imports():
            for name in other.names:
                if (name.asname or name.name.partition(".")[0]) != root:
                    continue
                same = _binds(other, name) == _binds(node, alias)
                if not same:
                    return False
                count += 1
        return count == self.top_names.get(root, 0)

    def _local(self, module: str, name: str, path: list[ast.AST]) -> str | None:
        """An import at the beginning of a function around the node, if nothing else binds its name in the block."""
        for function in reversed(path):
            if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            for node in function.body:
                if node in path:
                    break
                if not isinstance(node, (ast.Import, ast.ImportFrom)):
                    continue
                for alias in node.names:
                    written = _written_as(node, alias, module, name)
                    if written is None:
                        continue
                    root = written.partition(".")[0]
                    if self._bound_here.get(root) == self._local_imports(_binds(node, alias), root):
                        return written
        return None

    def _local_imports(self, binding: str, root: str) -> int:
        """How often the block's functions import just this under that name."""
        return sum(
            (alias.asname or alias.name.partition(".")[0]) == root and _binds(node, alias) == binding
            for statement in self._block.nodes
            for node in ast.walk(statement)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        )

    def _is_put_off(self, module: str) -> bool:
        """Is it a package that is installed, and imported where it is needed only?"""
        package = module.partition(".")[0]
        return _group_of(module) == 2 and any(
            isinstance(node, (ast.Import, ast.ImportFrom))
            and package in {_module_of(node).partition(".")[0], *(alias.name.partition(".")[0] for alias in node.names)}
            for statement in self._block.nodes
            for node in ast.walk(statement)
        )

    # What is added

    def _add(self, module: str, name: str, path: list[ast.AST], taken: set[str]) -> str:
        if self._is_put_off(module):
            raise CannotRewrite(f"{module} is imported in functions only")
        for candidate in self._candidates(module, name):
            root = candidate.alias or candidate.name or candidate.module.partition(".")[0]
            if candidate in self._added or self._is_free(root, candidate, taken):
                break
        else:
            wanted = "_" + (name or module.rpartition(".")[2])
            alias = fresh_name(wanted, taken | self.top_names.keys() | self._bound_here.keys())
            candidate = _NewImport(module, name or None, alias) if name else _NewImport(module, None, alias)
            root = alias
        if candidate not in self._added:
            self._added[candidate] = self._edit(candidate, path)
        return root if candidate.name or not name else f"{candidate.alias or candidate.module}.{name}"

    def _candidates(self, module: str, name: str) -> Iterator[_NewImport]:
        plain = _NewImport(module, None, _ALIASES.get(module))
        if not name:
            yield plain
            return
        single = _NewImport(module, name, None)
        prefers_from = module in _FROM_MODULES or name[:1].isupper() or self._extensible(module) is not None
        yield from (single, plain) if prefers_from else (plain, single)

    def _is_free(self, root: str, candidate: _NewImport, taken: set[str]) -> bool:
        if root in BUILTINS or root in self._bound_here:
            return False
        if root in self.top_names:
            # `import os.path` where the file has `import os` binds the same module.
            return candidate.name is None and candidate.alias is None and all(
                _binds(node, alias) == root
                for node, _ in self._top_imports()
                for alias in node.names
                if (alias.asname or alias.name.partition(".")[0]) == root
            ) and self._count_of_imports(root) == self.top_names[root]  # fmt: skip
        return root not in taken

    def _count_of_imports(self, root: str) -> int:
        names = (alias for node, _ in self._top_imports() for alias in node.names)
        return sum((alias.asname or alias.name.partition(".")[0]) == root for alias in names)

    def _extensible(self, module: str) -> _Entry | None:
        """A `from module import a, b` in one plain line."""
        for entry in self._groups:
            if entry is None or not entry.alone or entry.end != entry.start + 1 or not entry.is_from:
                continue
            if entry.module == module and entry.group != 3:
                line = self._document.lines[entry.start]
                if re.fullmatch(rf"from {re.escape(module)} import \w+(, \w+)*[ \t]*[\r\n]*", line):
                    return entry
        return None

    def _edit(self, new: _NewImport, path: list[ast.AST]) -> TextEdit:
        limit = self._block.line_of(_statement_of(path))
        if new.name is not None and new.alias is None and not any(item.module == new.module for item in self._added):
            entry = self._extensible(new.module)
            if entry is not None and entry.start < limit:
                edit = self._extended(entry, new.name)
                if edit is not None:
                    return edit
        edit = self._placed(new)
        if edit.span.start.line > limit:
            raise CannotRewrite(f"{new.line!r} would come after the code that needs it")
        return edit

    def _extended(self, entry: _Entry, name: str) -> TextEdit | None:
        names = [alias.name for alias in entry.node.names]
        line = self._document.lines[entry.start]
        if content_length(line) + len(name) + 2 > _LINE_LENGTH:
            return None
        column = line.index(" import ") + len(" import ")
        if names == sorted(names, key=_name_order):
            for existing in names:
                if _name_order(name) < _name_order(existing):
                    return _insertion(entry.start, column, f"{name}, ")
                column += len(existing) + 2
        column = len(line.rstrip())
        return _insertion(entry.start, column, f", {name}")

    def _placed(self, new: _NewImport) -> TextEdit:
        """Find the place of a new import line."""
        run = self._run()
        if not run:
            return self._first_import(new)
        group = _group_of(new.module)
        same = [entry for entry in run if entry.group == group]
        newline = self._document.newline
        if same:
            entry, after = _neighbour(same, new)
            if entry is None:
                return self._after(run[-1], new.line + newline)
            return self._after(entry, new.line + newline) if after else self._above(entry, new.line + newline)
        before = [entry for entry in run if 0 < entry.group < group]
        if before:
            return self._after(before[-1], newline + new.line + newline)
        later = next((entry for entry in run if entry.group > group), None)
        if later is not None:
            return self._above(later, new.line + newline + newline)
        return self._after(run[-1], newline + new.line + newline)

    def _run(self) -> list[_Entry]:
        """The first run of imports that are more than `from __future__`, or else those."""
        future: list[_Entry] = []
        run: list[_Entry] = []
        for entry in self._groups:
            if entry is None:
                if run:
                    break
            elif entry.group == 0:
                future.append(entry)
            else:
                run.append(entry)
        return [*future, *run] if run and future and future[-1].start < run[0].start else run or future

    def _after(self, entry: _Entry, text: str) -> TextEdit:
        if entry.end >= len(self._document.lines):
            return self._above(entry, text.strip("\r\n") + self._document.newline)
        return _insertion(entry.end, 0, text)

    def _above(self, entry: _Entry, text: str) -> TextEdit:
        """Above the comments that belong to the import, but below those at the top of the file."""
        lines = self._document.lines
        line = entry.start
        while line > 0 and lines[line - 1].startswith("#"):
            line -= 1
        if line == 0:
            line = entry.start
        return self._at(line, text)

    def _first_import(self, new: _NewImport) -> TextEdit:
        """A file without imports: after its docstring, or after the comments at its top."""
        newline = self._document.newline
        lines = self._document.lines
        first = next((block for block in self._document.blocks if block.nodes or block.error), None)
        text = new.line + newline
        if first is not None and first.nodes and _is_docstring(first.nodes[0]):
            line = self._code_end(first)
            if line >= len(lines):
                raise CannotRewrite("no line for the import after the docstring")
            if len(first.nodes) > 1:
                return _insertion(line, 0, text)
            gap = "" if not lines[line].strip() else newline
            return _insertion(line, 0, newline + text + gap)
        line = 0
        while line < 2 and line < len(lines) and re.match(r"\ufeff?#(!|.*?coding[:=])", lines[line]):
            line += 1
        header = line
        while header < len(lines) and lines[header].startswith("#"):
            header += 1
        if header < len(lines) - 1 and header > 0 and not lines[header].strip():
            return _insertion(header, 0, newline + text)
        following = next((code for code in lines[line:] if code.strip() and code[0] != "#"), "")
        gap = newline * 2 if re.match(r"(async |def |class |@)", following) else newline
        while line and line < len(lines) - 1 and not lines[line].strip():
            line += 1
        return self._at(line, text + gap)

    def _at(self, line: int, text: str) -> TextEdit:
        mark = line == 0 and self._document.lines[0].startswith("\ufeff")
        return _insertion(line, int(mark), text)


def _neighbour(same: list[_Entry], new: _NewImport) -> tuple[_Entry | None, bool]:
    """The import of the section next to which a new one goes, and whether after it; None if they are in no order."""
    by_kind = [(entry.is_from, entry.module.lower()) for entry in same]
    by_module = [(entry.module.lower(), entry.is_from) for entry in same]
    kind, module = new.name is not None, new.module.lower()
    if by_kind == sorted(by_kind):
        keys, key = by_kind, (kind, module)
    elif by_module == sorted(by_module):
        keys, key = by_module, (module, kind)
    else:
        return None, True
    smaller = [entry for entry, other in zip(same, keys, strict=True) if other <= key]
    return (smaller[-1], True) if smaller else (same[0], False)


def _stacked(edits: list[TextEdit], newline: str) -> list[TextEdit]:
    result: list[TextEdit] = []
    for span in sorted({edit.span for edit in edits}):
        texts = [edit.text for edit in edits if edit.span == span]
        if len(texts) == 1 or any(newline not in text for text in texts):
            result += [TextEdit(span, text) for text in texts]
            continue
        lead = newline if all(text.startswith(newline) for text in texts) else ""
        gaps = min(len(text) - len(text.rstrip("\r\n")) for text in texts) // len(newline)
        ordered = sorted((text.strip("\r\n") for text in texts), key=lambda text: (text.startswith("from "), text))
        result.append(TextEdit(span, lead + newline.join(ordered) + newline * gaps))
    return result


def _insertion(line: int, column: int, text: str) -> TextEdit:
    return TextEdit(Span(Position(line, column), Position(line, column)), text)


def _module_of(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else node.module or ""


def _group_of(module: str) -> int:
    root = module.partition(".")[0]
    return 0 if root == "__future__" else 1 if root in sys.stdlib_module_names else 2


def _name_order(name: str) -> tuple[int, str]:
    """The order of isort and ruff: CONSTANTS, Classes, functions."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name


def _binds(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """What an import makes its name mean, as a qualified name."""
    if isinstance(node, ast.ImportFrom):
        return f"{'.' * node.level}{node.module or ''}.{alias.name}"
    return alias.name if alias.asname else alias.name.partition(".")[0]


def _written_as(node: ast.Import | ast.ImportFrom, alias: ast.alias, module: str, name: str) -> str | None:
    """How `module.name` is written thanks to this import; None if it is not for that."""
    dotted = f".{name}" if name else ""
    if isinstance(node, ast.Import):
        if alias.asname:
            return alias.asname + dotted if alias.name == module else None
        loads = (
            alias.name == module or alias.name.startswith(module + ".") or (alias.name == "os" and module == "os.path")
        )
        return module + dotted if loads else None
    if node.level:
        return None
    bound = alias.asname or alias.name
    if node.module == module and alias.name == name:
        return bound
    if f"{node.module}.{alias.name}" == module:
        return bound + dotted
    return None


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, _FUNCTIONS)


def _statement_of(path: list[ast.AST]) -> ast.stmt:
    """The block's own statement around a node."""
    if not isinstance(path[0], ast.stmt):
        raise CannotRewrite("a node outside any statement")
    return path[0]
