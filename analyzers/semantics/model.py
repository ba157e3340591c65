"""The semantic model of one document: facts per block, made when asked for, and the module's names over all blocks."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..source import Block, Document
from .imports import ModuleImports
from .module import Attribute, attributes_of, class_names, exports_of, mentions, outside_attributes_of
from .outside import NOTHING, Outside
from .scopes import Binding, BlockScopes
from .types import UNKNOWN, Type

__all__ = ["BlockFacts", "FileModel", "Pending", "Provided", "ProvidedAttribute"]

_RENAMED = re.compile(r"\bas\s+([^\W\d]\w*)")


class BlockFacts:
    """What is known about one block. Caches fill when a rule asks; an edit elsewhere may empty them."""

    __slots__ = (
        "_attributes",
        "_detached",
        "_exports",
        "_mentions",
        "_renamed",
        "_said",
        "_scopes",
        "_twin",
        "block",
        "inherited",
        "inherited_attributes",
        "loop_cache",
        "model",
        "provided",
        "settled",
        "told",
        "types",
        "usage_cache",
    )

    def __init__(self, model: FileModel, block: Block) -> None:
        self.model = model
        self.block = block
        self.inherited: list[Provided] = []
        self.inherited_attributes: list[ProvidedAttribute] = []
        """Of a broken block: what the blocks that it replaced had bound, so that others keep their findings."""
        self._detached = False
        self._twin: BlockFacts | None = None
        self._exports: tuple[list[Binding], bool] | None = None
        self._scopes: BlockScopes | None = None
        self._mentions: frozenset[str] | None = None
        self._renamed: frozenset[str] | None = None
        self._attributes: list[Attribute] | None = None
        self._said: dict[object, bool] = {}
        self.provided: dict[str, tuple[str, ...]] | None = None
        """The fingerprint of what it gives to other blocks, where the engine has made it of this block alone."""
        self.types: dict[ast.AST, Type] = {}
        self.settled: dict[Any, Type] = {}
        """Types of variables, by scope or class and name."""
        self.loop_cache: dict[ast.AST, Any] = {}
        self.usage_cache: dict[Any, Any] = {}
        self.told: dict[tuple[str, ast.AST], Any] = {}
        """What has been worked out of functions of the block, which others may rely on: see `returns.py`."""

    def take_over(self, other: BlockFacts) -> None:
        """Take from the facts of an equal block in another document what depends on nothing but the block."""
        self._twin = other
        self.inherited, self.inherited_attributes = list(other.inherited), list(other.inherited_attributes)
        if not self.block.members:  # these have nodes of their own
            self._exports, self._attributes = other._exports, other._attributes
            self.told = dict(other.told)

    def forget_inferred(self) -> None:
        self.told.clear()
        self.types.clear()
        self.settled.clear()
        self.loop_cache.clear()
        self.usage_cache.clear()

    @property
    def text(self) -> str:
        block = self.block
        return "".join(self.model.document.lines[block.start : block.start + block.count])

    def says(self, *texts: str) -> bool:
        """Does the block's text hold one of these? Remembered, for the text of a block never changes.

        Ask it before what takes a scope or a type.
        """
        found = self._said.get(texts)
        if found is None:
            text = self.text
            found = self._said[texts] = any(part in text for part in texts)
        return found

    def may_be_imported(self, name: str) -> bool:
        """Is there an import in the block, or one outside functions and classes that binds the name? Cheap."""
        model = self.model
        return name in model.imports.names or model.has_inherited or self.says("import")

    def fits(self, pattern: re.Pattern[str]) -> bool:
        """Is there something in the block's text that the pattern matches? Remembered, too."""
        found = self._said.get(pattern)
        if found is None:
            found = self._said[pattern] = pattern.search(self.text) is not None
        return found

    @property
    def renamed(self) -> frozenset[str]:
        """Names that the block binds with `as`, imports among them."""
        if self._renamed is None:
            text = self.text
            self._renamed = frozenset(_RENAMED.findall(text)) if " as " in text else frozenset()
        return self._renamed

    @property
    def mentions(self) -> frozenset[str]:
        found = self._mentions
        if found is None:
            twin = self._twin
            found = self.model.make(self._mentioned) if twin is None or twin._detached else twin.mentions
            self._mentions = found
        return found

    def _mentioned(self) -> frozenset[str]:
        found = mentions(self.text)
        node = self.class_node
        if node is None or not (node.bases or node.keywords):
            return found
        # What `self.x` is hangs on the base classes, too.
        header = (*node.bases, *(keyword.value for keyword in node.keywords))
        return found | {child.id for base in header for child in ast.walk(base) if isinstance(child, ast.Name)}

    @property
    def exports(self) -> list[Provided]:
        """What the block binds at module level; of a broken block, what it bound when it last parsed."""
        return [(binding, self) for binding in self._exported()[0]] + self.inherited

    @property
    def has_star_import(self) -> bool:
        return self._exported()[1]

    @property
    def attributes(self) -> list[ProvidedAttribute]:
        """What the block gives to attributes: of its class's instances, as a member, and of other objects."""
        if self._attributes is None:
            if self.block.parent is None:
                self._attributes = outside_attributes_of(self.block.nodes)
            else:
                node = self.class_node
                bases = ",".join(map(ast.dump, (*node.bases, *node.keywords))) if node is not None else ""
                # Without its text, look at everything.
                self._attributes = attributes_of(self.block.nodes, "setattr" if self._detached else self.text, bases)
        return [(attribute, self) for attribute in self._attributes] + self.inherited_attributes

    def detach(self) -> None:
        """Say that the block is no longer part of the document: its text is gone, its nodes stay."""
        self._detached = True

    def _exported(self) -> tuple[list[Binding], bool]:
        if self._exports is None:
            block = self.block
            # Without its text, look at everything.
            text = "global :=" if self._detached else self.text
            if block.parent is None:
                found, star = exports_of(block.nodes, text)
            else:  # a class member binds at module level only by `global`
                found, star = exports_of(block.nodes, text) if "global" in text else ([], False)
                found = [binding for binding in found if binding.kind == "global"]
            self._exports = (found, star)
        return self._exports

    def around(self, node: ast.ClassDef) -> BlockFacts:
        """The facts of the block that holds the header of a class in or around this block."""
        block: Block | None = self.block
        while block is not None:
            if block.nodes and block.nodes[0] is node:
                return self.model.facts(block)
            block = block.parent
        return self

    @property
    def class_node(self) -> ast.ClassDef | None:
        """The class that the block is a member of."""
        parent = self.block.parent
        return parent.nodes[0] if parent is not None and parent.nodes else None  # pyright: ignore[reportReturnType]

    @property
    def scopes(self) -> BlockScopes:
        scopes = self._scopes
        if scopes is None:
            model = self.model
            scopes = self._scopes = model.make(BlockScopes, self.block.nodes, self.class_node, model.container)
        return scopes


