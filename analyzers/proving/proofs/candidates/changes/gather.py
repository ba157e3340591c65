"""Awaits together what a loop awaits one by one.

    for sku in skus:                           prices.update(
        prices[sku] = await fetch(sku)   →         zip(skus, await asyncio.gather(*(fetch(sku) for sku in skus))))

All begin at once; where one raises, the others go on. Whether they get into each other's way the proof says.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..located import Apply, Proposal, View

if TYPE_CHECKING:
    from ..editing import Edit  # it brings libcst, and the server asks for proposals alone

ORDER = 7
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop that awaits a call for each item, and does nothing but collect the results."""
    if not isinstance(view.function, ast.AsyncFunctionDef):
        return
    for node in view.walk():
        found = _form(node)
        if found is not None and isinstance(node, (ast.stmt, ast.expr)):
            item, items, call, form = found
            if sum(isinstance(each, ast.Await) for each in ast.walk(node)) == 1 and _names(call, item):
                yield Proposal(
                    f"awaits all of `{ast.unparse(call.func)}` together", _change(node, item, items, call, form)
                )


def _form(node: ast.AST) -> tuple[str, ast.expr, ast.Call, str] | None:
    """The item's name, what is gone through, the call, and the new text around `together`."""
    match node:
        case ast.For(
            target=ast.Name(id=item), iter=items, orelse=[],
            body=[ast.Expr(ast.Call(ast.Attribute(ast.Name(id=found), "append"), [ast.Await(ast.Call() as call)], []))],
        ) if not _names(call, found):  # fmt: skip
            return item, items, call, f"{found}.extend({{together}})"
        case ast.For(
            target=ast.Name(id=item), iter=ast.Name() as items, orelse=[],
            body=[ast.Assign([ast.Subscript(ast.Name(id=found), ast.Name(id=key))], ast.Await(ast.Call() as call))],
        ) if key == item and not _names(call, found):  # fmt: skip
            return item, items, call, f"{found}.update(zip({items.id}, {{together}}))"
        case ast.ListComp(
            elt=ast.Await(ast.Call() as call),
            generators=[ast.comprehension(target=ast.Name(id=item), iter=items, ifs=[], is_async=0)],
        ):
            return item, items, call, "list({together})"
        case ast.DictComp(
            key=ast.Name(id=key), value=ast.Await(ast.Call() as call),
            generators=[ast.comprehension(target=ast.Name(id=item), iter=ast.Name() as items, ifs=[], is_async=0)],
        ) if key == item:  # fmt: skip
            return item, items, call, f"dict(zip({items.id}, {{together}}))"
        case _:
            return None


def _names(node: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def _change(node: ast.stmt | ast.expr, item: str, items: ast.expr, call: ast.Call, form: str) -> Apply:
    def apply(edit: Edit) -> None:
        gather = edit.imported("asyncio.gather", node)
        together = f"await {gather}(*({{call}} for {item} in {{items}}))"
        edit.replace(node, form.replace("{together}", together), call=call, items=items)

    return apply
