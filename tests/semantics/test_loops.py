"""Loops: nesting, trip counts, what a pass binds and changes, and what stays the same."""

from __future__ import annotations

import ast

import pytest
from slowspot.analyzers.semantics.loops import Loop

from .probing import ask, probes


def first_loop(source: str) -> Loop:
    """The facts of the first loop statement; the probe may stand behind it, where it is no call of a pass."""
    ((_, at),) = probes(source)
    assert isinstance(at.function, (ast.FunctionDef, ast.AsyncFunctionDef))
    return next(at.loop_of(node) for node in at.function.body if isinstance(node, (ast.For, ast.AsyncFor, ast.While)))


# -- where


def test_loops_are_listed_innermost_first() -> None:
    source = "def f():\n    for a in x:\n        while b:\n            [probe(c) for c in d for e in c]"
    kinds = ["comprehension", "comprehension", "while", "for"]
    assert ask(source, lambda node, at: [loop.kind for loop in at.loops]) == [kinds]


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("for x in probe(y): pass", []),
        ("for x in y: probe(x)", ["for"]),
        ("for x in y: pass\nelse: probe(x)", []),
        ("while probe(x): pass", ["while"]),
        ("while x: pass\nelse: probe(x)", []),
        ("[0 for x in probe(y)]", []),
        ("[0 for x in y for z in probe(x)]", ["comprehension"]),
        ("[0 for x in y if probe(x)]", ["comprehension"]),
        ("{probe(x): 0 for x in y}", ["comprehension"]),
        ("for x in y:\n    def f(a=probe(x)): pass", ["for"]),
        ("for x in y:\n    def f(): probe(x)", []),
        ("for x in y:\n    lambda: probe(x)", []),
        ("for x in y:\n    class C:\n        probe(x)", []),
        ("for x in y:\n    @probe(x)\n    class C: pass", ["for"]),
        ("for x in y:\n    try: pass\n    finally: probe(x)", ["for"]),
        ("for x[probe(0)] in y: pass", ["for"]),
    ],
)
def test_what_a_loop_repeats(source: str, kinds: list[str]) -> None:
    assert ask(source, lambda node, at: [loop.kind for loop in at.loops]) == [kinds]


@pytest.mark.parametrize(
    ("iterable", "count"),
    [
        ("[1, 2]", 2), ("(1, 2, 3)", 3), ("[*x]", None), ("{'a': 1}", 1), ("{**x}", None), ("'abc'", 3),
        ("range(3)", 3), ("range(1, 9, 2)", 4), ("range(x)", None), ("range(3, 0)", 0), ("range(10 ** 30)", None),
        (f"range({10**30})", None), ("enumerate([1, 2])", 2), ("zip([1, 2], x)", 2), ("x", None),
        ("reversed([1, 2])", 2), ("range(0, 9, 0)", None),
    ],
)  # fmt: skip
def test_trip_counts(iterable: str, count: int | None) -> None:
    source = f"def f(x):\n    for y in {iterable}: probe(y)"
    assert ask(source, lambda node, at: at.loop.trip_count) == [count]  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("pass", 2), ("xs.append(3)", 3), ("xs.extend(z)", None), ("xs += [3]", None), ("xs[1:] = z", None),
        ("xs = [1, 2, 3]", 3), ("xs = z", None), ("def g(): xs.append(1)", None), ("xs.pop()", 2),
    ],
)  # fmt: skip
def test_trip_counts_of_a_named_list(statement: str, count: int | None) -> None:
    source = f"def f(z):\n    xs = [1, 2]\n    {statement}\n    for y in xs: probe(y)"
    assert ask(source, lambda node, at: at.loop.trip_count) == [count]  # pyright: ignore[reportOptionalMemberAccess]


def test_a_while_has_no_trip_count() -> None:
    assert ask("while x: probe(y)", lambda node, at: at.loop.trip_count) == [None]  # pyright: ignore[reportOptionalMemberAccess]


