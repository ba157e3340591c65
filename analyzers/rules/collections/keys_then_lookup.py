"""Running over the keys of a dict to look up each value.

`for k in d: use(d[k])` finds each key in the dict again, by its hash, each time that it is written. `d.items()` hands
out key and value together, `d.values()` the values alone.

The rule speaks where a pass looks more than once, or the whole loop runs again and again.

**When not to bother**: the dict has only a few keys, or the value is needed for few of them.

**Why the fix needs review**: what is run through must be a plain dict, and nothing called in the loop may give a key
another value.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.assurances import consumed_at_once
from ...semantics.questions.indexing import is_reached, key_reads
from ...semantics.questions.places import in_test, prints
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict", "collections.Counter")


def check(node: Any, at: Site) -> Match | None:
    if isinstance(node, ast.For):
        return _check(node, at)
    return next(filter(None, (_check(generator, at) for generator in node.generators)), None)


def _check(node: ast.For | ast.comprehension, at: Site) -> Match | None:
    key, items = node.target, node.iter
    if isinstance(items, ast.Call):  # for k in d.keys()
        if not isinstance(items.func, ast.Attribute) or items.func.attr != "keys" or items.args:
            return None
        items = items.func.value
    if not isinstance(key, ast.Name):
        return None
    if f"[{key.id}]" not in at.facts.text:  # cheap
        return None
    kind = at.type(items)
    if not kind.is_(*_DICTS) or at.is_small(items) or _are_keywords(items, at) or in_test(at):
        return None
    loop = at.loop_of(node)
    keeping = loop.keeps(items)
    found = key_reads(at, loop, key, items)
    if found is None or keeping == "no":
        return None
    reads, others = found
    if not any(is_reached(at, read, loop) for read in reads) or prints(loop):
        return None
    if len(reads) < 2 and not at.repeating:
        return None  # one look for each key, once
    others = others or not at.stays_in(key, loop)
    safe = keeping == "certainly" and not kind.declared and consumed_at_once(at, loop)
    return Match(
        key,
        "looks up the value of each key: items() hands out both"
        if others
        else "looks up the value of each key: values() hands them out",
        "safe" if safe else "review",
        "" if safe else "it must be a plain dict, and nothing called in the loop may give a key another value",
        {"iter": node.iter, "key": key, "items": items, "reads": reads, "others": others},
        end=node.iter,
    )


def _are_keywords(items: ast.expr, at: Site) -> bool:
    """Is it `**kwargs`: as many as a person writes down in a call?"""
    bindings = at.bindings(items) if isinstance(items, ast.Name) else ()  # cheap
    return any((binding.kind, binding.value) == ("parameter", "dict") for binding in bindings)


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    name = edit.name("value", nodes["iter"], f"{nodes['key'].id}_value")
    if nodes["others"]:
        edit.replace(nodes["key"], "{key}, {name}", key=nodes["key"].id, name=name)
        edit.replace(nodes["iter"], "{items}.items()", items=nodes["items"])
    else:
        edit.replace(nodes["key"], "{name}", name=name)
        edit.replace(nodes["iter"], "{items}.values()", items=nodes["items"])
    for read in nodes["reads"]:
        edit.replace(read, "{name}", name=name)


RULE = Rule(
    slug="keys-then-lookup",
    code="SLP121",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)),
    check=check,
    rewrite=rewrite,
    title="Run over keys and values",
    severity="info",
    also=("PLC0206",),
    examples=[
        Example(
            before="""\
def report(prices: dict[str, int]) -> list[str]:
    lines = []
    for «name in prices»:
        lines.append(f"{name}: {prices[name]}, {prices[name] * 2}")
    return lines
""",
            after="""\
def report(prices: dict[str, int]) -> list[str]:
    lines = []
    for name, value in prices.items():
        lines.append(f"{name}: {value}, {value * 2}")
    return lines
""",
            workload=lambda n: ({f"k{i}": i for i in range(n)},),
            same=[({"a": 1, "b": 2},), ({},)],
            differs=[(["a"],)],
        ),
        Example(
            before="""\
def largest(words):
    sizes = {word: len(word) for word in words}
    return max([sizes[word] * sizes[word] for «word in sizes.keys()»], default=0)
""",
            after="""\
def largest(words):
    sizes = {word: len(word) for word in words}
    return max([value * value for value in sizes.values()], default=0)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["a", "bb"],), ([],)],
        ),
        Example(
            before="""\
def last(sizes: dict[str, int]):
    name = total = 0
    for «name in sizes»:
        total += sizes[name] * sizes[name]
    return name, total
""",
            after="""\
def last(sizes: dict[str, int]):
    name = total = 0
    for name, value in sizes.items():
        total += value * value
    return name, total
""",
            workload=lambda n: ({f"k{i}": i for i in range(n)},),
            same=[({"a": 1, "b": 2},), ({},)],
        ),
        Example(
            before="""\
def totals(tables: list[dict[str, int]]) -> list[int]:
    found = []
    for table in tables:
        found.append(sum([table[name] for «name in table»]))
    return found
""",
            after="""\
def totals(tables: list[dict[str, int]]) -> list[int]:
    found = []
    for table in tables:
        found.append(sum([value for value in table.values()]))
    return found
""",
            workload=lambda n: ([{f"k{i}": i for i in range(n)}] * 9,),
            same=[([{"a": 1, "b": 2}, {}],), ([],)],
        ),
    ],
    clean=[
        """\
# One look for each key, once.
def f(d: dict):
    for k in d:
        use(d[k])
""",
        """\
# What is printed costs more.
def f(d: dict):
    for k in d:
        print(d[k], d[k])
""",
        """\
# Another dict in each pass.
def f(x):
    return [dict(x)[k] + dict(x)[k] for k in dict(x)]
""",
        "# In a test it costs nobody anything.\ndef test_f(d: dict):\n    for k in d:\n        use(d[k], d[k])\n",
        "# As many as are written in a call.\ndef f(**kw):\n    for k in kw:\n        use(kw[k], kw[k])\n",
        "# The values change.\ndef f(d: dict):\n    for k in d:\n        d[k] += 1\n",
        "# A list of lists.\ndef f(xs: list):\n    for i in xs:\n        use(xs[i], xs[i])\n",
        "# What it is is not known.\ndef f(d):\n    for k in d:\n        use(d[k], d[k])\n",
        "# Another dict.\ndef f(d: dict, e: dict):\n    for k in d:\n        use(e[k], e[k])\n",
        "# Seldom needed.\ndef f(d: dict):\n    for k in d:\n        if k:\n            use(d[k], d[k])\n",
        "# Pairs as keys.\ndef f(d: dict):\n    for a, b in d:\n        use(d[a, b], d[a, b])\n",
        "# Two keys.\ndef f(x):\n    d = {'a': x, 'b': 2}\n    for k in d:\n        use(d[k], d[k])\n",
        """\
# A call may return another dict each time.
def f(g):
    for k in g().keys():
        use(g()[k], g()[k])
""",
        """\
# A method with arguments.
class D(dict):
    def keys(self, n):
        return n


def f(d: dict):
    for k in d.keys(3):
        use(d[k], d[k])
""",
        "# Values, not keys.\ndef f(d: dict):\n    for k in d.values():\n        use(d[k], d[k])\n",
        "# Some are taken out.\ndef f(d: dict):\n    for k in d:\n        use(d[k], d[k])\n        d.pop(k)\n",
    ],
    unsafe=[
        """\
# What is called may change the dict.
def f(s, g):
    d = {x: 1 for x in s}
    g(d)
    for k in d:
        g(d[k], k, d[k])
""",
    ],
)
