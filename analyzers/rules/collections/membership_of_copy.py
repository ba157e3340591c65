"""Copying a container to look for one element in it.

`key in list(d.keys())` copies all keys of the dict into a list, and then compares them one after the other; `key in d`
finds the key by its hash. `x in set(xs)` hashes every element of the list to answer one question, where `x in xs`
stops at the first that is equal.

**When not to bother**: the container never has more than a few elements.

**Why the fix needs review**: a dict and a set can only be asked for what is hashable, where a list compares; and the
class of what is copied may be known only from an annotation.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import holds_hashables
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_HASHED = ("dict", "set", "frozenset", "dict_keys", "collections.defaultdict", "collections.OrderedDict",
           "collections.Counter")  # fmt: skip
_LISTED = ("list", "tuple", "collections.deque", "dict_values")
_COPIES = ("builtins.list", "builtins.tuple", "builtins.sorted", "builtins.set", "builtins.frozenset")


def check(node: ast.Compare, at: Site) -> Match | None:
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return None
    copy = node.comparators[0]
    if not isinstance(copy, ast.Call) or len(copy.args) != 1 or copy.keywords or not at.is_call(copy, *_COPIES):
        return None
    source = copy.args[0]
    if at.repeating and not at.is_call(copy, "builtins.tuple"):
        return None  # list-membership-in-loop, and what is the same in every pass
    keys = source
    match source:
        case ast.Call(func=ast.Attribute(value=ast.expr() as keys, attr="keys"), args=[], keywords=[]):
            hashed = True
        case ast.Call(func=ast.Attribute(attr="values"), args=[], keywords=[]):
            hashed = False
        case ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript():
            hashed = at.type(source).is_(*_HASHED)
            if not hashed and not at.type(source).is_(*_LISTED):
                return None
        case _:
            return None
    if at.is_small(source) or in_test(at) or at.own_class(keys) is not None:
        return None
    proven = at.hashable(node.left) and at.type(node.left).proven
    safe = proven and holds_hashables(at, source)
    if at.is_call(copy, "builtins.sorted"):
        element = at.type(source).element
        safe = safe and element.is_("str", "bytes", "int", "float", "bool")
    return Match(
        node,
        "copies all elements to look for one: the container can be asked itself",
        "safe" if safe else "review",
        "" if safe else "all must be hashable, and to be sorted, comparable; the container must be a plain one",
        {"copy": copy, "keys": keys},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["copy"], "{keys}", keys=match.nodes["keys"])


RULE = Rule(
    slug="membership-of-copy",
    code="SLP123",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,)),
    check=check,
    rewrite=rewrite,
    title="Ask the container itself",
    also=("SIM118",),
    examples=[
        Example(
            before="""\
def known(name, table):
    return «name in list(table.keys())»
""",
            after="""\
def known(name, table):
    return name in table
""",
            workload=lambda n: ("none", {f"k{i}": i for i in range(n)}),
            same=[("a", {"a": 1}), ("b", {"a": 1}), ("b", {})],
            differs=[([], {})],
        ),
        Example(
            before="""\
def has_blank(text):
    lines = str(text).splitlines()
    return «"" in set(lines)»
""",
            after="""\
def has_blank(text):
    lines = str(text).splitlines()
    return "" in lines
""",
            workload=lambda n: ("\n".join(f"w{i}" for i in range(n)),),
            same=[("a\n\nb",), ("",), ("a",)],
        ),
        Example(
            before="""\
def unsold(names, sold: dict[str, int]):
    return [name for name in names if «name not in tuple(sold)»]
""",
            after="""\
def unsold(names, sold: dict[str, int]):
    return [name for name in names if name not in sold]
""",
            workload=lambda n: ([f"k{2 * i}" for i in range(n)], {f"k{i}": i for i in range(n)}),
            same=[(["a", "b"], {"a": 1}), ([], {})],
            differs=[([[]], {})],
        ),
        Example(
            before="""\
def has_total(rows):
    table = {row[0]: row for row in rows}
    return «"total" in list(table)»
""",
            after="""\
def has_total(rows):
    table = {row[0]: row for row in rows}
    return "total" in table
""",
            workload=lambda n: ([(i,) for i in range(n)],),
            same=[([("total",)],), ([],)],
        ),
    ],
    clean=[
        """\
# A class may answer otherwise than its keys.
class C(dict):
    def f(self, x):
        return x in list(self.keys())
""",
        "# In a test it costs nobody anything.\ndef test_f(x, d):\n    return x in list(d.keys())\n",
        "# What is copied is not known: a text would be searched for parts.\ndef f(x, xs):\n    return x in list(xs)\n",
        "# An order is asked for.\ndef f(x, d: dict):\n    return x < list(d)\n",
        "# Two questions at once.\ndef f(x, y, d: dict):\n    return x in list(d) in y\n",
        "# The builtin is shadowed.\ndef f(x, d: dict, list):\n    return x in list(d)\n",
        "# Nothing is copied.\ndef f(x, d: dict):\n    return x in d\n",
        "# Sorting calls the key.\ndef f(x, d: dict, g):\n    return x in sorted(d, key=g)\n",
        "# Three elements.\ndef f(x, a, b, c):\n    xs = (a, b, c)\n    return x in set(xs)\n",
        "# The set is the same in every pass.\ndef f(xs, d: list):\n    return [x in set(d) for x in xs]\n",
        "# Made for the question, another rule.\ndef f(x, ys):\n    return x in list(y for y in ys)\n",
        "# A number of arguments.\ndef f(x, a: dict, b):\n    return x in set(*a)\n",
    ],
    unsafe=[
        """\
# What it is is not known.
def f(d):
    return 'a' in list(d.keys())
""",
        """\
# So it is said.
def f(d: dict[str, int]):
    return 'a' in list(d)
""",
        """\
# A list has no hash.
def f(ys):
    d = {str(y): 1 for y in ys}
    return [1] in list(d)
""",
        """\
# So it is said.
def f(x: str, ys):
    d = {str(y): 1 for y in ys}
    return x in list(d)
""",
        """\
# Making the set may have failed.
def f(ys, g):
    xs = [g(y) for y in ys]
    return 'a' in set(xs)
""",
    ],
)