def test_bound_names() -> None:
    source = """
    def f(z):
        for a, (b, *c) in z:
            d = 1
            e: int = 2
            g += 3
            for h in z: pass
            with z as i: pass
            try: pass
            except E as j: pass
            import k.l, m as n
            def o(): p = 1
            class q: pass
            if (r := z): pass
            match z:
                case [s, *t]: pass
                case {**u}: pass
            self.v = 1
            del w
            [0 for x in z]
            probe(z)
    """
    (bound,) = ask(source, lambda node, at: at.loop.bound)  # pyright: ignore[reportOptionalMemberAccess]
    assert sorted(bound) == sorted([*"abcdeghijknopqrstuwx", "self.v"])


# -- change


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("pass", "none"), ("len(xs)", "none"), ("xs.index(1)", "none"), ("xs[0]", "none"), ("y = xs", "none"),
        ("1 in xs", "none"), ("xs.append(1)", "certain"), ("xs[0] = 1", "certain"), ("del xs[0]", "certain"),
        ("xs += [1]", "certain"), ("xs[0] += 1", "certain"), ("xs.a = 1", "certain"), ("xs.sort()", "certain"),
        ("g(xs)", "possible"), ("g(a=xs)", "possible"), ("g(*xs)", "possible"), ("p.method(xs)", "possible"),
        ("print(xs)", "none"), ("other.extend(xs)", "possible"), ("for xs[0] in p: pass", "certain"),
        ("def h(): xs.append(1)", "certain"), ("[xs.append(y) for y in p]", "certain"), ("next(xs)", "possible"),
        ("xs[0].append(1)", "none"), ("g(xs); xs.append(1)", "certain"), ("xs.append(1); g(xs)", "certain"),
    ],
)  # fmt: skip
def test_content_change(statement: str, change: str) -> None:
    source = f"def f(xs: list, other: list, p, g):\n    for i in p:\n        {statement}\n    probe(xs)"
    assert first_loop(source).content_change("xs") == change


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("self.xs.append(1)", "certain"), ("self.ys.append(1)", "none"), ("self.ys = 1", "none"),
        ("g(self)", "possible"), ("self.ys = 1; g(self)", "possible"), ("g(self); self.ys = 1", "possible"),
        ("self.method()", "possible"), ("g(self.xs)", "possible"), ("self.xs.a.b = 1", "certain"),
        ("xs.append(1)", "none"),
    ],
)  # fmt: skip
def test_content_change_of_an_attribute(statement: str, change: str) -> None:
    source = f"def f(self, xs, p, g):\n    for i in p:\n        {statement}\n    probe(xs)"
    assert first_loop(source).content_change("self.xs") == change


@pytest.mark.parametrize(
    ("statement", "unknown"),
    [
        ("pass", False), ("len(p)", False), ("g()", True), ("p.method()", True), ("xs.append(1)", False),
        ("await p", True), ("async with p: pass", True), ("async for y in p: pass", True),
        ("[y async for y in p]", True), ("with p: pass", True), ("with open('a') as h: pass", False),
        ("sorted(xs)", False), ("sorted(xs, key=g)", True), ("sorted(xs, key=len)", False),
        ("sorted(xs, key=lambda y: y.a)", False), ("xs.sort(key=g)", True), ("map(str, xs)", False),
        ("map(g, xs)", True), ("print(xs)", False), ("raise ValueError(xs)", False), ("next(p)", True),
        ("exec(p)", True), ("re.sub(p, g, p)", True),
    ],
)  # fmt: skip
def test_unknown_calls(statement: str, unknown: bool) -> None:
    source = f"import re\nasync def f(xs: list, p, g):\n    for i in p:\n        {statement}\n    probe(p)"
    loop = first_loop(source)
    assert loop.has_unknown_calls == unknown


