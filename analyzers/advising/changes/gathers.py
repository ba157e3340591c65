"""Awaits what a loop awaits one by one all together.

    for sku in skus:                           prices.update(
        prices[sku] = await fetch(sku)   →         zip(skus, await asyncio.gather(*(fetch(sku) for sku in skus))))

All begin at once; where one raises, the others go on.
"""

from __future__ import annotations

import ast

from ...findings import TextEdit
from ...proving.proofs.candidates.editing import Edit
from ...rewriting.edits import apply_edits, merged
from ...rewriting.failure import CannotRewrite
from ..advice import Change
from ..mapped import Mapped

__all__ = ["gathered"]


def gathered(mapped: Mapped) -> Change | None:
    """The loop as one `asyncio.gather`; None where it has no form that can be rewritten."""
    owner, whole = mapped.owner, mapped.whole
    if not mapped.is_awaited:
        return None
    try:
        edit = Edit(owner.source.document, owner.block)
        gather = edit.imported("asyncio.gather", whole)
        items, call = edit.text(mapped.items), edit.text(mapped.call)
        together = f"await {gather}(*({call} for {mapped.item} in {items}))"
        if mapped.way == "append" and isinstance(whole, ast.For):
            grown = whole.body[0].value.func.value.id  # pyright: ignore[reportAttributeAccessIssue] - by its way
            new = f"{grown}.extend({together})"
        elif mapped.way == "store" and isinstance(whole, ast.For) and mapped.repeatable:
            filled = whole.body[0].targets[0].value.id  # pyright: ignore[reportAttributeAccessIssue] - as above
            new = f"{filled}.update(zip({items}, {together}))"
        elif mapped.way == "list":
            new = f"list({together})"
        elif mapped.way == "dict" and mapped.repeatable:
            new = f"dict(zip({items}, {together}))"
        else:
            return None
        assert isinstance(whole, (ast.For, ast.expr))
        change = TextEdit(owner.source.document.span_of(owner.block, whole), new)
        after = apply_edits(owner.source.document, merged([*edit.edits(), change]))
        ast.parse(after)
    except (CannotRewrite, SyntaxError, ValueError):
        return None
    return Change(owner.source.full, owner.source.text, after, "all at once, by asyncio.gather")
