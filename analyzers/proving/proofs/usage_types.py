"""What type an expression has by its looks, as a hint: `text.split()` gives `list[str]`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

__all__ = ["annotated", "loop_types", "type_of"]

_DEEPEST = 5
_METHODS = {
    **dict.fromkeys(("split", "rsplit", "splitlines", "readlines", "findall"), "list[str]"),
    **dict.fromkeys(
        ("strip", "lstrip", "rstrip", "lower", "upper", "title", "casefold", "replace", "join", "format", "read",
         "readline", "read_text", "decode", "capitalize", "swapcase", "isoformat", "strftime", "removeprefix"), "str",
    ),
    **dict.fromkeys(("encode", "read_bytes"), "bytes"),
    **dict.fromkeys(("count", "find", "rfind", "index", "bit_length", "toordinal"), "int"),
}  # fmt: skip
_CALLS = {
    **dict.fromkeys(("len", "int", "ord", "hash", "id"), "int"),
    **dict.fromkeys(("str", "repr", "chr", "input", "hex", "bin", "format", "ascii"), "str"),
    "float": "float", "bool": "bool", "bytes": "bytes", "range": "range", "isinstance": "bool", "any": "bool",
    "all": "bool", "complex": "complex",
}  # fmt: skip
_MAKERS = {
    "iter": "Iterator",
    "reversed": "Iterator",
    "list": "list",
    "sorted": "list",
    "set": "set",
    "tuple": "tuple",
    "frozenset": "frozenset",
}


def annotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, str]:
    """The hints of a function's parameters."""
    arguments = function.args
    return {
        each.arg: ast.unparse(each.annotation)
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if each.annotation is not None
    }


def loop_types(
    nodes: Sequence[ast.AST], known: dict[str, list[ast.expr]], hinted: dict[str, str]
) -> dict[str, str]:  # fmt: skip
    """The hints of names that loops and comprehensions bind: `for n in numbers` with `numbers: list[int]`."""
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, (ast.For, ast.comprehension)):
            told = _element(type_of(node.iter, known, {**hinted, **found}))
            if told is None:
                continue
            if isinstance(node.target, ast.Name):
                found[node.target.id] = told
            elif isinstance(node.target, ast.Tuple):
                parts = _arguments(told) if told.startswith("tuple[") else []
                if len(parts) == len(node.target.elts):
                    names = [each.id if isinstance(each, ast.Name) else "" for each in node.target.elts]
                    found.update({name: part for name, part in zip(names, parts, strict=True) if name})
    return found


def _element(told: str | None) -> str | None:
    """Of `list[int]` the `int`."""
    if told == "str":
        return "str"
    if told == "bytes" or told == "range":
        return "int"
    parts = _arguments(told or "")
    return parts[0] if parts and not (told or "").lower().startswith(("callable", "optional", "union")) else None


def _arguments(told: str) -> list[str]:
    try:
        tree = ast.parse(told, mode="eval").body
    except SyntaxError:
        return []
    if not isinstance(tree, ast.Subscript):
        return []
    inner = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    return [ast.unparse(each) for each in inner]


def type_of(
    node: ast.expr, known: dict[str, list[ast.expr]], hinted: dict[str, str], depth: int = 0
) -> str | None:  # fmt: skip
    """Find the hint of an expression; None where its looks do not tell. `known` are values of names, `hinted` hints."""
    if depth > _DEEPEST:
        return None

    def inner(part: ast.expr) -> str | None:
        return type_of(part, known, hinted, depth + 1)

    if isinstance(node, ast.Name):
        if node.id in hinted:
            return hinted[node.id]
        return inner(known[node.id][0]) if known.get(node.id) else None
    if isinstance(node, ast.Constant):
        return None if node.value is None or node.value is ... else type(node.value).__name__
    if isinstance(node, ast.JoinedStr):
        return "str"
    if isinstance(node, ast.Compare):
        return "bool"
    if isinstance(node, (ast.List, ast.Set)):
        return _of_parts("list" if isinstance(node, ast.List) else "set", [inner(each) for each in node.elts])
    if isinstance(node, ast.Tuple):
        parts = [inner(each) for each in node.elts]
        return f"tuple[{', '.join(map(str, parts))}]" if parts and None not in parts else None
    if isinstance(node, ast.GeneratorExp):
        element = inner(node.elt)
        return None if element is None else f"Iterator[{element}]"
    if isinstance(node, (ast.ListComp, ast.SetComp)):
        element = inner(node.elt)
        return None if element is None else f"{'list' if isinstance(node, ast.ListComp) else 'set'}[{element}]"
    if isinstance(node, (ast.Dict, ast.DictComp)):
        keys = [node.key] if isinstance(node, ast.DictComp) else [each for each in node.keys if each is not None]
        values = [node.value] if isinstance(node, ast.DictComp) else node.values
        told = [{inner(each) for each in side} for side in (keys, values)]
        return (
            f"dict[{told[0].pop()}, {told[1].pop()}]"
            if all(len(side) == 1 and None not in side for side in told)
            else None
        )
    if isinstance(node, ast.Call):
        return _of_call(node, inner)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return inner(node.value)
    return None


def _of_parts(kind: str, parts: list[str | None]) -> str | None:
    return f"{kind}[{parts[0]}]" if len(set(parts)) == 1 and parts[0] is not None else None


def _of_call(node: ast.Call, inner: object) -> str | None:
    assert callable(inner)
    if isinstance(node.func, ast.Attribute):
        return _METHODS.get(node.func.attr)
    if not isinstance(node.func, ast.Name):
        return None
    if node.func.id in _MAKERS and len(node.args) == 1:
        told = inner(node.args[0])
        opened = str(told).find("[")
        if told is None or opened < 0 or str(told).startswith(("dict", "tuple")):
            return None
        return (
            _MAKERS[node.func.id] + str(told)[opened:]
            if node.func.id != "tuple"
            else f"tuple{str(told)[opened:-1]}, ...]"
        )
    return _CALLS.get(node.func.id)