@pytest.mark.parametrize(
    ("iterable", "unknown"),
    [
        ("self.rows()", True), ("rows()", True), ("p", False), ("p.items()", True), ("xs", False), ("range(3)", False),
        ("'a b'.split()", False),
    ],
)  # fmt: skip
def test_a_generator_of_the_module_runs_in_each_pass(iterable: str, unknown: bool) -> None:
    source = f"def rows(): yield 1\ndef f(self, xs: list, p):\n    for i in {iterable}:\n        pass\n    probe(p)"
    loop = first_loop(source)
    assert loop.has_unknown_calls == unknown


# -- what stays the same


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", True), ("number", True), ("number + 1", True), ("i", False), ("i + number", False),
        ("text.upper()", True), ("items[0]", True), ("len(items)", True), ("len", True), ("LIMIT", True), ("re", True),
        ("np.pi", True), ("f'{number}'", True), ("p", True), ("p.a.b", True), ("unknown_function()", False),
        ("p.method()", False), ("sorted(items)", True), ("sorted(p)", False), ("list(p)", False), ("sum(p)", False),
        ("len(p)", True), ("max(number, 3)", True), ("max(p)", False), ("zip(items, items)", False),
        ("list(zip(items, items))", True), ("[number, text]", True), ("[*items]", True), ("[*p]", False),
        ("{'a': number}", True), ("[x for x in items]", False), ("lambda: 1", False), ("(y := 1)", False),
        ("', '.join(items)", True), ("', '.join(p)", False), ("table.get(text)", True), ("table.items()", True),
        ("missing", False), ("number if text else 1", True), ("items[number:]", True),
    ],
)  # fmt: skip
def test_in_a_loop_that_only_looks(expression: str, expected: bool) -> None:
    source = f"""
import re
import numpy as np
LIMIT = 3
def f(p, number: int, text: str, items: list, table: dict):
    for i in range(9):
        [{expression}]
    probe(p)
"""
    (statement,) = (loop := first_loop(source)).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.List)
    assert loop.is_invariant(statement.value.elts[0]) is expected


def stays(name: str, body: str, before: str = "pass") -> bool:
    """Is `name` the same in each pass of a loop with that body?"""
    lines = ["MODULE = []", "import json", "def helper(): pass", "class K:"]
    lines += ["    async def f(self, p, q, r, number: int, items: list, other: list, table: dict):"]
    lines += [f"        {line}" for line in before.splitlines()]
    lines += ["        for i in range(9):", f"            {name} == 0"]
    lines += [f"            {line}" for line in body.splitlines()]
    lines += ["        probe(0)"]
    loop = first_loop("\n".join(lines))
    (comparison,) = [node for node in ast.walk(loop.body[0]) if isinstance(node, ast.Compare)]
    return loop.is_invariant(comparison.left)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", True), ("xs.append(1)", False), ("xs[0] = 1", False), ("xs[0][1] = 1", False),
        ("xs[0].append(1)", False), ("xs = [2]", False), ("xs += [2]", False), ("del xs", False),
        ("for xs in p: pass", False), ("with p as xs: pass", False), ("import xs", False), ("def xs(): pass", False),
        ("p.foo()", True), ("helper()", True), ("await p", True), ("helper(xs)", False), ("ys = xs", True),
        ("ys = xs\nys.append(1)", False), ("ys = xs\nhelper()", False), ("p.append(xs)", False), ("p.x = xs", True),
        ("p.x = xs\np.x.append(1)", False), ("q = [xs]", True), ("q = [xs]\nq[0].append(1)", False),
        ("other.append(i)", True), ("self.rows.append(i)", True), ("len(xs)", True), ("for y in xs: helper()", True),
        ("if 1 in xs: helper()", True), ("if xs: helper()", True), ("y = xs[0]", True), ("y = xs + other", True),
        ("add = xs.append\nadd(1)", False), ("y = max(xs, other)\ny.append(1)", False),
        ("def g(): xs.append(1)\ng()", False), ("y = lambda: xs", True), ("y = lambda: xs\np(y)", False),
        ("locals()", True), ("xs.sort()", False), ("[xs.append(y) for y in p]", False), ("if (xs := p): pass", False),
        ("eval(p)", False), ("match p:\n    case {**xs}: pass", False), ("y = xs or other\ny.append(1)", False),
        ("yield i", True),
    ],
)  # fmt: skip
def test_a_list_made_here(body: str, expected: bool) -> None:
    assert stays("xs", body, "xs = [1]") is expected


