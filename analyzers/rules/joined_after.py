"""The rewrite of rules that see a container joined with a piece in each pass: collect the pieces, join them once."""

from __future__ import annotations

import ast

from ..semantics.questions.joining import Joining
from .declaration import Rewrite

__all__ = ["join_after_loop"]


def join_after_loop(found: Joining, edit: Rewrite, function: str, rest: str) -> None:
    """Have a list collect the pieces, and join it after the loop by `function`, which is given `rest` as well.

    `rest` is text: "", or ", axis=0".
    """
    loop = found.growth.loop.node
    assert isinstance(found.target, ast.Name)
    whole = found.target.id
    pieces = edit.name(f"{whole}_pieces", loop)
    edit.insert_before(loop, "{pieces} = [{whole}]", pieces=pieces, whole=whole)
    if len(found.items) == 1 and not isinstance(found.items[0], ast.Starred):
        edit.replace(found.statement, "{pieces}.append({item})", pieces=pieces, item=found.items[0])
    else:
        texts = ", ".join(edit.text(item) for item in found.items)
        edit.replace(found.statement, "{pieces} += [{items}]", pieces=pieces, items=texts)
    edit.insert_after(
        loop, "{whole} = {function}({pieces}{rest})", whole=whole, function=function, pieces=pieces, rest=rest
    )
