"""Making a list of everything to take the first few of it.

`list(rows)[:10]` runs an iterator to its end and keeps all of it; `list(itertools.islice(rows, 10))` stops after ten.

**When not to bother**: there are not many more than are taken.

**Why the fix needs review**: the rest of the iterator is not consumed any more: what making it does beside (reading,
printing, raising) does not happen.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords:
        return None
    subscript = at.parent(node)
    if not isinstance(subscript, ast.Subscript) or subscript.value is not node:
        return None
    part = subscript.slice
    if not isinstance(part, ast.Slice) or part.lower is not None or part.step is not None or part.upper is None:
        return None
    stop = at.constant(part.upper)
    if type(stop) is not int or stop <= 0 or not at.is_call(node, "builtins.list", "builtins.tuple"):
        return None
    source = node.args[0]
    if not at.type(source).is_("iterator", "file", "dict", "dict_keys", "dict_values", "dict_items", "set"):
        return None
    message = "goes through everything for the first few: itertools.islice() stops after them"
    reason = "the rest of the iterator is no longer run through"
    nodes = {"call": node.func, "source": source, "stop": part.upper, "all": subscript}
    return Match(subscript, message, "review", reason, nodes)


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    islice = edit.imported("itertools.islice", match.node)
    template = f"{{call}}({islice}({{source}}, {{stop}}))"
    edit.replace(nodes["all"], template, call=nodes["call"], source=nodes["source"], stop=nodes["stop"])


RULE = Rule(
    slug="list-then-slice",
    code="SLP843",
    family="memory",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"list", "tuple"})),
    check=check,
    rewrite=rewrite,
    title="Use itertools.islice()",
    examples=[
        Example(
            before="""\
def newest(pages: dict[str, int]):
    shown = «list(pages)[:3]»
    sizes = «tuple(size * 2 for size in pages.values())[:2]»
    return shown, sizes
""",
            after="""\
import itertools


def newest(pages: dict[str, int]):
    shown = list(itertools.islice(pages, 3))
    sizes = tuple(itertools.islice((size * 2 for size in pages.values()), 2))
    return shown, sizes
""",
            workload=lambda n: ({str(i): i for i in range(n)},),
            same=[({},), ({"a": 1, "b": 2, "c": 3, "d": 4},)],
        ),
        Example(
            before="""\
def seen(words):
    calls = []

    def note(word):
        calls.append(word)
        return word

    first = «list(map(note, words))[:2]»
    return first, calls
""",
            after="""\
import itertools


def seen(words):
    calls = []

    def note(word):
        calls.append(word)
        return word

    first = list(itertools.islice(map(note, words), 2))
    return first, calls
""",
            workload=lambda n: (["w"] * min(n, 2),),
            same=[([],), (["a", "b"],)],
            differs=[(["a", "b", "c"],)],
        ),
    ],
    clean=[
        """\
# The last ones, all but some, a number that is not known: they need the rest.
def f(d: dict, n):
    return list(d)[-3:], list(d)[:-3], list(d)[1:3], list(d)[::2], list(d)[:n], list(d)[0], list(d)[:], list(d)[:0]
""",
        """\
# A copy of a list costs no more than its part; what xs is, is not known.
def f(xs, ys: list):
    return list(xs)[:3], list(ys)[:3]
""",
        """\
# The list is kept; no list; an index.
def f(d: dict, names, other):
    every = list(d)
    return every[:3], sorted(d)[:3], names[list(d)], list()[:3], other.list(d)[:3], list(d, key=1)[:3], list(d)[:True]
""",
    ],
)
