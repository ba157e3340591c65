"""Compiles a pattern once for the module instead of asking for it in each call.

def clean(text):                    _PATTERN = re.compile(r"\\s+")
    return re.sub(r"\\s+", " ", text)
                              →     def clean(text):
                                        return _PATTERN.sub(" ", text)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 15
ALTERNATIVES = False
_FLAGS_AT = {"match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2, "split": 3, "sub": 4, "subn": 4}


def proposals(view: View) -> Iterator[Proposal]:
    """One for each call with a constant pattern."""
    for node in view.walk():
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=name),
                args=[ast.Constant(value=str() | bytes()), *rest],
            ) if "re" not in view.bound and not any(isinstance(each, ast.Starred) for each in rest):
                if name == "compile":
                    if all(_is_constant(each) for each in [*rest, *(keyword.value for keyword in node.keywords)]):
                        yield Proposal("compiles its pattern once", _compiled(node))
                elif name in _FLAGS_AT and len(node.args) <= _FLAGS_AT[name]:
                    flags = [keyword for keyword in node.keywords if keyword.arg == "flags"]
                    if all(_is_constant(keyword.value) for keyword in flags):
                        yield Proposal("compiles its pattern once", _called(node, name))
            case _:
                pass


def _is_constant(node: ast.expr) -> bool:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return names <= {"re"} and not any(isinstance(each, ast.Call) for each in ast.walk(node))


def _compiled(node: ast.Call) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(node, edit.constant("_PATTERN", edit.text(node), node))

    return apply


def _called(node: ast.Call, name: str) -> Apply:
    def apply(edit: Edit) -> None:
        flags = "".join(f", {edit.text(keyword.value)}" for keyword in node.keywords if keyword.arg == "flags")
        pattern = edit.constant("_PATTERN", f"re.compile({edit.text(node.args[0])}{flags})", node)
        others: list[ast.AST] = [*node.args[1:], *(each for each in node.keywords if each.arg != "flags")]
        holes = {f"part{number}": other for number, other in enumerate(others)}
        edit.replace(node, f"{pattern}.{name}({', '.join(f'{{{hole}}}' for hole in holes)})", **holes)

    return apply
