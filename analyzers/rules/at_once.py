"""Rewriting a loop that adds elements to a container one by one, so that the container takes all of them at once."""

from __future__ import annotations

import ast

from .declaration import Match, Rewrite

__all__ = ["fill_at_once"]


def fill_at_once(match: Match, edit: Rewrite, grow: str, make: str) -> None:
    """`grows.grow(items)` in place of the loop; `grows = make(items)` where it starts empty right before.

    The match is of the loop; its nodes are `grows` and `start`, the assignment of the empty container or None.
    """
    loop, grows, start = match.node, match.nodes["grows"], match.nodes["start"]
    assert isinstance(loop, ast.For)
    if start is None:
        edit.replace(loop, f"{{grows}}.{grow}({{items}})", grows=grows, items=loop.iter)
    else:
        edit.delete(start)
        edit.replace(loop, f"{{grows}} = {make}({{items}})", grows=grows, items=loop.iter)
