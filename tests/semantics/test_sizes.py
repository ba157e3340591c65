"""Sizes that the source tells."""

from __future__ import annotations

import pytest

from .probing import ask


def sizes(source: str) -> list[int | None]:
    return ask(source, lambda node, at: at.size(node))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[1, 2, 3]", 3),
        ("(1, 2)", 2),
        ("{1: 2}", 1),
        ("{1, 2}", 2),
        ("'abc'", 3),
        ("[1, *x]", None),
        ("{**x}", None),
        ("range(5)", 5),
        ("range(2, 10, 3)", 3),
        ("range(n)", None),
        ("enumerate([1, 2])", 2),
        ("sorted({1, 2})", 2),
        ("[x for x in (1, 2, 3) if x]", 3),
        ("[x for x in (1, 2) for y in z]", None),
        ("[1] + [2, 3]", 3),
        ("[1] + x", None),
        ("zip([1, 2, 3], x)", 3),
        ("'a b c'.split()", 3),
        ("'a,b'.split(',')", None),
        ("{1: 2, 3: 4}.items()", 2),
        ("x", None),
    ],
)
def test_of_an_expression(expression: str, expected: int | None) -> None:
    assert sizes(f"def f(x, z, n):\n    probe({expression})\n") == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("xs = [1, 2]", 2),
        ("xs = [1, 2]\n    if x:\n        xs = [1]", 2),
        ("xs = []", None),
        ("xs = [1]\n    xs.append(2)", 2),
        ("xs = [1]\n    for y in x:\n        xs.append(2)", None),
        ("xs = [1]\n    [xs.append(y) for y in x]", None),
        ("xs = [1]\n    xs.extend(x)", None),
        ("xs = [1]\n    xs += x", None),
        ("xs = [1, 2]\n    xs.pop()", 2),
        ("xs = [1, 2]\n    xs[0] = 3", 2),
        ("xs = [1, 2]\n    xs[0:0] = x", None),
        ("xs = {1: 2}\n    xs[3] = 4", None),
        ("xs = [1, 2]\n    def g():\n        xs.append(1)", None),
        ("xs = x", None),
        ("xs, y = [1], [2]", None),
        ("for xs in [[1]]:\n        pass", None),
    ],
)
def test_of_a_name(body: str, expected: int | None) -> None:
    assert sizes(f"def f(x):\n    {body}\n    probe(xs)\n") == [expected]


def test_arguments_and_the_command_line_are_few() -> None:
    assert sizes("import sys\n\ndef f(*xs):\n    probe(xs)\n    probe(sys.argv[1:])\n") == [8, 8]


def test_a_name_of_the_module_that_is_made_of_itself() -> None:
    assert sizes("xs = [1] + xs\nprobe(xs)\n") == [None]
