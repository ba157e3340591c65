"""Expressions replaced by templates: parentheses, layouts, and what is left alone."""

from __future__ import annotations

import ast

import pytest
from slowspot.analyzers.rewriting.rewrite import BlockRewrite

from .harness import Rewriting, check, check_declined


@pytest.mark.parametrize(
    ("before", "node", "template", "hole", "after"),
    [
        ("r = (f(a)).b\n", "f(a)", "{x} + 1", "a", "r = (a + 1).b\n"),
        ("r = not f(a)\n", "f(a)", "{x} in b", "a", "r = not a in b\n"),
        ("r = f(a) * 2\n", "f(a)", "{x} + 1", "a", "r = (a + 1) * 2\n"),
        ("r = f(a + b)\n", "f(a + b)", "{x}.c", "a + b", "r = (a + b).c\n"),
        ("r = f((a + b))\n", "f(a + b)", "g({x})", "a + b", "r = g(a + b)\n"),
        ("r = f(a if b else c)\n", "f(a if b else c)", "{x} or d", "a if b else c", "r = (a if b else c) or d\n"),
        ("r = f(lambda: 1)\n", "f(lambda: 1)", "g({x}, key={x})", "lambda: 1", "r = g(lambda: 1, key=lambda: 1)\n"),
        ("r = f(lambda: 1)\n", "f(lambda: 1)", "{x}()", "lambda: 1", "r = (lambda: 1)()\n"),
        ("r = f(a := b)\n", "f((a := b))", "{x} + 1", "(a := b)", "r = (a := b) + 1\n"),
        ("r = f(x for x in y)\n", "f((x for x in y))", "g({x}, 1)", "(x for x in y)", "r = g((x for x in y), 1)\n"),
        ("r = f((x for x in y), 1)\n", "f((x for x in y), 1)", "g({x})", "(x for x in y)", "r = g(x for x in y)\n"),
        ("r = f((1, 2))\n", "f((1, 2))", "{x}[0]", "(1, 2)", "r = (1, 2)[0]\n"),
        ("for i in 1, 2: pass\n", "(1, 2)", "set({x})", "(1, 2)", "for i in set((1, 2)): pass\n"),
        ("r = f(5)\n", "f(5)", "{x}.real", "5", "r = (5).real\n"),
        ("r = f('a' 'b')\n", "f('ab')", "{x}.c", "'ab'", "r = 'a' 'b'.c\n"),
        ("r = f(-1)\n", "f(-1)", "{x} ** 2", "-1", "r = (-1) ** 2\n"),
        ("r = 1 if a else 2\n", "a", "{x} if b else c", "a", "r = 1 if (a if b else c) else 2\n"),
        ("r = [x for x in a if b]\n", "b", "lambda: {x}", "b", "r = [x for x in a if (lambda: b)]\n"),
        ("r = x[a:b]\n", "a", "{x} + 1", "a", "r = x[a + 1:b]\n"),
        ("r = x[f(a), b]\n", "f(a)", "{x} + 1", "a", "r = x[a + 1, b]\n"),
        ("return_ = a if(b)else c\n", "b", "{x}.d", "b", "return_ = a if(b.d)else c\n"),
        ("r = 1 if'a'else 2\n", "'a'", "b", "1", "r = 1 if(b)else 2\n"),
        ("@f(a)\ndef g(): pass\n", "f(a)", "h({x})", "a", "@h(a)\ndef g(): pass\n"),
        ("if a: pass\nelif f(b): pass\n", "f(b)", "g({x})", "b", "if a: pass\nelif g(b): pass\n"),
        ("r = ()\n", "()", "f({x})", "()", "r = f(())\n"),
        ("r = 'é', f(a)\n", "f(a)", "g({x})", "a", "r = 'é', g(a)\n"),
        ("match f(a):\n    case [1, *_] if g(b): pass\n", "g(b)", "h({x})", "b",
         "match f(a):\n    case [1, *_] if h(b): pass\n"),
        ("async def f():\n    return (await g(a)).b\n", "g(a)", "h({x})", "a",
         "async def f():\n    return (await h(a)).b\n"),
    ],
)  # fmt: skip
def test_parentheses_stand_where_precedence_asks_for_them(
    before: str, node: str, template: str, hole: str, after: str
) -> None:
    check(before, node, lambda r, w: w.replace(r(node), template, x=r(hole)), after)


def test_text_outside_the_expression_stays() -> None:
    before = "r = [ 'a' ,f( x ,y ) ,\n   \"b\"   ]  # c\n\n\n"
    check(before, "f(x, y)", lambda r, w: w.replace(r("f(x, y)"), "g({y}, {x})", x=r("x"), y=r("y")),
          "r = [ 'a' ,g(y, x) ,\n   \"b\"   ]  # c\n\n\n")  # fmt: skip


def test_a_comment_inside_the_replaced_expression_is_not_lost() -> None:
    reason = check_declined("r = f(\n    a,  # why\n)\n", "f(a)", lambda r, w: w.replace(r("f(a)"), "g({x})", x=r("a")))
    assert reason == "a comment would be lost: # why"


def test_a_comment_inside_a_filled_in_node_stays() -> None:
    before = "r = f([\n    a,  # why\n])\n"
    check(before, "[a]", lambda r, w: w.replace(r("f([a])"), "g({x})", x=r("[a]")), "r = g([\n    a,  # why\n])\n")


def test_a_node_that_relied_on_outer_brackets_gets_its_own() -> None:
    before = "r = f(a +\n      b)\n"
    check(before, "a + b", lambda r, w: w.replace(r("f(a + b)"), "{x}", x=r("a + b")), "r = (a +\n      b)\n")


