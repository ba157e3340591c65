"""`np.any()` or `np.all()` of a list that is made for it.

`np.any([… for x in xs])` works out every condition, makes a list of them and an array of the list, and goes over it.
The builtin `any(… for x in xs)` stops at the first condition that is true, and makes neither.

**When not to bother**: there are a few conditions, and they cost nothing.

**Why the fix needs review**: it gives a Python boolean instead of a NumPy one; and conditions behind the first that
decides are no longer worked out, which shows where one of them has an effect or raises.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    made = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not isinstance(made, ast.ListComp) or not at.is_call(node, "numpy.any", "numpy.all"):
        return None
    if at.is_small(made.generators[0].iter) or not _is_condition(made.elt, at):
        return None
    if any(generator.is_async for generator in made.generators) or isinstance(at.parent(node), ast.Attribute):
        return None
    if any(isinstance(part, ast.Await) for part in ast.walk(made)):
        return None  # any() does not take what waits
    name = (at.qualified(node.func) or "").removeprefix("numpy.")
    asked = _is_asked(node, at)
    safe = asked and at.pure(made) and len(made.generators) == 1
    safe = safe and all(_is_quiet(part, at) for part in (made.elt, *made.generators[0].ifs))
    return Match(
        node,
        f"works out all conditions and makes an array of them: {name}() stops at the first that decides",
        "safe" if safe else "review",
        ""
        if safe
        else "conditions behind the one that decides are not worked out"
        if asked
        else "it gives a Python boolean, and conditions behind the one that decides are not worked out",
        {"made": made, "name": name},
    )


def _is_condition(node: ast.expr, at: Site) -> bool:
    """Is the value certainly one boolean, and no array of them?"""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp(values=values):
            return all(_is_condition(value, at) for value in values)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            if all(isinstance(op, (ast.In, ast.NotIn, ast.Is, ast.IsNot)) for op in ops):
                return True
            return any(_is_plain(operand, at) for operand in (left, *comparators)) and len(ops) == 1
        case _:
            return at.type(node).is_("bool")


def _is_quiet(node: ast.expr, at: Site) -> bool:
    """Can working it out certainly raise no exception?"""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_quiet(operand, at)
        case ast.BoolOp(values=values):
            return all(_is_quiet(value, at) for value in values)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if not _is_quiet(left, at) or not _is_quiet(right, at):
                return False
            if isinstance(op, (ast.In, ast.NotIn)):
                return at.type(left).is_("str") and at.type(right).is_("str", "list", "tuple", "set", "dict")
            return at.type(left).name == at.type(right).name
        case ast.Call(args=[argument]):
            return at.is_call(node, "builtins.len") and _is_quiet(argument, at)
        case ast.Name() | ast.Constant():
            return at.type(node).proven and at.type(node).name in _QUIET and not at.type(node).optional
        case _:
            return False


_QUIET = ("str", "int", "bool", "list", "tuple", "set", "dict")


def _is_plain(node: ast.expr, at: Site) -> bool:
    """Is it a text, or the length of something, so that what it is compared with is hardly an array?"""
    return at.is_call(node, "builtins.len", "builtins.type") or at.type(node).is_("str")


def _is_asked(node: ast.Call, at: Site) -> bool:
    """Is the answer only looked at: `if np.any(…)`, `not np.any(…)`?"""
    parent = at.parent(node)
    if isinstance(parent, (ast.If, ast.While, ast.Assert, ast.IfExp)):
        return parent.test is node
    return isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)


def rewrite(match: Match, edit: Rewrite) -> None:
    made = match.nodes["made"]
    loops = edit.text(made)[1:-1].strip()
    edit.replace(match.node, "{name}({conditions})", name=match.nodes["name"], conditions=loops)


RULE = Rule(
    slug="np-any-list",
    code="SLP609",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"any", "all"})),
    check=check,
    rewrite=rewrite,
    title="Use the builtin",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def check(names: list[str], known: set[str]):
    if not «np.all([name in known for name in names])»:
        return "unknown"
    return "fine"
""",
            after="""\
import numpy as np


def check(names: list[str], known: set[str]):
    if not all(name in known for name in names):
        return "unknown"
    return "fine"
""",
            workload=lambda n: (list(range(n)), set(range(1, n))),
            same=[([1, 2], {1, 2}), ([1, 3], {1, 2}), ([], {1})],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def has_numbers(values):
    text = «np.any([value == "a" for value in values])» or «np.any([2 > len(str(value)) for value in values])»
    return bool(«np.any([isinstance(value, int) and not value for value in values])» or text)
