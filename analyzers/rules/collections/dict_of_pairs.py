"""Building a dict out of pairs made for it.

`dict([(k, v) for …])` makes a tuple for each entry, and a list of them, and takes them apart again; so does `dict((k,
v) for …)`, one at a time, and `dict(map(lambda x: (k, v), xs))` calls a function for each. `{k: v for …}` makes
nothing but the dict.

**When not to bother**: there are only ever a few entries.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import HASHES_MEANWHILE, STOPS_GENERATOR, runs_alike
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], (ast.ListComp, ast.GeneratorExp)):
        return None
    made = node.args[0]
    match made.elt:
        case ast.Tuple(elts=[key, value]) | ast.List(elts=[key, value]):
            pass
        case _:
            return None
    if isinstance(key, ast.Starred) or isinstance(value, ast.Starred) or at.is_small(made.generators[0].iter):
        return None
    if len(made.generators) == 1 and not made.generators[0].ifs and at.same(made.elt, made.generators[0].target):
        return None  # dict(pairs)
    if not at.is_call(node, "builtins.dict") or in_test(at):
        return None
    message = "makes a pair for each entry and takes it apart again: a dict comprehension makes none"
    nodes = {"made": made, "key": key, "value": value}
    if isinstance(made, ast.ListComp):
        safe = at.hashable(key) is True and at.type(key).proven
        return Match(node, message, "safe" if safe else "review", "" if safe else HASHES_MEANWHILE, nodes)
    safe = runs_alike(at, made)
    return Match(node, message, "safe" if safe else "review", "" if safe else STOPS_GENERATOR, nodes)


def rewrite(match: Match, edit: Rewrite) -> None:
    made = match.nodes["made"]
    template = "{{{key}: {value}"
    holes: dict[str, ast.AST] = {"key": match.nodes["key"], "value": match.nodes["value"]}
    for i, generator in enumerate(made.generators):
        holes |= {f"target{i}": generator.target, f"iter{i}": generator.iter}
        template += f"{' async' if generator.is_async else ''} for {{target{i}}} in {{iter{i}}}"
        for j, condition in enumerate(generator.ifs):
            holes[f"if{i}_{j}"] = condition
            template += f" if {{if{i}_{j}}}"
    edit.replace(match.node, template + "}}", **holes)


RULE = Rule(
    slug="dict-of-pairs",
    code="SLP131",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"dict"})),
    check=check,
    rewrite=rewrite,
    title="Write a dict comprehension",
    severity="info",
    also=("C402", "C404"),
    examples=[
        Example(
            before="""\
def lengths(words):
    return «dict([(word, len(word)) for word in words])»
""",
            after="""\
def lengths(words):
    return {word: len(word) for word in words}
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["ab", "b"],), ([],), ([[]],)],
        ),
        Example(
            before="""\
def places(rows):
    return «dict((cell, (y, x)) for y, row in enumerate(rows) if row for x, cell in enumerate(row))»
""",
            after="""\
def places(rows):
    return {cell: (y, x) for y, row in enumerate(rows) if row for x, cell in enumerate(row)}
""",
            workload=lambda n: (["abc"] * n,),
            same=[(["ab", "", "bc"],), ([],)],
        ),
        Example(
            before="""\
def swapped(pairs):
    some = «dict([(k, v) for k, v in pairs if v])»
    return some, «dict((k, v) for k, v in pairs for _ in v)»
""",
            after="""\
def swapped(pairs):
    some = {k: v for k, v in pairs if v}
    return some, {k: v for k, v in pairs for _ in v}
""",
            workload=lambda n: ([(i, "a") for i in range(n)],),
            same=[([(1, "a"), (2, "")],), ([],)],
        ),
    ],
    unsafe=[
        """\
# What cannot be hashed ends it at once.
def f(xs):
    return dict([(x.name, x) for x in xs])
""",
        """\
# An annotation proves nothing.
def f(xs):
    def name(x) -> tuple[str]:
        return x.name
    return dict([(name(x), x) for x in xs])
""",
    ],
    clean=[
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return dict([(x, 1) for x in xs])\n",
        "# Of pairs that there are.\ndef f(xs):\n    return dict(xs)\n",
        "# Pairs from elsewhere.\ndef f(xs, g):\n    return dict(g(x) for x in xs)\n",
        "# As they are.\ndef f(xs):\n    return dict([(k, v) for k, v in xs])\n",
        "# How many is not known.\ndef f(xs, g):\n    return dict([(x, *g(x)) for x in xs])\n",
        "# How many is not known.\ndef f(xs, g):\n    return dict([(*g(x), x) for x in xs])\n",
        "# Not the builtin.\ndef f(xs, dict):\n    return dict([(x, 1) for x in xs])\n",
        "# With more entries.\ndef f(xs):\n    return dict([(x, 1) for x in xs], a=1)\n",
        "# Three entries.\ndef f(a, b, c):\n    return dict([(x, 1) for x in (a, b, c)])\n",
    ],
)
