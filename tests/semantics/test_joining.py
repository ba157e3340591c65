"""Arrays and frames that grow by being joined anew, and whether their pieces can be collected."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import pytest
from slowspot.analyzers.semantics.questions.joining import joining

from .probing import ask


def operands(node: ast.AST) -> Sequence[ast.expr] | None:
    return (
        node.args if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "join" else None
    )


def collectable(body: str) -> list[bool | None]:
    """Of each `probe(…)` in the body of a function: can be collected, grows without, or (None) does not grow."""

    def question(node: ast.AST, at: object) -> bool | None:
        found = joining(at, node, operands)  # pyright: ignore[reportArgumentType]
        return None if found is None else found.collectable

    # The assignment is looked at from the `probe` that follows it in the same pass.
    source = f"def function(a, b, items):\n{body}"
    calls = [node for node in ast.walk(ast.parse(source)) if operands(node) is not None]
    assert len(calls) == 1
    return ask(source, lambda node, at: question(_call_before(at.statement(at.node), at), at))


def _call_before(statement: ast.stmt, at: object) -> ast.Call:
    previous = at.previous(statement)  # pyright: ignore[reportAttributeAccessIssue]
    return next(node for node in ast.walk(previous) if isinstance(node, ast.Call) and operands(node) is not None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    for x in items:\n        a = join(a, x)\n        probe(0)\n", True),
        ("    while b:\n        a = join(a, b.pop())\n        probe(0)\n", True),
        ("    for x in items:\n        a = join(x, a)\n        probe(0)\n", False),
        ("    for x in items:\n        a = join(a, len(a))\n        probe(0)\n", False),
        ("    for x in items:\n        a = join(a, x)\n        probe(0)\n        print(a)\n", False),
        ("    for x in items:\n        a = join(a, x)\n        probe(0)\n    else:\n        print(1)\n", False),
        ("    for x in items:\n        a = join(a, x)\n        probe(0)\n    return lambda: a\n", False),
        ("    for x in items:\n        b.a = join(b.a, x)\n        probe(0)\n", False),
        ("    for x in items:\n        b += x\n        a = join(a, b)\n        probe(0)\n", False),
        ("    for x in items:\n        b[0] = x\n        a = join(a, b[:2])\n        probe(0)\n", False),
        ("    for x in items:\n        b[0] = x\n        a = join(a, b.copy())\n        probe(0)\n", True),
        ("    for x in items:\n        b = x.copy()\n        b += 1\n        a = join(a, b)\n        probe(0)\n", True),
        ("    for x in items:\n        a = x if a is None else join(a, x)\n        probe(0)\n", False),
        ("    for x in items:\n        b = join(a, x)\n        probe(0)\n", None),
        ("    for x in items:\n        a = x\n        a = join(a, x)\n        probe(0)\n", None),
        ("    for x in (1, 2, 3):\n        a = join(a, x)\n        probe(0)\n", None),
        ("    a = join(a, b)\n    probe(0)\n", None),
    ],
)
def test_pieces_can_be_collected(body: str, expected: bool | None) -> None:
    assert collectable(body) == [expected]


@pytest.mark.parametrize(
    ("first", "expected"),
    [("a is None", False), ("not a", False), ("x == 0", False), ("x == 7", None), ("len(a) > 100", None)],
)
def test_a_first_value_in_the_other_branch_is_no_new_start(first: str, expected: bool | None) -> None:
    branch = "            a = join(a, x)\n            probe(0)\n"
    body = f"    for x in items:\n        if {first}:\n            a = x\n        else:\n{branch}"
    assert collectable(body) == [expected]
