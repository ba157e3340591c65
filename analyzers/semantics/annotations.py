"""What annotations declare."""

from __future__ import annotations

import ast

from .model import BlockFacts
from .names import qualified_name, resolve
from .types import NONE, UNKNOWN, Type, join

__all__ = ["annotation_type"]

_ANNOTATIONS = {
    "builtins.list": "list", "typing.List": "list", "builtins.dict": "dict", "typing.Dict": "dict", "builtins.set": "set",
    "typing.Set": "set", "builtins.frozenset": "frozenset", "typing.FrozenSet": "frozenset", "builtins.tuple": "tuple",
    "typing.Tuple": "tuple", "builtins.str": "str", "builtins.bytes": "bytes", "builtins.int": "int",
    "builtins.float": "float", "builtins.bool": "bool", "builtins.bytearray": "bytearray", "builtins.complex": "complex",
    "typing.Text": "str", "typing.Deque": "collections.deque", "typing.DefaultDict": "collections.defaultdict",
    "typing.Counter": "collections.Counter", "typing.Iterator": "iterator", "collections.abc.Iterator": "iterator",
    "typing.Iterable": "iterable", "collections.abc.Iterable": "iterable", "typing.Generator": "iterator",
    "collections.abc.Generator": "iterator", "typing.Sequence": "sequence", "collections.abc.Sequence": "sequence",
    "typing.TextIO": "file", "typing.BinaryIO": "file", "typing.IO": "file",
}  # fmt: skip
_TRANSPARENT = {"typing.Optional", "typing.Final", "typing.Annotated", "typing.ClassVar", "typing_extensions.Annotated",
                "typing_extensions.Final"}  # fmt: skip


def annotation_type(facts: BlockFacts, node: ast.AST | None) -> Type:
    """The type that an annotation declares (marked `declared`: nothing enforces it)."""
    if node is None:
        return UNKNOWN
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            return _string_annotation(facts, node.value)
        return UNKNOWN
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return join(annotation_type(facts, node.left), annotation_type(facts, node.right))
    if isinstance(node, ast.Subscript):
        qualified = qualified_name(facts, node.value)
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if qualified in _TRANSPARENT:
            inner = annotation_type(facts, arguments[0])
            return join(inner, NONE) if qualified == "typing.Optional" else inner
        if qualified == "typing.Union":
            result = annotation_type(facts, arguments[0])
            for argument in arguments[1:]:
                result = join(result, annotation_type(facts, argument))
            return result
        name = _ANNOTATIONS.get(qualified or "") or (
            qualified if qualified and "." in qualified and not qualified.startswith("builtins.") else None
        )
        if name is None or qualified is None:
            return UNKNOWN
        args = tuple(
            annotation_type(facts, a) for a in arguments if not (isinstance(a, ast.Constant) and a.value is ...)
        )
        return Type(name, args if any(a.known for a in args) else (), declared=True)
    qualified = qualified_name(facts, node)
    if qualified is None:
        if isinstance(node, ast.Name) and resolve(facts, node) is not None:
            found = resolve(facts, node)
            if found is not None and len(found[1]) == 1 and found[1][0][0].kind == "class" and found[0] is None:
                return Type(f".{node.id}", declared=True)
        return UNKNOWN
    if qualified in _ANNOTATIONS:
        return Type(_ANNOTATIONS[qualified], declared=True)
    if qualified.startswith(("builtins.", "typing.", "typing_extensions.", "collections.abc.")):
        return UNKNOWN
    return Type(qualified, declared=True)


def _string_annotation(facts: BlockFacts, text: str) -> Type:
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNKNOWN
    # Its names belong to no scope of the block: only the plainest forms are read.
    if isinstance(parsed, ast.Name) and parsed.id in (
        "str",
        "int",
        "bytes",
        "float",
        "bool",
        "list",
        "dict",
        "set",
        "tuple",
    ):
        if not facts.model.module_bindings(parsed.id) and not facts.model.has_star_import:
            return Type(parsed.id, declared=True)
    return UNKNOWN
