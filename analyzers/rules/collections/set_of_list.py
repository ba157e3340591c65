"""Building a set by way of a list or a generator.

`set([f(x) for x in xs])` makes a list that is thrown away, and `set(f(x) for x in xs)` goes back and forth between the
generator and `set()` for each element. `{f(x) for x in xs}` adds to the set directly.

**When not to bother**: there are only ever a few elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import HASHES_MEANWHILE, STOPS_GENERATOR, runs_alike
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not isinstance(node.args[0], (ast.ListComp, ast.GeneratorExp)):
        return None
    made = node.args[0]
    first = made.generators[0]
    if len(made.generators) == 1 and not first.ifs and at.same(made.elt, first.target):
        return None  # set(xs)
    if not at.is_call(node, "builtins.set") or at.is_small(first.iter) or in_test(at):
        return None
    way = "a list" if isinstance(made, ast.ListComp) else "a generator"
    message = f"builds a set by way of {way}: a set comprehension adds to it directly"
    if isinstance(made, ast.ListComp):
        safe = at.hashable(made.elt) is True and at.type(made.elt).proven
        return Match(node, message, "safe" if safe else "review", "" if safe else HASHES_MEANWHILE)
    safe = runs_alike(at, made)
    return Match(node, message, "safe" if safe else "review", "" if safe else STOPS_GENERATOR)


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    edit.replace(match.node, "{{{made}}}", made=edit.text(match.node.args[0])[1:-1].strip().removesuffix(",").rstrip())


RULE = Rule(
    slug="set-of-list",
    code="SLP130",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"set"})),
    check=check,
    rewrite=rewrite,
    title="Write a set comprehension",
    severity="info",
    also=("C401", "C403"),
    examples=[
        Example(
            before="""\
def initials(words):
    return sorted(«set([word[0] for word in words])»)
""",
            after="""\
def initials(words):
    return sorted({word[0] for word in words})
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["ab", "b", "ac"],), ([],), ([""],)],
        ),
        Example(
            before="""\
def lengths(words):
    sizes = «set(len(word) for word in words if word)»
    return sizes, «set([w for w in words if w])», «set(w for w in words for _ in w)»
""",
            after="""\
def lengths(words):
    sizes = {len(word) for word in words if word}
    return sizes, {w for w in words if w}, {w for w in words for _ in w}
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["ab", "b", ""],), ([],)],
        ),
    ],
    unsafe=[
        """\
# What cannot be hashed ends it at once.
def f(xs):
    return set([x.name for x in xs])
""",
        """\
# An annotation proves nothing.
def f(xs):
    def name(x) -> str:
        return x.name
    return set([name(x) for x in xs])
""",
    ],
    clean=[
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return set([x + 1 for x in xs])\n",
        "# Of a list that there is.\ndef f(xs):\n    return set(xs)\n",
        "# All elements as they are.\ndef f(xs):\n    return set([x for x in xs])\n",
        "# Not the builtin.\ndef f(xs, set):\n    return set([x + 1 for x in xs])\n",
        "# A setter.\ndef f(o, xs):\n    o.set([x + 1 for x in xs], 1)\n    o.set([x + 1 for x in xs], a=1)\n",
        "# Three elements.\ndef f(a, b, c):\n    return set([x + 1 for x in (a, b, c)])\n",
    ],
)
