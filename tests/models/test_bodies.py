"""What bodies do, counted from their trees."""

from __future__ import annotations

import ast

import pytest
from slowspot.models.bodies import Body, body_of, functions_in


def body(source: str) -> Body:
    return body_of(ast.parse(source).body[-1])


def test_a_loop_of_a_hundred_costs_a_hundred_times_its_body() -> None:
    once = body("def f(x):\n    x.a.b = g(x) + h(x)").cost(30)
    loop = body("def f(x):\n    for i in range(100):\n        x.a.b = g(x) + h(x)").cost(30)
    assert loop == pytest.approx(100 * once, rel=0.1)


def test_a_loop_of_unknown_length_grows_with_it() -> None:
    costs = [body("def f(xs):\n    for x in xs:\n        g(x)").cost(n) for n in (100, 1000)]
    assert costs[1] == pytest.approx(10 * costs[0], rel=0.1)


def test_nested_loops_multiply() -> None:
    assert body("def f(xs, ys):\n    for x in xs:\n        for y in ys:\n            g(y)").tally.degree == 2


def test_a_loop_over_what_the_loop_around_yields_is_short() -> None:
    assert (
        body(
            "def f(lines):\n    for line in lines:\n        for word in line.split():\n            g(word)"
        ).tally.degree
        == 1
    )


@pytest.mark.parametrize(
    "expression", ["sorted(xs)", "sum(xs)", "x in [*xs]", "''.join(xs)", "list(xs)", "max(xs)", "xs.index(x)", "xs[:]"]
)
def test_builtins_loop_without_saying_so(expression: str) -> None:
    assert body(f"def f(x, xs):\n    return {expression}").tally.degree == 1


def test_the_hidden_loop_of_a_display_is_as_long_as_it() -> None:
    assert body("def f(x):\n    return x in [1, 2, 3]").tally.count("each-compare", 1000) == 3


def test_a_key_is_computed_for_each_element() -> None:
    assert body("def f(xs):\n    return sorted(xs, key=lambda x: x.name)").tally.count("attribute", 50) == 50


def test_types_tell_what_a_search_does() -> None:
    tree = ast.parse("def f(x, xs):\n    return x in xs").body[0]
    assert body_of(tree).tally.degree == 0
    assert body_of(tree, kind_of=lambda _: "list").tally.degree == 1
    assert body_of(tree, kind_of=lambda _: "set").tally.degree == 0


def test_each_node_knows_how_often_it_runs() -> None:
    tree = ast.parse("def f(xs):\n    for x in xs:\n        for i in range(10):\n            g(x)")
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node) == "g(x)")
    place = body_of(tree.body[0]).places[call]
    assert (place.times(100), place.depth, place.known) == (1000, 2, False)


def test_a_function_in_a_function_is_a_body_of_its_own() -> None:
    source = "def f(xs):\n    def g(x):\n        for i in x:\n            h(i)\n    return g"
    assert [function.name for function in functions_in(ast.parse(source).body)] == ["f", "g"]
    assert body(source).tally.degree == 0


def test_what_is_nested_too_deeply_is_no_error() -> None:
    node: ast.expr = ast.Name("x")
    for _ in range(5000):
        node = ast.BinOp(node, ast.Mult(), ast.Name("y"))
    assert body_of(ast.Lambda(ast.arguments([], [], None, [], [], None, []), node)).cost(10) >= 0