def test_a_node_that_moves_into_brackets_gets_none() -> None:
    before = "r = f(a +\n      b)\n"
    check(before, "a + b", lambda r, w: w.replace(r("f(a + b)"), "g({x}, 1)", x=r("a + b")), "r = g(a +\n      b, 1)\n")


@pytest.mark.parametrize(
    ("template", "after"),
    [
        ("g({x})", "r = g(\n    'a'\n    'b'\n)\n"),
        ("[{x}]", "r = [\n    'a'\n    'b'\n]\n"),
        ("g({x}, 1)", "r = g('a'\n    'b', 1)\n"),
        ("g(*{x})", "r = g(*'a'\n    'b')\n"),
    ],
)
def test_brackets_around_a_node_alone_are_laid_out_as_its_parentheses(template: str, after: str) -> None:
    before = "r = f((\n    'a'\n    'b'\n), 2)\n"
    check(before, "f('ab', 2)", lambda r, w: w.replace(r("f('ab', 2)"), template, x=r("'ab'")), after)


def test_brackets_around_a_generator_alone_are_laid_out_as_its_parentheses() -> None:
    generator = "(x for x in y)"
    check("r = f((\n    x\n    for x in y\n), 2)\n", f"f({generator}, 2)",
          lambda r, w: w.replace(r(f"f({generator}, 2)"), "g({x})", x=r(generator)),
          "r = g(\n    x\n    for x in y\n)\n")  # fmt: skip


def test_backslashes_stay() -> None:
    before = "r = a \\\n    + f(b) \\\n    + c\n"
    check(before, "f(b)", lambda r, w: w.replace(r("f(b)"), "g({x})", x=r("b")), "r = a \\\n    + g(b) \\\n    + c\n")


def test_tabs_and_carriage_returns_stay() -> None:
    before = "def f():\r\n\tif a:\r\n\t\treturn g(b)\r\n"
    check(before, "g(b)", lambda r, w: w.replace(r("g(b)"), "h({x})", x=r("b")),
          "def f():\r\n\tif a:\r\n\t\treturn h(b)\r\n")  # fmt: skip


def test_a_replaced_node_inside_a_filled_in_node_is_replaced() -> None:
    def change(r: Rewriting, w: BlockRewrite) -> None:
        w.replace(r("f(g(a))"), "h({x})", x=r("g(a)"))
        w.replace(r("a"), "b")

    check("r = f(g(a))\n", "a", change, "r = h(g(b))\n")


def test_a_node_can_stand_in_its_own_replacement() -> None:
    check("r = a + b\n", "a + b", lambda r, w: w.replace(r("a + b"), "f({x})", x=r("a + b")), "r = f(a + b)\n")


def test_a_string_fills_a_hole_as_it_is() -> None:
    check("r = f(a)\n", "f(a)", lambda r, w: w.replace(r("f(a)"), "{{{x}.{y}: 1}}", x=r("a"), y="b"), "r = {a.b: 1}\n")


def test_a_keyword_fills_a_hole_as_its_text() -> None:
    def change(r: Rewriting, w: BlockRewrite) -> None:
        call = r("f(a, k=1)")
        assert isinstance(call, ast.Call)
        w.replace(call, "g({k})", k=call.keywords[0])

    check("r = f(a, k=(1))\n", "a", change, "r = g(k=(1))\n")


def test_text_of_a_comprehension_is_its_clause() -> None:
    rewriting = Rewriting("r = [x for x in a if x for y in b]\n", "a")
    comprehension = rewriting("[x for x in a if x for y in b]")
    assert isinstance(comprehension, ast.ListComp)
    assert rewriting.rewrite.text(comprehension.generators[0]) == "for x in a if x"


def test_text_of_a_node_is_its_source() -> None:
    rewriting = Rewriting("r = f( 'a'  + (b) )\n", "b")
    assert rewriting.rewrite.text(rewriting("'a' + b")) == "'a'  + (b)"


def test_an_expression_in_an_fstring_is_replaced() -> None:
    before = "r = f'{a:>{w}} {f(b)!r}' + f'{b}'\n"
    check(before, "f(b)", lambda r, w: w.replace(r("f(b)"), "g({x})", x=r("b")), "r = f'{a:>{w}} {g(b)!r}' + f'{b}'\n")


def test_nested_fstrings_are_replaced_whole() -> None:
    rewriting = Rewriting("r = g(f'{a} {f\"{b}\"}')\n", "a")
    statement = rewriting.block.nodes[0]
    assert isinstance(statement, ast.Assign)
    call = statement.value
    assert isinstance(call, ast.Call)
    rewriting.rewrite.replace(call, "h({x})", x=call.args[0])
    assert rewriting.text == "r = h(f'{a} {f\"{b}\"}')\n"


@pytest.mark.parametrize("template", ["g('x')", "{x} + '\\n'", "{{1: {x}}}"])
def test_what_cannot_stand_in_an_fstring_is_declined(template: str) -> None:
    reason = check_declined("r = f'{f(b)}'\n", "f(b)", lambda r, w: w.replace(r("f(b)"), template, x=r("b")))
    assert reason == "the new code cannot stand inside an f-string"


def test_a_template_that_is_no_expression_is_declined() -> None:
    reason = check_declined("r = a\n", "a", lambda r, w: w.replace(r("a"), "if {x}:", x=r("a")))
    assert reason.endswith("is no expression")


def test_an_unfilled_hole_is_declined() -> None:
    assert "nothing fills {y}" in check_declined("r = a\n", "a", lambda r, w: w.replace(r("a"), "{y}", x=r("a")))


def test_a_hole_inside_a_string_is_declined() -> None:
    reason = check_declined("r = f(a)\n", "a", lambda r, w: w.replace(r("f(a)"), "'{x}'", x=r("a")))
    assert reason == "a hole of a template was not filled"
