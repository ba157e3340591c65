"""Folding with `reduce()` what a builtin function does.

`reduce(lambda a, b: a + b, numbers, 0)` calls a Python function for each element; `sum(numbers)` adds in C. So compare
`max()` and `min()`. Of texts and lists it is worse: each step copies all that was joined so far, where
`"".join()` and `chain.from_iterable()` copy each part once.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: the elements must be what the first value says (numbers, texts, lists); of floats `sum()`
rounds better since Python 3.12, and so gives other last digits. Of nothing, `max()` raises another error than
`reduce()`.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_OPERATORS = {"operator.add": "+", "operator.concat": "+",
              "builtins.max": "max", "builtins.min": "min"}  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) not in (2, 3) or node.keywords or not at.is_call(node, "functools.reduce"):
        return None
    function, items = node.args[:2]
    start = node.args[2] if len(node.args) == 3 else None
    if any(isinstance(argument, ast.Starred) for argument in node.args) or at.is_small(items) or in_test(at):
        return None
    does = _lambda(function, at) if isinstance(function, ast.Lambda) else _OPERATORS.get(at.qualified(function) or "")
    found = None
    if does == "+":
        found = _added(items, start, at)
    elif does in ("max", "min") and start is None:
        found = f"{does}({{items}})", f"a function is called for each element: {does}() compares in C"
    if found is None:
        return None
    template, message = found
    return Match(
        node,
        message,
        "review",
        "the elements must be what the first value says; floats may round otherwise, and nothing may fail otherwise",
        {"items": items, "template": template, "start": start},
    )


def _lambda(function: ast.Lambda, at: Site) -> str | None:
    """`lambda a, b: a + b` → "+"; `lambda a, b: a if a > b else b` → "max"."""
    match function:
        case ast.Lambda(
            args=ast.arguments(posonlyargs=[], args=[first, second], vararg=None, kwonlyargs=[], kwarg=None), body=body
        ):
            names = (first.arg, second.arg)
        case _:
            return None
    match body:
        case ast.BinOp(left=ast.Name(id=a), op=ast.Add(), right=ast.Name(id=b)):
            return "+" if (a, b) == names else None
        case ast.IfExp(
            test=ast.Compare(left=ast.Name(id=a), ops=[ast.Gt() | ast.Lt() as op], comparators=[ast.Name(id=b)]),
            body=ast.Name(id=yes),
            orelse=ast.Name(id=no),
        ):
            if {a, b} != set(names) or {yes, no} != {a, b}:
                return None
            return "max" if (yes == a) == isinstance(op, ast.Gt) else "min"
        case _:
            return None


def _added(items: ast.expr, start: ast.expr | None, at: Site) -> tuple[str, str] | None:
    element = at.type(items).element
    first = at.type(start) if start is not None else element
    if first.is_("str") and (element.is_("str") or not element.known):
        if start is not None and at.constant(start) != "":
            return None
        return '"".join({items})', "each step copies the text so far: join() copies each part once"
    if first.is_("list") and (element.is_("list") or not element.known):
        if start is not None and not (isinstance(start, ast.List) and not start.elts):
            return None
        message = "each step copies the list so far: chain.from_iterable() goes through each part once"
        return "list({chain}.from_iterable({items}))", message
    if first.is_("int", "float") and (element.is_("int", "float") or not element.known):
        message = "a function is called for each element: sum() adds in C"
        return ("sum({items})" if start is None or at.constant(start) == 0 else "sum({items}, {start})"), message
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    template = match.nodes["template"]
    holes: dict[str, ast.AST | str] = {"items": match.nodes["items"]}
    if "{chain}" in template:
        holes["chain"] = edit.imported("itertools.chain", match.node)
    if "{start}" in template:
        holes["start"] = match.nodes["start"]
    edit.replace(match.node, template, **holes)


RULE = Rule(
    slug="reduce-to-builtin",
    code="SLP135",
    family="collections",
    stage="stable",
    triggers=Triggers(calls=frozenset({"reduce"})),
    check=check,
    rewrite=rewrite,
    title="Use the builtin",
    examples=[
        Example(
            before="""\
from functools import reduce


def total(prices):
    return «reduce(lambda a, b: a + b, prices, 0)», «reduce(lambda a, b: a + b, prices, 5)»
""",
            after="""\
from functools import reduce


