"""Asking a set about one element after the other.

`any(x in known for x in xs)` goes back and forth between `any()`, a generator and the set for each element.
`not known.isdisjoint(xs)` asks the same in C and stops in the same place; `known.issuperset(xs)` is
`all(x in known for x in xs)`.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: what is asked must be a plain set. `{1} in known` looks for `frozenset({1})`, which
`isdisjoint()` does not. `issuperset()` of Python 3.10 runs through all of an
iterator before it answers.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import evaluates_before, holds_hashables, is_bound_here, walks_plainly
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_TEMPLATES = {
    ("any", ast.In): "not {known}.isdisjoint({items})",
    ("all", ast.NotIn): "{known}.isdisjoint({items})",
    ("all", ast.In): "{known}.issuperset({items})",
    ("any", ast.NotIn): "not {known}.issuperset({items})",
}
_LASTING = ("list", "tuple", "set", "frozenset", "dict", "str")


def check(node: ast.Call, at: Site) -> Match | None:
    match node.args:
        case [
            ast.GeneratorExp(
                elt=ast.Compare(left=ast.Name() as item, ops=[ast.In() | ast.NotIn() as op], comparators=[known]),
                generators=[ast.comprehension(target=ast.Name() as target, iter=items, ifs=[], is_async=0)],
            )
        ] if item.id == target.id and at.dotted(known) is not None:
            pass
        case _:
            return None
    if not at.is_call(node, "builtins.any", "builtins.all") or at.is_small(items) or in_test(at):
        return None
    kind = at.type(known)
    if not kind.is_("set", "frozenset") or at.same(known, item):
        return None
    name = (at.qualified(node.func) or "").removeprefix("builtins.")
    template = _TEMPLATES[name, type(op)]
    same = at.type(items).is_(*_LASTING) if "issuperset" in template else True
    safe = same and not kind.declared and holds_hashables(at, items) and _is_asked_first(known, items, at)
    return Match(
        node,
        "asks the set about one element after the other: it can be asked about all of them",
        "safe" if safe else "review",
        "" if safe else "what is asked must be a plain set, what is looked for no set; an iterator may go further",
        {"known": known, "items": items, "template": template},
    )


def _is_asked_first(known: ast.expr, items: ast.expr, at: Site) -> bool:
    """Is it the same set before the items are made, and walked through, as it is after?"""
    if not evaluates_before(at, known, items) or not at.bound_before(known, at.statement(items)):
        return False
    return is_bound_here(at, known) or walks_plainly(at, items, streams=False)


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, match.nodes["template"], known=match.nodes["known"], items=match.nodes["items"])


RULE = Rule(
    slug="any-in-set",
    code="SLP119",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"any", "all"})),
    check=check,
    rewrite=rewrite,
    title="Ask the set about all of them",
    severity="info",
    examples=[
        Example(
            before="""\
def complete(names, rows):
    known = {row[0] for row in rows}
    return «all(name in known for name in names)», «any(name not in known for name in names)»
""",
            after="""\
def complete(names, rows):
    known = {row[0] for row in rows}
    return known.issuperset(names), not known.issuperset(names)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], [(f"w{i}",) for i in range(n)]),
            same=[(["a"], [("a",), ("b",)]), (["c"], [("a",)]), ([], []), ([[]], [("a",)]), (5, [])],
        ),
        Example(
            before="""\
def blocked(words, bad: set[str]):
    if «any(word in bad for word in words)»:
        return True
    return not «all(word not in bad for word in words)»
""",
            after="""\
def blocked(words, bad: set[str]):
    if not bad.isdisjoint(words):
        return True
    return not bad.isdisjoint(words)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], {f"x{i}" for i in range(n)}),
            same=[(["a"], {"a"}), (["a"], {"b"}), ([], set())],
            differs=[(["a"], ["a"])],
        ),
        Example(
            before="""\
def known(text, rows):
    words = str(text).split()
    names = {row[0] for row in rows}
    return «all(word in names for word in words)», «any(word in names for word in words)»
""",
            after="""\
def known(text, rows):
    words = str(text).split()
    names = {row[0] for row in rows}
    return names.issuperset(words), not names.isdisjoint(words)
""",
            workload=lambda n: ("ab " * n, [("ab",)] * n),
            same=[("a b", [("a",)]), ("", []), ("a", [("a",)])],
        ),
    ],
    clean=[
        "# A dict has no such method.\ndef f(xs, d: dict):\n    return any(x in d for x in xs)\n",
        "# What it is is not known.\ndef f(xs, s):\n    return any(x in s for x in xs)\n",
        "# Something else is asked about.\ndef f(xs, s: set, y):\n    return any(y in s for x in xs)\n",
        "# A part of each.\ndef f(xs, s: set):\n    return any(x.key in s for x in xs)\n",
        "# Some of them.\ndef f(xs, s: set):\n    return any(x in s for x in xs if x)\n",
        "# Two loops.\ndef f(xs, s: set):\n    return any(x in s for x in xs for y in x)\n",
        "# Compared.\ndef f(xs, s: set):\n    return any(x == s for x in xs)\n",
        "# Another set for each.\ndef f(xs, g):\n    return any(x in set(g(x)) for x in xs)\n",
        "# Its own set.\ndef f(xs: list[set]):\n    return any(x in x for x in xs)\n",
        "# Another function.\ndef f(xs, s: set, any):\n    return any(x in s for x in xs)\n",
        "# Three elements.\ndef f(a, b, c, s: set):\n    return any(x in s for x in (a, b, c))\n",
        "# In a test it costs nobody anything.\ndef test_f(xs, s: set):\n    assert any(x in s for x in xs)\n",
        "# It waits for each.\nasync def f(xs, s: set):\n    return any([x in s async for x in xs])\n",
    ],
    unsafe=[
        """\
# The set may be of another class.
def f(known: set, text):
    return any(word in known for word in str(text).split())
""",
        """\
# An iterator may be run through further.
def f(known, text):
    known = set(known)
    return all(word in known for word in map(str.strip, text)), all(word in known for word in (str(x) for x in text))
""",
        """\
# It may not be there, and is not asked for where there are no words.
def f(flag, text):
    if flag:
        known = {'a'}
    return any(word in known for word in str(text).split())
""",
        """\
# The generator gives the set anew.
def f(texts):
    known = set()
    def words():
        nonlocal known
        for text in texts:
            known = set(text)
            yield text
    return any(word in known for word in (str(x) for x in words()))
""",
        """\
# The attribute is given anew before it is asked.
class Words:
    def __init__(self):
        self.known = set()
    def read(self, text):
        self.known = set(text)
        return str(text)
    def f(self, text):
        return any(word in self.known for word in self.read(text).split())
""",
        """\
# An iterator may be run through further.
def f(xs, ys):
    s = {y + 1 for y in ys}
    return all(x in s for x in xs)
""",
    ],
)