@dataclass(slots=True, eq=False)
class Pending:
    """A function whose return type is being inferred."""

    function: ast.AST
    assumed: Type = UNKNOWN
    asked: bool = False
    """Did it ask for its own?"""
    lowest: int = 1 << 30
    """Where in `FileModel.pending` the widest circle that it is part of begins."""


class FileModel:
    """Facts of a whole document, linked by name. Pure: reads nothing but the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.container = ast.Module(body=[], type_ignores=[])
        """Parent of every block's statements."""
        self.facts_of: dict[Block, BlockFacts] = {}
        self.make: Callable[..., Any] = _make
        """Called with what makes a fact that all rules share, and its arguments: who runs the rules may watch it."""
        self.imports = ModuleImports()
        """Replaced after an edit of them, never changed."""
        self.options: Mapping[object, Any] = {}
        """What is set for options of the rules that ask here, by option; what is by default is not in it."""
        self.outside: Outside | None = None
        """What is told of the functions that the document calls; None: to be made by `link`, once a rule asks."""
        self.link: Callable[[], Outside] | None = None
        self.asked_packages: set[str] = set()
        """Packages of which something wanted to know whether they are imported: what was found may hang on that."""
        self.has_inherited = False
        """Has there been a block that stands for names of those which it replaced, imported ones perhaps?"""
        self._names: dict[str, list[Provided]] | None = None
        self._stars = 0
        self._class_names: dict[ast.ClassDef, frozenset[str]] = {}
        self._attributes: dict[ast.ClassDef, dict[str, list[ProvidedAttribute]]] = {}
        self._outside: dict[str, list[ProvidedAttribute]] | None = None
        self._subclasses: dict[str, list[tuple[ast.ClassDef, BlockFacts]]] | None = None
        self.assumed: dict[object, Type] = {}
        """Variables whose types are being inferred, with what is assumed of them meanwhile."""
        self.readers: dict[Block, set[Block]] = {}
        """Block → the blocks whose findings hang on what its functions do, beyond what they say of themselves."""
        self.readers_of_all: set[Block] = set()
        """Blocks whose findings hang on the whole file."""
        self.journal: list[tuple[dict[Any, Any], Any]] | None = None
        """What was inferred under assumptions."""
        self.pending: list[Pending] = []
        """Functions whose return types are being inferred, the innermost last."""
        self.circular: dict[ast.AST, int] = {}
        """Functions found to call each other in a circle, with where in `pending` the circle begins."""

    def release(self) -> None:
        """Forget everything, and break the reference cycles that it was in. The model is not to be used afterwards."""
        for block in list(self.facts_of):
            self.forget(block)
        self.relink((), ())
        self._names = self._outside = None
        self.make = _make
        self.link = None
        self.readers.clear()

    def forget(self, block: Block) -> None:
        """Forget what is known of a block of a model that is about to be released."""
        facts = self.facts_of.pop(block, None)
        if facts is not None:
            facts.forget_inferred()
            if facts._scopes is not None:
                facts._scopes.release()

    def told(self) -> Outside:
        """What linking tells the file."""
        if self.outside is None:
            self.outside = NOTHING if self.link is None else self.link()
        return self.outside

    def imports_any(self, packages: Iterable[str]) -> bool:
        """Is one of these top-level packages imported at the top level of the module?"""
        self.asked_packages.update(packages)
        return not self.imports.packages.isdisjoint(packages)

    def facts(self, block: Block) -> BlockFacts:
        facts = self.facts_of.get(block)
        if facts is None:
            facts = self.facts_of[block] = BlockFacts(self, block)
        return facts

    def relink(self, removed: Iterable[BlockFacts], added: Iterable[BlockFacts]) -> None:
        """Take blocks out of and into what was derived over several. Costs what they provide, not the file's size."""
        self._attributes.clear()
        self._class_names.clear()
        self._subclasses = None
        removed, added = list(removed), list(added)
        self._relink_outside(removed, added)
        names = self._names
        if names is None:
            return
        for facts in removed:
            for binding, _ in facts.exports:
                left = [provided for provided in names.get(binding.name, ()) if provided[0] is not binding]
                if left:
                    names[binding.name] = left
                else:
                    names.pop(binding.name, None)
            self._stars -= facts.has_star_import
        for facts in added:
            for binding, owner in facts.exports:
                names.setdefault(binding.name, []).append((binding, owner))
            self._stars += facts.has_star_import

    def _relink_outside(self, removed: list[BlockFacts], added: list[BlockFacts]) -> None:
        table = self._outside
        if table is None:
            return
        for facts in removed:
            for attribute, _ in facts.attributes:
                if attribute.kind == "outside":
                    left = [provided for provided in table.get(attribute.name, ()) if provided[0] is not attribute]
                    table[attribute.name] = left
        for facts in added:
            for attribute, owner in facts.attributes:
                if attribute.kind == "outside":
                    table.setdefault(attribute.name, []).append((attribute, owner))

    # -- names

    def module_bindings(self, name: str) -> Sequence[Provided]:
        return self._all_names().get(name, ())

    @property
    def has_star_import(self) -> bool:
        """Any name may come from elsewhere, builtins included."""
        self._all_names()
        return self._stars > 0

    def _all_names(self) -> dict[str, list[Provided]]:
        if self._names is None:
            names, self._stars = self.make(self._linked_names)
            self._names = names
            return names
        return self._names

    def _linked_names(self) -> tuple[dict[str, list[Provided]], int]:
        names: dict[str, list[Provided]] = {}
        stars = 0
        for block in self.document.leaves():
            facts = self.facts(block)
            for binding, owner in facts.exports:
                names.setdefault(binding.name, []).append((binding, owner))
            stars += facts.has_star_import
        return names, stars

    # -- classes

    def class_attributes(self, node: ast.ClassDef, facts: BlockFacts) -> dict[str, list[ProvidedAttribute]]:
        """Attribute → what the class's own members assign to it. `facts`: of a block in or around the class."""
        table = self._attributes.get(node)
        if table is None:
            table = self._attributes[node] = {}
            for attribute, owner in self.make(self._members, node, facts):
                if attribute.kind != "outside":
                    table.setdefault(attribute.name, []).append((attribute, owner))
        return table

    def outside_attributes(self, name: str) -> Sequence[ProvidedAttribute]:
        """What any code of the document assigns to an attribute of that name other than through a method's `self`.

        Costs a walk over all statements of the document, once.
        """
        table = self._outside
        if table is None:
            table = self._outside = self.make(self._linked_outside)
        return table.get(name, ())

    def _linked_outside(self) -> dict[str, list[ProvidedAttribute]]:
        table: dict[str, list[ProvidedAttribute]] = {}
        for block in self.document.leaves():
            for attribute, owner in self.facts(block).attributes:
                if attribute.kind == "outside":
                    table.setdefault(attribute.name, []).append((attribute, owner))
        return table

    def subclasses(self, name: str) -> Sequence[tuple[ast.ClassDef, BlockFacts]]:
        """Classes, at module level or in classes, that name `name` as a base."""
        table = self._subclasses
        if table is None:
            table = self._subclasses = {}
            for block in self.document.leaves():
                node = block.nodes[0] if block.nodes else None
                if isinstance(node, ast.ClassDef):
                    for base in node.bases:
                        called = base.value if isinstance(base, ast.Subscript) else base
                        last = getattr(called, "attr", getattr(called, "id", ""))
                        table.setdefault(last, []).append((node, self.facts(block)))
        return table.get(name, ())

    def class_names(self, facts: BlockFacts) -> frozenset[str]:
        """Names bound in the class body that `facts.block` is a member of."""
        node = facts.class_node
        assert node is not None
        assert facts.block.parent is not None
        names = self._class_names.get(node)
        if names is None:
            names = self._class_names[node] = frozenset(
                name for member in facts.block.parent.members for name in class_names(member.nodes)
            )
        return names

    def _members(self, node: ast.ClassDef, facts: BlockFacts) -> list[ProvidedAttribute]:
        block: Block | None = facts.block
        while block is not None:
            if block.nodes and block.nodes[0] is node and block.members:
                return [provided for member in block.members for provided in self.facts(member).attributes]
            block = block.parent
        return [(attribute, facts) for attribute in attributes_of(node.body, facts.text)]


def _make(make: Callable[..., Any], *arguments: Any) -> Any:
    return make(*arguments)


Provided = tuple[Binding, BlockFacts]
"""A binding with the block whose names it is written in."""
ProvidedAttribute = tuple[Attribute, BlockFacts]