def total(prices):
    return sum(prices), sum(prices, 5)
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],)],
        ),
        Example(
            before="""\
import functools
import operator


def joined(lists):
    return «functools.reduce(operator.add, lists, [])»
""",
            after="""\
import functools
import itertools
import operator


def joined(lists):
    return list(itertools.chain.from_iterable(lists))
""",
            workload=lambda n: ([[1, 2, 3]] * n,),
            same=[([[1], [2, 3]],), ([],)],
            differs=[(["ab"],)],
        ),
        Example(
            before="""\
from functools import reduce


def extremes(numbers, words: list[str]):
    text = «reduce(lambda a, b: a + b, words)»
    largest = «reduce(lambda a, b: a if a > b else b, numbers)»
    return text, largest, «reduce(min, numbers)»
""",
            after="""\
from functools import reduce


def extremes(numbers, words: list[str]):
    text = "".join(words)
    largest = max(numbers)
    return text, largest, min(numbers)
""",
            workload=lambda n: ([1 + i % 2 for i in range(n)], ["ab"] * n),
            same=[([2, 3, 1], ["a", "b"])],
            differs=[([1], [])],
        ),
        Example(
            before="""\
from functools import reduce


def parts(words, lists: list[list[int]], sizes: list[int]):
    both = «reduce(lambda a, b: a + b, words, "")», «reduce(lambda a, b: a + b, sizes, 0)»
    return both, «reduce(lambda a, b: a + b, sizes)»
""",
            after="""\
from functools import reduce


def parts(words, lists: list[list[int]], sizes: list[int]):
    both = "".join(words), sum(sizes)
    return both, sum(sizes)
""",
            workload=lambda n: (["a"] * n, [[1]] * n, [1] * n),
            same=[(["a", "b"], [[1], [2]], [3, 4])],
            differs=[([], [], [])],
        ),
        Example(
            before="""\
import itertools
from functools import reduce


def flat(lists: list[list[int]]):
    return «reduce(lambda a, b: a + b, lists)»
""",
            after="""\
import itertools
from functools import reduce


def flat(lists: list[list[int]]):
    return list(itertools.chain.from_iterable(lists))
""",
            workload=lambda n: ([[1]] * n,),
            same=[([[1], [2]],)],
            differs=[([],)],
        ),
    ],
    clean=[
        """\
# At least.
from functools import reduce


def f(xs):
    return reduce(max, xs, initial=3)
""",
        """\
# Another function.
from functools import reduce


def f(g, xs):
    return reduce(g, xs, 1)
""",
        """\
# Two others.
from functools import reduce


def f(xs, c, d):
    return reduce(lambda a, b: c if c > d else d, xs)
""",
        """\
# On from another list.
from functools import reduce


def f(xs, base: list):
    return reduce(lambda a, b: a + b, xs, base)
""",
        """\
# Not known whether numbers or texts.
from functools import reduce


def f(xs):
    return reduce(lambda a, b: a + b, xs)
""",
        """\
# Conditions of a query.
import operator
from functools import reduce


def f(xs):
    return reduce(operator.or_, xs)
""",
        """\
# The other way round.
from functools import reduce


def f(xs):
    return reduce(lambda a, b: b + a, xs, '')
""",
        """\
# Another step.
from functools import reduce


def f(xs):
    return reduce(lambda a, b: a + b.n, xs, 0)
""",
        """\
# With a beginning.
from functools import reduce


def f(xs):
    return reduce(lambda a, b: a + b, xs, 'x'), reduce(lambda a, b: a + b, xs, [1])
""",
        """\
# A factor.
from functools import reduce


def f(xs):
    return reduce(lambda a, b: a * b, xs, 0), reduce(lambda a, b: a * b, xs)
""",
        """\
# At least.
from functools import reduce


def f(xs):
    return reduce(max, xs, 3)
""",
        """\
# Numbers to a text.
from functools import reduce


def f(xs: list[int]):
    return reduce(lambda a, b: a + b, xs, '')
""",
        """\
# Numbers to a list.
from functools import reduce


def f(xs: list[int]):
    return reduce(lambda a, b: a + b, xs, [])
""",
        """\
# Texts to a number.
from functools import reduce


def f(xs: list[str]):
    return reduce(lambda a, b: a + b, xs, 0)
""",
        "# Another reduce.\ndef f(np, xs):\n    return np.reduce(lambda a, b: a + b, xs, 0)\n",
        """\
# Three.
from functools import reduce


def f(a, b, c):
    return reduce(max, (a, b, c))
""",
        """\
# Of all.
from functools import reduce


def f(xs):
    return reduce(max, *xs)
""",
        """\
# In a test it costs nobody anything.
from functools import reduce


def test_f(xs):
    return reduce(max, xs)
""",
        """\
# Any number of arguments.
from functools import reduce


def f(xs):
    return reduce(lambda *a: a[0] + a[1], xs, 0)
""",
        """\
# Neither the larger nor the smaller.
from functools import reduce


def f(xs, c):
    return reduce(lambda a, b: a if a > c else b, xs), reduce(lambda a, b: a if a > b else c, xs)
""",
    ],
)
