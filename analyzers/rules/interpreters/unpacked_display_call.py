"""Arguments put into a tuple, list or dict, only to be taken out of it by the call: `f(*(a, b))`, `f(**{"key": x})`.

Since Python 3.11 the interpreter specializes calls whose arguments it sees: those go from one function to the next
without a tuple or dict being made. A call with `*` or `**` makes them, checks them, and is not specialized: with the
arguments written out it takes half to a fifth of the time.

**When not to bother**: the function takes far longer than its call.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence

from ...semantics.questions.places import has_comment, in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Starred | ast.Dict, at: Site) -> Match | None:
    parent = at.parent(node)
    if isinstance(node, ast.Starred):
        call = parent
        if not isinstance(node.value, (ast.Tuple, ast.List)) or not node.value.elts or not isinstance(call, ast.Call):
            return None
        message = "makes a tuple to take it apart, and a call that is not specialized: write the arguments out"
    else:
        call = at.parent(parent) if isinstance(parent, ast.keyword) and parent.arg is None else None
        if not isinstance(call, ast.Call) or not _are_names(node, call):
            return None
        message = "makes a dict to take it apart, and a call that is not specialized: write the arguments out"
    loop = at.repeated_in
    if loop is None or in_test(at) or at.waits(loop) or _is_slow(call, at) or _is_still_unpacked(call, node):
        return None
    if has_comment(at, call, at.statement(call)):
        return Match(node, message)
    return Match(node, message, "safe", "", {"call": call, "display": node})


def _are_names(node: ast.Dict, call: ast.Call) -> bool:
    """Can each key be written as the name of an argument, once?"""
    names = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
    others = [k.arg for k in call.keywords]
    return bool(names) and all(
        isinstance(name, str)
        and name.isidentifier()
        and name.isascii()
        and not keyword.iskeyword(name)
        and not name.startswith("__")  # in a class it would become another one
        and name not in others
        and names.count(name) == 1
        for name in names
    )


def _is_still_unpacked(call: ast.Call, display: ast.AST) -> bool:
    """Is there another `*` or `**` in the call, for which it would not be specialized anyway?"""
    if isinstance(display, ast.Starred) and isinstance(display.value, (ast.Tuple, ast.List)):
        given: list[ast.expr] = [*call.args, *display.value.elts]
    else:
        given = call.args
    stars = [part for part in given if isinstance(part, ast.Starred) and part is not display]
    return bool(stars) or any(k.arg is None and k.value is not display for k in call.keywords)


def _is_slow(call: ast.Call, at: Site) -> bool:
    """A query is built or sent, by the names of arguments and methods."""
    func = call.func
    return isinstance(func, ast.Attribute) and func.attr in _QUERIES


_QUERIES = frozenset({
    "filter", "exclude", "get", "create", "get_or_create", "update_or_create", "update", "execute", "order_by",
    "values", "values_list", "annotate", "aggregate", "post", "put", "patch", "request", "send", "save", "format",
})  # fmt: skip


def rewrite(match: Match, edit: Rewrite) -> None:
    call, display = match.nodes["call"], match.nodes["display"]
    given: list[str] = []
    for argument in call.args:
        parts: Sequence[ast.expr] = argument.value.elts if argument is display else [argument]
        given += [edit.text(part) for part in parts]
    for pair in call.keywords:
        if pair.value is display:
            named = zip(display.keys, display.values, strict=True)
            given += [f"{key.value}={edit.text(value)}" for key, value in named]
        else:
            given.append(f"{pair.arg}={edit.text(pair.value)}" if pair.arg else f"**{edit.text(pair.value)}")
    edit.replace(call, "{func}({given})", func=call.func, given=", ".join(given))


RULE = Rule(
    slug="unpacked-display-call",
    code="SLP563",
    family="interpreters",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.Starred, ast.Dict), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Write the arguments out",
    also=("PIE804",),
    examples=[
        Example(
            before="""\
def distance(x, y, scale=1):
    return (x * x + y * y) * scale


def total(points):
    found = 0
    for x, y in points:
        found += distance(«*(x, y)»)
    return found
""",
            after="""\
def distance(x, y, scale=1):
    return (x * x + y * y) * scale


def total(points):
    found = 0
    for x, y in points:
        found += distance(x, y)
    return found
""",
            workload=lambda n: ([(i, 2) for i in range(n)],),
            same=[([(1, 2), (3, 4)],), ([],)],
        ),
        Example(
            before="""\
def distance(x, y, scale=1):
    return (x * x + y * y) * scale


def total(points):
    return sum([distance(x, y=y, **«{"scale": 2}») + distance(scale=3, «*[x, y]») for x, y in points])
""",
            after="""\
def distance(x, y, scale=1):
    return (x * x + y * y) * scale


def total(points):
    return sum([distance(x, y=y, scale=2) + distance(x, y, scale=3) for x, y in points])
""",
            workload=lambda n: ([(i, 2) for i in range(n)],),
            same=[([(1, 2), (3, 4)],), ([],)],
        ),
    ],
    clean=[
        """\
# A list, or a dict, that is there already.
def total(points, options, f):
    for point in points:
        f(*point, **options)
        f([*point], {"a": 1}, x={"a": 1})
        print(*[], **{})
""",
        """\
# No names of arguments, twice the same, one that is given, one that would become another in a class.
class Work:
    def total(self, points, f, more):
        for point in points:
            f(**{"a-b": 1})
            f(**{"class": 1})
            f(**{point: 1})
            f(**{"a": 1, "a": 2})
            f(a=1, **{"a": 2})
            f(**{"__a": 1})
            f(**{1: 1})
            f(**{**more})
            f(**{"\\u00b5": 1})
""",
        """\
# Arguments that are taken from something else.
def total(points, f):
    for point in points:
        f(*sorted(point), *"ab")
        print(*point)
        f(*(point, *points))
        f(*[point], *points)
        f(*[point], **points)
        f(*points, **{"a": 1})
""",
        """\
# Not in a loop; three passes; a test; a query, a request.
import requests

def total(f, query, things):
    f(*(1, 2))
    for i in range(3):
        f(*(i, 2))
    for thing in things:
        query.filter(**{"name__in": thing})
    for thing in things:
        requests.get(*("http://x", thing))

def test_total(f, things):
    for thing in things:
        f(*(thing, 2))
""",
    ],
)