@pytest.mark.parametrize(
    ("before", "body", "expected"),
    [
        ("xs = [1]\nys = xs", "ys.append(1)", False),
        ("xs = ys = [1]", "ys.append(1)", False),
        ("xs = [1]\nys = [1]", "ys.append(1)", True),
        ("xs = [1]\nys = [xs]", "helper()", False),
        ("xs = [1]\nself.ys = xs", "self.ys.append(1)", False),
        ("xs = [1]\nself.ys = xs", "helper()", False),
        ("xs = [1]\nadd = xs.append", "add(1)", False),
        ("xs = [1]\ndef g(): xs.append(1)", "g()", False),
        ("xs = [1]\ndef g(): return xs", "g().append(1)", False),
        ("xs = p", "other.append(1)", False),
        ("xs = p.rows", "p.rows.append(1)", False),
        ("xs = table.get(1)", "table[1].append(1)", False),
        ("xs = [1]\nhelper(xs)", "helper()", False),
        ("xs = list(p)", "p.append(1)", True),
        ("xs = sorted(items)", "items.append(1)", True),
        ("xs = items", "items.append(1)", False),
        ("xs = items or []", "items.append(1)", False),
        ("xs = [1]\nys = max(xs, other)", "ys.append(1)", False),
        ("xs = iter(items)", "pass", False),
        ("xs = open(p)", "pass", False),
        ("xs = (1, 2)\nhelper(xs)", "helper()", False),
        ("xs = 'text'\nhelper(xs)", "helper()", True),
    ],
)
def test_aliases_made_before_the_loop(before: str, body: str, expected: bool) -> None:
    assert stays("xs", body, before) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", True), ("helper()", False), ("out.append(i)", True), ("other.append(i)", False),
        ("p.append(i)", False), ("table[i] = 1", True), ("self.rows.append(i)", False), ("number += 1", True),
        ("count += 1", True), ("out[0].append(i)", False), ("print(i)", True), ("json.dumps(i)", True),
        ("yield i", False),
    ],
)  # fmt: skip
def test_a_list_that_was_passed_in(body: str, expected: bool) -> None:
    assert stays("items", body, "out = []\ncount = 0") is expected


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("self.xs", "pass", True), ("self.xs", "self.xs = 1", False), ("self.xs", "self = p", False),
        ("self.xs", "self.xs.append(1)", False), ("self.xs", "self.ys.append(1)", False),
        ("self.xs", "self.ys = 1", True), ("self.xs", "p.xs = 1", False), ("self.xs", "helper()", False),
        ("self.xs", "self.method()", False), ("self.xs", "helper(self)", False), ("self.xs", "out.append(i)", True),
        ("self.xs.ys", "self.xs = p", False), ("self.xs.ys", "self.xs.zs = p", True),
        ("self.xs[0]", "self.xs[0].a = 1", False), ("self", "self.xs = 1", False), ("MODULE", "helper()", False),
        ("MODULE", "pass", True), ("MODULE", "MODULE.append(1)", False), ("MODULE", "out.append(1)", True),
        ("helper", "helper()", True), ("json.x", "helper()", True), ("number", "helper()", True),
        ("number", "number += 1", False), ("number", "helper(number)", True), ("table", "table.get(1)", True),
        ("table", "table.setdefault(1, 2)", False), ("p", "p.x = 1", False), ("p", "p.method()", False),
        ("p.x", "q.x = 1", False), ("p.x", "q.y = 1", True), ("p", "p[0]", True),
    ],
)  # fmt: skip
def test_attributes_and_outer_names(name: str, body: str, expected: bool) -> None:
    assert stays(name, body, "out = []") is expected


