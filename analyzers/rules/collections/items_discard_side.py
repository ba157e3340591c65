"""Running over the items of a dict and using only one side.

`for _, v in d.items()` makes a pair for each entry and takes it apart. `d.values()` hands out the values alone, and
the dict itself its keys.

**When not to bother**: the dict has only a few entries.

**Why the fix needs review**: what has the method `items()` must be a dict; objects of other classes may have keys and
values that do not go together in the same way.
"""

from __future__ import annotations

import ast

from ...semantics.questions.indexing import key_reads
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict", "collections.Counter")


def check(node: ast.Call, at: Site) -> Match | None:
    around = at.parent(node)
    if not isinstance(around, (ast.For, ast.comprehension)) or around.iter is not node:
        return None
    target, func = around.target, node.func
    if not isinstance(target, ast.Tuple) or not isinstance(func, ast.Attribute) or node.args:
        return None
    kind = at.type(func.value)
    if not kind.is_(*_DICTS) or at.is_small(func.value) or in_test(at):
        return None
    loop = at.loop_of(around)
    loaded = {part.id for part in loop.walk() if isinstance(part, ast.Name)}
    if any(isinstance(part, ast.Starred) for part in target.elts):
        return None
    match target.elts:
        case [ast.Name(id=first), value] if first not in loaded and at.stays_in(target.elts[0], loop):
            keeps, template, message = (
                value,
                "{items}.values()",
                "makes pairs of which only the value is used: values()",
            )
        case [ast.Name() as key, ast.Name(id=second)] if second not in loaded and at.stays_in(target.elts[1], loop):
            if key_reads(at, loop, key, func.value) is not None:
                return None  # the value is used after all
            keeps, template, message = key, "{items}", "makes pairs of which only the key is used: the dict itself"
        case _:
            return None
    safe = not kind.declared
    return Match(
        target,
        f"{message} hands it out",
        "safe" if safe else "review",
        "" if safe else "what is run through must be a plain dict",
        {"call": node, "items": func.value, "target": target, "keeps": keeps, "template": template},
        end=node,
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    edit.replace(nodes["target"], "{keeps}", keeps=nodes["keeps"])
    edit.replace(nodes["call"], nodes["template"], items=nodes["items"])


RULE = Rule(
    slug="items-discard-side",
    code="SLP122",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"items"})),
    check=check,
    rewrite=rewrite,
    title="Run over the side that is used",
    severity="info",
    also=("PERF102", "W8102", "FURB135"),
    examples=[
        Example(
            before="""\
def longest(words):
    sizes = {word: len(word) for word in words}
    best = 0
    for «_, size in sizes.items()»:
        if size > best:
            best = size
    return best
""",
            after="""\
def longest(words):
    sizes = {word: len(word) for word in words}
    best = 0
    for size in sizes.values():
        if size > best:
            best = size
    return best
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["a", "bb"],), ([],)],
        ),
        Example(
            before="""\
def names(prices: dict[str, int]) -> list[str]:
    return [name.upper() for «name, price in prices.items()»]
""",
            after="""\
def names(prices: dict[str, int]) -> list[str]:
    return [name.upper() for name in prices]
""",
            workload=lambda n: ({f"k{i}": i for i in range(n)},),
            same=[({"a": 1, "b": 2},), ({},)],
            differs=[(["a"],)],
        ),
    ],
    clean=[
        """\
# It is a condition.
def f(d: dict, xs):
    return [v for _, v in xs if d.items()]
""",
        "# In a test it costs nobody anything.\ndef test_f(d: dict):\n    return [v for _, v in d.items()]\n",
        "# Both are used.\ndef f(d: dict):\n    return [k + v for k, v in d.items()]\n",
        "# A table's items are not known.\ndef f(d):\n    return [v for _, v in d.items()]\n",
        "# The pair is kept whole.\ndef f(d: dict):\n    return [p for p in d.items()]\n",
        "# Used after the loop.\ndef f(d: dict):\n    for k, v in d.items():\n        print(v)\n    return k\n",
        "# Used after the loop.\ndef f(d: dict):\n    for k, v in d.items():\n        print(k)\n    return v\n",
        "# The value is looked up again.\ndef f(d: dict):\n    for k, v in d.items():\n        print(k, d[k])\n",
        "# Two entries.\ndef f(x):\n    d = {'a': x, 'b': 2}\n    return [v for _, v in d.items()]\n",
        "# Arguments.\ndef f(d: dict):\n    return [v for _, v in d.items(1)]\n",
        "# Not run through.\ndef f(d: dict):\n    _, v = d.items()\n    return v\n",
        "# A function, not a method.\ndef f(items):\n    return [v for _, v in items()]\n",
    ],
)
