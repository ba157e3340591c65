"""Making a list of everything to take the first element.

`list(found)[0]` and `[x for x in xs if wanted(x)][0]` run through all there is, and keep one element of it. `next()`
of an iterator stops at the first.

**When not to bother**: there are never more than a few elements.

**Why the fix needs review**: where there is none, `next()` raises `StopIteration` and not `IndexError`; inside a
generator that becomes a `RuntimeError`. What comes after the first element is no longer evaluated.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_SEQUENCES = ("list", "tuple", "str", "bytes", "range")
_REASON = "where there is no element, StopIteration is raised and not IndexError"


def check(node: ast.Subscript, at: Site) -> Match | None:
    made = node.value
    if not isinstance(made, (ast.Call, ast.ListComp)) or not isinstance(node.ctx, ast.Load):
        return None
    if not isinstance(node.slice, ast.Constant) or type(node.slice.value) is not int or node.slice.value != 0:
        return None
    source: ast.expr = made
    if isinstance(made, ast.Call):
        if len(made.args) != 1 or not at.is_call(made, "builtins.list", "builtins.tuple"):
            return None
        source = made.args[0]
    if isinstance(source, (ast.List, ast.Tuple, ast.Constant, ast.Starred)) or at.is_small(source) or in_test(at):
        return None
    if any(isinstance(part, (ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom)) for part in ast.walk(source)):
        return None
    if isinstance(source, ast.ListComp) and any(generator.is_async for generator in source.generators):
        return None
    if isinstance(made, ast.Call) and not isinstance(source, ast.GeneratorExp) and not at.repeating:
        return None
    kind = at.type(source)
    if isinstance(made, ast.Call) and kind.is_(*_SEQUENCES):
        safe = not kind.declared
        reason = "" if safe else "what is copied must be a sequence"
        message = "copies everything to take one element: a sequence has it at its index"
        return Match(node, message, "safe" if safe else "review", reason, {"source": source, "template": "{source}[0]"})
    if _expects_index_error(node, at):
        return None
    template = "next(iter({source}))"
    if isinstance(source, (ast.ListComp, ast.GeneratorExp)) or kind.is_("iterator"):
        template = "next({source})"
    match source:
        case ast.Call(func=ast.Attribute(value=ast.expr() as mapping, attr="keys"), args=[], keywords=[]):
            source = mapping
        case _:
            pass
    message = "makes a list of everything to take its first element: next() stops there"
    return Match(node, message, "review", _REASON, {"source": source, "template": template})


def _expects_index_error(node: ast.AST, at: Site) -> bool:
    """Is there a handler around for the error that an empty list raises?"""
    caught = (
        part
        for parent in at.parents(node)
        if isinstance(parent, ast.Try)
        for handler in parent.handlers
        if handler.type is not None
        for part in ast.walk(handler.type)
    )
    return any(getattr(part, "id", "") in ("IndexError", "LookupError") for part in caught)


def rewrite(match: Match, edit: Rewrite) -> None:
    source, template = match.nodes["source"], match.nodes["template"]
    if isinstance(source, (ast.ListComp, ast.GeneratorExp)):
        edit.replace(match.node, template, source=edit.text(source)[1:-1].strip())
    else:
        edit.replace(match.node, template, source=source)


RULE = Rule(
    slug="list-first",
    code="SLP124",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,)),
    check=check,
    rewrite=rewrite,
    title="Take the first with next()",
    also=("RUF015", "S8519"),
    examples=[
        Example(
            before="""\
def first_name(people):
    return «[person["name"] for person in people if person["active"]][0]»
""",
            after="""\
def first_name(people):
    return next(person["name"] for person in people if person["active"])
""",
            workload=lambda n: ([{"name": i, "active": True} for i in range(n)],),
            same=[([{"name": 1, "active": False}, {"name": 2, "active": True}],)],
            differs=[([],)],
        ),
        Example(
            before="""\
def oldest(tables):
    return [(«list(table.keys())[0]», «list(table.values())[0]») for table in tables]
""",
            after="""\
def oldest(tables):
    return [(next(iter(table)), next(iter(table.values()))) for table in tables]
""",
            workload=lambda n: ([{i: i for i in range(n)}] * 9,),
            same=[([{"a": 1, "b": 2}],)],
            differs=[([{}],)],
        ),
        Example(
            before="""\
def heads(texts):
    found = []
    for text in texts:
        words = str(text).split()
        found.append(«list(words)[0]»)
    return found
""",
            after="""\
def heads(texts):
    found = []
    for text in texts:
        words = str(text).split()
        found.append(words[0])
    return found
""",
            workload=lambda n: (["ab " * n] * 9,),
            same=[(["a b"],), ([""],)],
        ),
        Example(
            before="""\
def longest(lines):
    out = []
    for words in lines:
        out.append(«list(filter(str.istitle, words))[0]»)
    return out, «tuple(len(words) for words in lines)[0]»
""",
            after="""\
def longest(lines):
    out = []
    for words in lines:
        out.append(next(filter(str.istitle, words)))
    return out, next(len(words) for words in lines)
""",
            workload=lambda n: ([["A"] * n] * 9,),
            same=[([["a", "B"]],)],
            differs=[([["a"]],)],
        ),
        Example(
            before="""\
def first_number(words):
    try:
        return int(«[word for word in words if word[0] in "0123456789"][0]»)
    except ValueError:
        return 0
""",
            after="""\
def first_number(words):
    try:
        return int(next(word for word in words if word[0] in "0123456789"))
    except ValueError:
        return 0
""",
            workload=lambda n: (["1"] * n,),
            same=[(["a", "1"],), (["1a"],)],
            differs=[(["a"],)],
        ),
    ],
    clean=[
        """\
# The error is expected.
def f(xs):
    try:
        return [x for x in xs if x][0]
    except (KeyError, LookupError):
        return None
""",
        "# Once, and perhaps of few.\ndef f(xs):\n    return list(xs)[0]\n",
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return [x for x in xs if x][0]\n",
        "# The second.\ndef f(xs):\n    return [x for x in xs if x][1]\n",
        "# Truth is no index.\ndef f(xs):\n    return [x for x in xs if x][False]\n",
        "# The list of the arguments.\ndef f(a, b):\n    return [(list((a, b))[0], list(*a)[0]) for _ in b]\n",
        """\
# The error is expected.
def f(xs):
    try:
        return [x for x in xs if x][0]
    except IndexError:
        return None
""",
        "# Replaced in a copy.\ndef f(xs):\n    [x for x in xs if x][0] = 1\n",
        "# Another function.\ndef f(xs, list):\n    return list(x for x in xs if x)[0]\n",
        "# It waits for each.\nasync def f(xs):\n    return [await x for x in xs][0]\n",
        "# It waits for each.\nasync def f(xs):\n    return [x async for x in xs][0]\n",
        "# Two elements.\ndef f(a, b):\n    pair = {a, b}\n    return [x for x in pair if x][0]\n",
        "# An index that is not known.\ndef f(xs, i):\n    return [x for x in xs if x][i]\n",
        "# A list already.\ndef f(xs):\n    return xs[0]\n",
    ],
    unsafe=[
        """\
# So it is said.
def f(yss: list[list[int]]):
    return [list(ys)[0] for ys in yss]
""",
    ],
)
