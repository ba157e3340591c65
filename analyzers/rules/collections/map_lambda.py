"""Calling a lambda for each element with `map()`.

`list(map(lambda x: x + 1, xs))` calls a Python function for each element; `[x + 1 for x in xs]` evaluates the
expression itself. `map()` pays with a function that there is, best one written in C: `map(str.strip, lines)`.

**When not to bother**: there are only ever a few elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.lambdas import STOPPING, applied
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    found = applied(node, at)
    if found is None or not at.is_call(node, "builtins.map") or at.is_small(found.items) or in_test(at):
        return None
    message = "calls a function for each element: a comprehension evaluates the expression itself"
    safety = "safe" if found.safe else "review"
    return Match(found.outer, message, safety, "" if found.safe else STOPPING, {"found": found})


def rewrite(match: Match, edit: Rewrite) -> None:
    found = match.nodes["found"]
    func = {"func": found.outer.func} if "{func}" in found.template else {}
    template = found.template.replace("{inside}", "{body} for {parameter} in {items}")
    edit.replace(found.outer, template, body=found.body, parameter=found.parameter, items=found.items, **func)


RULE = Rule(
    slug="map-lambda",
    code="SLP128",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"map"})),
    check=check,
    rewrite=rewrite,
    title="Write a comprehension",
    severity="info",
    also=("C417",),
    examples=[
        Example(
            before="""\
def doubled(numbers):
    return «list(map(lambda n: n * 2, numbers))», «set(map(lambda n: n % 7, numbers))»
""",
            after="""\
def doubled(numbers):
    return [n * 2 for n in numbers], {n % 7 for n in numbers}
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],), ((3,),), ([""],)],
        ),
        Example(
            before="""\
def total(rows):
    return «sum(map(lambda row: row[1], rows))», ",".join(map(str, rows)), «"".join(map(lambda r: r[0], rows))»
""",
            after="""\
def total(rows):
    return sum(row[1] for row in rows), ",".join(map(str, rows)), "".join([r[0] for r in rows])
""",
            workload=lambda n: ([("a", i) for i in range(n)],),
            same=[([("a", 1), ("b", 2)],), ([],)],
        ),
        Example(
            before="""\
def pairs(words):
    return «tuple(map(lambda word: (word, 1), words or ["none"]))»
""",
            after="""\
def pairs(words):
    return tuple([(word, 1) for word in words or ["none"]])
""",
            workload=lambda n: (["a"] * n,),
            same=[(["a"],), ([],)],
        ),
    ],
    clean=[
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return list(map(lambda x: x + 1, xs))\n",
        "# A function that there is.\ndef f(xs):\n    return list(map(str, xs))\n",
        "# Handed on lazily.\ndef f(xs):\n    return map(lambda x: x + 1, xs)\n",
        "# Handed on lazily.\ndef f(xs, g):\n    return g(map(lambda x: x + 1, xs))\n",
        "# Two lists.\ndef f(xs, ys):\n    return list(map(lambda x, y: x + y, xs, ys))\n",
        "# Each lambda keeps its own x.\ndef f(xs):\n    return list(map(lambda x: lambda: x, xs))\n",
        "# next() may end the map.\ndef f(xs, it):\n    return list(map(lambda x: next(it), xs))\n",
        "# A default.\ndef f(xs):\n    return list(map(lambda x, y=1: x + y, xs))\n",
        "# Several lists, as many as there are.\ndef f(xs):\n    return list(map(lambda x: x, *xs))\n",
        "# Three elements.\ndef f(a, b, c):\n    return list(map(lambda x: x + 1, (a, b, c)))\n",
        "# Another map.\ndef f(xs, map):\n    return list(map(lambda x: x + 1, xs))\n",
        "# Not the builtin list.\ndef f(xs, list):\n    return list(map(lambda x: x + 1, xs))\n",
        "# With a key.\ndef f(xs, g):\n    return max(map(lambda x: x + 1, xs), key=g)\n",
        "# Joined by what is not known.\ndef f(xs, path):\n    return path.join(map(lambda x: x + 1, xs))\n",
        "# Two arguments.\ndef f(xs):\n    return sum(map(lambda x: x + 1, xs), 5)\n",
    ],
)
