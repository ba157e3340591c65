"""Which loops come by a place again and again, and what can be computed before them."""

from __future__ import annotations

import ast

import pytest
from slowspot.analyzers.semantics.site import Site

from .probing import ask


def kinds(source: str) -> list[list[str]]:
    return ask(source, lambda _, at: [loop.kind for loop in at.repeating])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for x in xs:\n    probe(x)", ["for"]),
        ("while xs:\n    probe(xs)", ["while"]),
        ("while probe(xs):\n    pass", ["while"]),
        ("[probe(x) for x in xs]", ["comprehension"]),
        ("for x in xs:\n    [probe(y) for y in x]", ["comprehension", "for"]),
        ("for x in probe(xs):\n    pass", []),
        ("for x in xs:\n    probe(x)\n    break", []),
        ("for x in xs:\n    return probe(x)", []),
        ("for x in xs:\n    if x:\n        probe(x)\n        break", []),
        ("for x in xs:\n    if probe(x):\n        break", ["for"]),
        ("for x in xs:\n    if x:\n        probe(x)\n        continue\n    break", ["for"]),
        ("for x in xs:\n    for y in x:\n        probe(y)\n        break", ["for"]),
        ("for x in xs:\n    for y in x:\n        probe(y)\n        return", []),
        ("for x in xs:\n    for y in x:\n        probe(y)\n    break", ["for"]),
        ("for x in xs:\n    raise ValueError(probe(x))", []),
        ("for x in xs:\n    try:\n        raise ValueError(probe(x))\n    except ValueError:\n        pass", ["for"]),
        ("for x in xs:\n    probe(x)\n    sys.exit()", []),
        ("for x in (1, 2, 3):\n    probe(x)", []),
        ("for x in xs:\n    pass\nelse:\n    probe(xs)", []),
        ("for x in xs:\n    for y in x:\n        pass\n    else:\n        probe(xs)\n        break", []),
        ("for x in xs:\n    def g():\n        probe(x)", []),
        ("for x in xs:\n    with x:\n        probe(x)", ["for"]),
    ],
)
def test_the_loops_that_repeat_a_place(body: str, expected: list[str]) -> None:
    lines = "\n".join("    " + line for line in body.split("\n"))
    assert kinds(f"import sys\n\ndef f(xs):\n{lines}\n") == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for x in xs:\n        probe(x)", "For"),
        ("y = [probe(x) for x in xs]", "Assign"),
        ("while any(probe(x) for x in xs):\n        pass", None),
        ("g(lambda: [probe(x) for x in xs])", None),
        ("if xs:\n        pass\n    elif [probe(x) for x in xs]:\n        pass", None),
        ("if xs:\n        pass\n    else:\n        if [probe(x) for x in xs]:\n            pass", "If"),
    ],
)
def test_the_statement_before_which_there_is_room(body: str, expected: str | None) -> None:
    def anchor(_: ast.AST, at: object) -> str | None:
        loops = at.loops  # pyright: ignore[reportAttributeAccessIssue]
        found = at.anchor(loops[0])  # pyright: ignore[reportAttributeAccessIssue]
        return type(found).__name__ if found is not None else None

    assert ask(f"def f(xs, g):\n    {body}\n", anchor) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ys = []\n    for x in xs:\n        probe(ys)", True),
        ("if xs:\n        ys = []\n    for x in xs:\n        probe(ys)", False),
        ("if xs:\n        ys = []\n        for x in xs:\n            probe(ys)", True),
        ("for x in xs:\n        probe(xs)", True),
        ("for x in xs:\n        probe(ys)\n    ys = []", False),
        ("with xs as ys:\n        for x in xs:\n            probe(ys)", True),
    ],
)
def test_a_name_is_bound_before_the_loop(body: str, expected: bool) -> None:
    def bound(node: ast.expr, at: Site) -> bool:
        anchor = at.anchor(at.loops[-1])
        assert anchor is not None
        return at.bound_before(node, anchor)

    assert ask(f"def f(xs):\n    {body}\n", bound) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for x in xs:\n        probe(ys)\n    return ys", False),
        ("try:\n        for x in xs:\n            probe(ys)\n    except ValueError:\n        pass", False),
        (
            "try:\n        for x in xs:\n            probe(ys)\n    except ValueError:\n        pass\n    return ys",
            True,
        ),
        ("try:\n        for x in xs:\n            probe(ys)\n    finally:\n        print(ys)", True),
    ],
)
def test_a_name_is_seen_after_an_error(body: str, expected: bool) -> None:
    source = f"def f(xs):\n    ys = []\n    {body}\n"
    assert ask(source, lambda node, at: at.seen_after_error(node, at.loops[-1].node)) == [expected]