def test_a_function_that_binds_by_nonlocal_changes_a_number() -> None:
    assert stays("n", "step()", "n = 1\ndef step():\n    nonlocal n\n    n += 1") is False
    assert stays("n", "pass", "n = 1\ndef step():\n    nonlocal n\n    n += 1") is True


def test_reading_a_defaultdict_changes_it() -> None:
    before = "from collections import defaultdict\nd = defaultdict(list)"
    assert stays("d", "d[i]", before) is False
    assert stays("d", "d[i].append(1)", before) is False
    assert stays("d", "d.get(i)", before) is True


def test_in_a_comprehension() -> None:
    source = "def f(xs: list, p):\n    [[len(xs), len(x), x, y] for x in xs for y in p]\n    probe(0)"
    ((_, at),) = probes(source)
    (comprehension,) = [node for node in ast.walk(at.function or ast.Pass()) if isinstance(node, ast.ListComp)]
    outer, inner = map(at.loop_of, comprehension.generators)
    elements = next(node for node in ast.walk(comprehension) if isinstance(node, ast.List)).elts
    assert [inner.is_invariant(element) for element in elements] == [True, True, True, False]
    assert [outer.is_invariant(element) for element in elements] == [True, False, False, False]


def test_a_list_that_grows_by_the_comprehension_it_is_in() -> None:
    source = "def f(xs: list, p):\n    xs.extend(x for x in p if x in xs)\n    probe(xs)"
    ((_, at),) = probes(source)
    (generator,) = [node for node in ast.walk(at.function or ast.Pass()) if isinstance(node, ast.comprehension)]
    loop = at.loop_of(generator)
    assert loop.content_change("xs") == "certain"
    assert not loop.is_invariant(generator.ifs[0].comparators[0])  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x", True), ("x.a", True), ("x + y", True), ("x[0]", True), ("len(x)", True), ("f(x)", False),
        ("x.a()", False), ("'a'.upper()", True), ("sorted(xs)", True), ("sorted(xs, reverse=True)", True),
        ("sorted(xs, key=x)", False), ("sorted(x)", False), ("sum(x)", False), ("[y for y in xs]", True),
        ("[y for y in x]", False), ("sum(len(y) for y in xs)", True), ("sum(len(y) for y in x)", False),
        ("any(y.a for y in xs)", True), ("(y := 1)", False), ("xs.copy()", True), ("xs.pop()", False),
        ("dict(a=x)", True), ("max(x, y)", True), ("max(x)", False), ("lambda: x", True), ("lambda: f(x)", False),
        ("print(x)", False), ("str(x)", True), ("list(open(x))", False), ("list(zip(xs, xs))", True),
        ("list(zip(xs, x))", False), ("f'{x}'", True), ("f'{f(x)}'", False), ("await x", False),
        ("[y async for y in x]", False), ("(yield x)", False), ("set(xs).union(x)", False),
        ("set(xs).union(xs)", True), ("[*xs]", True), ("[*x]", False), ("{**x}", True),
    ],
)  # fmt: skip
def test_purity(expression: str, expected: bool) -> None:
    source = f"async def f(x, y, xs: list):\n    probe({expression})"
    assert ask(source, lambda node, at: at.pure(node)) == [expected]


def test_a_list_of_another_module_is_changed_by_its_methods() -> None:
    loop = first_loop("import sys\ndef f(xs):\n    for x in xs:\n        sys.path.insert(0, x)\n        probe(x)\n")
    assert (loop.content_change("sys.path"), loop.content_change("sys.argv")) == ("certain", "none")
