"""What annotations declare."""

from __future__ import annotations

import ast

from .model import BlockFacts
from .names import qualified_name, resolve
from .scopes import Scope
from .types import NONE, UNKNOWN, Type, join

__all__ = ["annotation_type", "says_nothing"]

_ANNOTATIONS = {
    "builtins.list": "list", "typing.List": "list", "builtins.dict": "dict", "typing.Dict": "dict",
    "builtins.set": "set", "typing.Set": "set", "builtins.frozenset": "frozenset", "typing.FrozenSet": "frozenset",
    "builtins.tuple": "tuple",
    "typing.Tuple": "tuple", "builtins.str": "str", "builtins.bytes": "bytes", "builtins.int": "int",
    "builtins.float": "float", "builtins.bool": "bool", "builtins.bytearray": "bytearray",
    "builtins.complex": "complex",
    "typing.Text": "str", "typing.Deque": "collections.deque", "typing.DefaultDict": "collections.defaultdict",
    "typing.Counter": "collections.Counter", "typing.Iterator": "iterator", "collections.abc.Iterator": "iterator",
    "typing.Iterable": "iterable", "collections.abc.Iterable": "iterable", "typing.Generator": "iterator",
    "collections.abc.Generator": "iterator", "typing.Sequence": "sequence", "collections.abc.Sequence": "sequence",
    "numpy.typing.NDArray": "numpy.ndarray",
    "typing.TextIO": "file", "typing.BinaryIO": "file", "typing.IO": "file",
}  # fmt: skip
_WRAPPERS = {f"{module}.{name}" for module in ("typing", "typing_extensions")
             for name in ("Optional", "Final", "Annotated", "ClassVar", "Required", "NotRequired")}  # fmt: skip
_BARE = {f"{module}.{name}" for module in ("typing", "typing_extensions") for name in ("Final", "ClassVar")}
_NO_CLASSES = ("builtins.", "typing.", "typing_extensions.", "collections.abc.", "types.")


def says_nothing(facts: BlockFacts, node: ast.AST | None) -> bool:
    """Does the annotation leave the type to the value: a bare `Final` or `ClassVar`?"""
    return node is None or qualified_name(facts, node) in _BARE


def annotation_type(facts: BlockFacts, node: ast.AST | None) -> Type:
    """The type that an annotation declares (marked `declared`: nothing enforces it)."""
    if node is None:
        return UNKNOWN
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            return _string_annotation(facts, node)
        return UNKNOWN
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return join(annotation_type(facts, node.left), annotation_type(facts, node.right))
    if isinstance(node, ast.Subscript):
        qualified = qualified_name(facts, node.value)
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not arguments:
            return UNKNOWN
        if qualified in _WRAPPERS:
            inner = annotation_type(facts, arguments[0])
            return join(inner, NONE) if qualified.endswith(".Optional") else inner
        if qualified in ("typing.Union", "typing_extensions.Union"):
            result = annotation_type(facts, arguments[0])
            for argument in arguments[1:]:
                result = join(result, annotation_type(facts, argument))
            return result
        if qualified is None or (qualified not in _ANNOTATIONS and qualified.startswith(_NO_CLASSES)):
            return UNKNOWN
        name = _ANNOTATIONS.get(qualified, qualified)
        if name == "numpy.ndarray":
            return Type(name, declared=True)  # what stands in the brackets are no types of elements
        args = tuple(
            annotation_type(facts, a) for a in arguments if not (isinstance(a, ast.Constant) and a.value is ...)
        )
        return Type(name, args if any(a.known for a in args) else (), declared=True)
    qualified = qualified_name(facts, node)
    if qualified is None:
        found = resolve(facts, node) if isinstance(node, ast.Name) else None
        if found is not None and found[0] is None and len(found[1]) == 1:
            binding = found[1][0][0]
            if isinstance(binding.value, ast.ClassDef):
                return Type(f".{binding.name}", declared=True)
        return UNKNOWN
    if qualified in _ANNOTATIONS:
        return Type(_ANNOTATIONS[qualified], declared=True)
    if qualified.startswith(_NO_CLASSES):
        return UNKNOWN
    return Type(qualified, declared=True)


def _string_annotation(facts: BlockFacts, node: ast.Constant) -> Type:
    try:
        parsed = ast.parse(f"({node.value})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNKNOWN
    scope = _scope_around(facts, node)
    if scope is None:
        return UNKNOWN
    # Its names mean what they would mean if the quotes were not there.
    for name in ast.walk(parsed):
        if isinstance(name, ast.Name):
            facts.scopes.scope_of[name] = scope
        elif isinstance(name, ast.Constant) and isinstance(name.value, str):
            return UNKNOWN  # Literal["a"], or quotes in quotes
    kind = annotation_type(facts, parsed)
    for name in ast.walk(parsed):
        facts.scopes.scope_of.pop(name, None)
    return kind


def _scope_around(facts: BlockFacts, node: ast.AST) -> Scope | None:
    """The scope in which an annotation is read."""
    scopes = facts.scopes
    below: ast.AST = node
    current = scopes.parent.get(node)
    while current is not None:
        opened = scopes.scope_of.get(current)
        if opened is not None and isinstance(current, (ast.FunctionDef, ast.AsyncFunctionDef)):
            in_header = below is current.args or below is current.returns
            return opened.parent if in_header else opened
        if opened is not None and isinstance(current, ast.ClassDef):
            return opened
        below, current = current, scopes.parent.get(current)
    return scopes.root
