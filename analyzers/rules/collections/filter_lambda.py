"""Calling a lambda for each element with `filter()`.

`list(filter(lambda x: x > 0, xs))` calls a Python function for each element; `[x for x in xs if x > 0]` evaluates the
condition itself.

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
    if found is None or not at.is_call(node, "builtins.filter") or at.is_small(found.items) or in_test(at):
        return None
    message = "calls a function for each element: a comprehension evaluates the condition itself"
    safety = "safe" if found.safe else "review"
    return Match(found.outer, message, safety, "" if found.safe else STOPPING, {"found": found})


def rewrite(match: Match, edit: Rewrite) -> None:
    found = match.nodes["found"]
    func = {"func": found.outer.func} if "{func}" in found.template else {}
    template = found.template.replace("{inside}", "{name} for {name} in {items} if {body}")
    edit.replace(found.outer, template, body=found.body, name=found.parameter, items=found.items, **func)


RULE = Rule(
    slug="filter-lambda",
    code="SLP129",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"filter"})),
    check=check,
    rewrite=rewrite,
    title="Write a comprehension",
    severity="info",
    also=("S7505", "W0110"),
    examples=[
        Example(
            before="""\
def positive(numbers):
    return «list(filter(lambda n: n > 0, numbers))»
""",
            after="""\
def positive(numbers):
    return [n for n in numbers if n > 0]
""",
            workload=lambda n: (list(range(-n // 2, n // 2)),),
            same=[([1, -2],), ([],), ((3,),), ([""],)],
        ),
        Example(
            before="""\
def longest(words):
    return «max(filter(lambda word: word.isalpha() and len(word) > 1, words))»
""",
            after="""\
def longest(words):
    return max(word for word in words if word.isalpha() and len(word) > 1)
""",
            workload=lambda n: (["ab"] * n,),
            same=[(["ab", "c", "12"],), ([],)],
        ),
    ],
    clean=[
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return list(filter(lambda x: x > 1, xs))\n",
        "# Nothing is called.\ndef f(xs):\n    return list(filter(None, xs))\n",
        "# A function that there is.\ndef f(xs):\n    return list(filter(str.isalpha, xs))\n",
        "# Handed on lazily.\ndef f(xs):\n    return filter(lambda x: x > 1, xs)\n",
        "# Three elements.\ndef f(a, b, c):\n    return list(filter(lambda x: x > 1, (a, b, c)))\n",
        "# A query's filter.\ndef f(query, xs):\n    return list(query.filter(lambda x: x > 1, xs))\n",
    ],
)