""",
            after="""\
import numpy as np


def has_numbers(values):
    text = any(value == "a" for value in values) or any(2 > len(str(value)) for value in values)
    return bool(any(isinstance(value, int) and not value for value in values) or text)
""",
            workload=lambda n: ([1] * n,),
            same=[([1, 2],), ([],), ([0],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def has_mark(values):
    words = [str(value) for value in values]
    return 1 if «np.any([word == "#" or len(word) > 9 for word in words])» else 0
""",
            after="""\
import numpy as np


def has_mark(values):
    words = [str(value) for value in values]
    return 1 if any(word == "#" or len(word) > 9 for word in words) else 0
""",
            workload=lambda n: (list(range(n)),),
            same=[(["#", 1],), ([],), ([2],)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# The conditions may be arrays.
import numpy as np

def check(rows, limit):
    return np.any([row > limit for row in rows]), np.all([row.even() for row in rows])
""",
        """\
# Along an axis.
import numpy as np

def check(names, known):
    return np.any([name in known for name in names], axis=0)
""",
        """\
# Two conditions.
import numpy as np

def check(a, b, known):
    return np.any([name in known for name in (a, b)])
""",
        """\
# An array.
import numpy as np

def check(mask, names, known):
    return np.any(mask), np.sum([name in known for name in names])
""",
        """\
# A generator is the builtin's already.
import numpy as np

def check(names, known):
    return any(name in known for name in names), np.any(name in known for name in names)
""",
        """\
# A chain, one of arrays perhaps.
import numpy as np

def check(rows):
    return np.any([0 < row < len(row) for row in rows])
""",
        """\
# From an asynchronous source; no array function.
import numpy as np

async def check(names, known, tools):
    return np.any([name in known async for name in names]), tools.any([name in known for name in names])
""",
        """\
# It waits in between, and the answer is asked for its type.
import numpy as np

async def known(names, ask):
    return np.any([await ask(name) is None for name in names]), np.all([not name for name in names]).astype(int)
""",
    ],
    unsafe=[
        """\
# The result is kept; what is asked has effects.
import numpy as np

def check(names: list[str], known: set[str], ask):
    found = np.any([name in known for name in names])
    if np.any([ask(name) is None for name in names]):
        return found
    return -np.any([name in known for name in names])
""",
        """\
# It stands in the branch, not in the question.
import numpy as np

def check(names: list[str], known: set[str]):
    return np.any([name in known for name in names]) if names else None
""",
        """\
# A condition behind the one that decides may raise an exception.
import numpy as np

def known(names: list[str], known: set[str], table):
    if np.any([name in known for name in names]):
        return 1
    return 2
""",
        """\
# A look-up raises an exception where nothing is found.
import numpy as np

def found(values, table):
    words = [str(value) for value in values]
    if np.any([table[word] is None for word in words]):
        return 1
    if np.any([word == "a" for word in words if table[word]]):
        return 2
    if np.any([word == "a" for word in words for other in table[word]]):
        return 3
""",
        """\
# Only kept, not asked.
import numpy as np

def kept(values):
    words = [str(value) for value in values]
    return np.any([word == "a" for word in words]), 1 if words else np.any([word == "a" for word in words])
""",
        """\
# Conditions that take one thing for another raise.
import numpy as np

def some(values, rows: list, limit: int):
    words = [str(value) for value in values]
    if np.any([len(row) > 3 for row in rows]):
        return 1
    if np.any([word in limit for word in words]):
        return 2
    if np.any([value in words for value in values]):
        return 3
    if np.any([word > 3 or word == "a" for word in words]):
        return 4
    if np.any([word == limit for word in words]):
        return 5
""",
        """\
# Each condition takes a row from somewhere.
import numpy as np

def taken(rows, read):
    words = [str(row) for row in rows]
    if np.any([len(read(word)) > 2 for word in words]):
        return 1
    if np.any([word == "a" for word in words for other in read(word)]):
        return 2
""",
        """\
# Kept in a variable, negated as a number.
import numpy as np

def kept(values):
    words = [str(value) for value in values]
    return -np.any([word == "a" for word in words]), np.any([word == "b" for word in words])
""",
    ],
)
