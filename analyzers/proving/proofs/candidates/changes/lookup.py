"""Looks up a module's function, or an attribute, once above the loop.

    for x in xs:                        sqrt = math.sqrt
        found.append(math.sqrt(x))  →   append = found.append
                                        for x in xs:
                                            append(sqrt(x))

An attribute that something changes while the loop runs tells the difference.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 70
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for all lookups of a loop together: alone they gain next to nothing."""
    stored = {
        node.attr for node in ast.walk(view.function)
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    }  # fmt: skip
    found: dict[ast.stmt, dict[str, list[ast.Attribute]]] = defaultdict(lambda: defaultdict(list))
    for node in view.walk():
        if not isinstance(node, ast.Attribute) or isinstance(view.parent(node), ast.Attribute):
            continue
        root, names = _chain(node)
        loop = view.outermost_loop(node)
        if root is None or loop is None or names & stored or _is_bound_in(root, loop):
            continue
        if view.version >= (3, 11) and root in view.bound and len(names) == 1:
            continue  # methods are called without being made there: no gain was measured
        if root not in view.bound or view.local_before(root, loop):
            found[loop][ast.unparse(node)].append(node)
    for loop, places in found.items():
        yield Proposal("looks up " + ", ".join(places) + " once", _change(loop, dict(places)))


def _chain(node: ast.expr) -> tuple[str | None, set[str]]:
    names: set[str] = set()
    while isinstance(node, ast.Attribute):
        names.add(node.attr)
        node = node.value
    return (node.id if isinstance(node, ast.Name) else None), names


def _is_bound_in(name: str, loop: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load) for node in ast.walk(loop)
    )


def _change(loop: ast.stmt, places: dict[str, list[ast.Attribute]]) -> Apply:
    def apply(edit: Edit) -> None:
        for text, nodes in places.items():
            new = edit.name(nodes[0].attr, loop, text.replace(".", "_"))
            edit.insert_before(loop, f"{new} = {text}")
            for node in nodes:
                edit.replace(node, new)

    return apply
