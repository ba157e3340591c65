"""Random numbers drawn one at a time.

`[np.random.uniform(0, 1) for _ in range(n)]` calls into NumPy n times for one number each, and NumPy takes far longer
to begin than to draw. `np.random.uniform(0, 1, size=n)` draws all of them at once.

**When not to bother**: a few numbers are drawn.

**Why the fix needs review**: some functions draw the numbers in another order, so that the same seed gives others;
and a list holds Python's numbers instead of NumPy's. What is a generator by its name only must be one of NumPy's.
"""

from __future__ import annotations

import ast
import re

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_PLAIN = frozenset({
    "beta", "binomial", "choice", "exponential", "gamma", "integers", "lognormal", "normal", "poisson", "randint",
    "triangular", "uniform",
})  # fmt: skip
"""Functions with a `size` behind their own arguments."""
_SIZED = frozenset({"rand", "randn", "random", "random_sample", "standard_normal", "standard_exponential"})
"""Functions that take a size, and nothing else."""
_BEFORE_SIZE = {"choice": 1, "exponential": 1, "poisson": 1, "triangular": 3}
"""Number of parameters before `size`, where it is not two."""
_GENERATORS = re.compile(r"(?:.*_)?(?:rng|random_state|rand_state|rs|random_generator)", re.IGNORECASE)


def check(node: ast.ListComp, at: Site) -> Match | None:
    if len(node.generators) != 1 or not at.imports("numpy"):
        return None
    loop = node.generators[0]
    if loop.ifs or not isinstance(loop.target, ast.Name) or not at.is_call(loop.iter, "builtins.range"):
        return None
    assert isinstance(loop.iter, ast.Call)
    if len(loop.iter.args) != 1 or isinstance(loop.iter.args[0], ast.Starred) or at.is_small(loop.iter):
        return None
    if any(isinstance(part, ast.Name) and part.id == loop.target.id for part in ast.walk(node.elt)):
        return None
    draws = [part for part in ast.walk(node.elt) if isinstance(part, ast.Call) and _draws(part, at)]
    if len(draws) != 1 or not _is_worked(node.elt, draws[0], at):
        return None
    draw = draws[0]
    assert isinstance(draw.func, ast.Attribute)
    around = at.parent(node)
    wrapped = isinstance(around, ast.Call) and around.args == [node] and not around.keywords
    whole = around if wrapped and at.is_call(around, "numpy.array", "numpy.asarray") else node
    return Match(
        whole,
        "draws random numbers one at a time: with a size NumPy draws all of them at once",
        "review" if draw is node.elt and _takes_size(draw, at) else None,
        "numbers may be drawn in another order, and are Python's in a list; what draws them must be NumPy's",
        {"draw": draw, "count": loop.iter.args[0], "array": whole is around},
    )


def _draws(call: ast.Call, at: Site) -> bool:
    """Is it a call of NumPy's random functions, or of a generator's, as its type or name says?"""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _PLAIN | _SIZED:
        return False
    if call.keywords:
        return False
    qualified = at.qualified(call.func)
    if qualified is not None:
        return qualified.startswith("numpy.random.")
    owner = call.func.value
    path, kind = at.dotted(owner), at.type(owner)
    if kind.known or path is None:
        return kind.name.startswith("numpy.random.")
    made = at.only_value(owner) if isinstance(owner, ast.Name) else None
    if isinstance(made, ast.Call) and getattr(made.func, "attr", getattr(made.func, "id", ""))[:1].isupper():
        return False  # another class
    return _GENERATORS.fullmatch(path.rpartition(".")[2]) is not None


def _takes_size(draw: ast.Call, at: Site) -> bool:
    """Has the call no size yet, but for a number of columns, and parameters that are no lists of them?"""
    assert isinstance(draw.func, ast.Attribute)
    name = draw.func.attr
    if name in _SIZED:
        return all(at.type(argument).is_("int") for argument in draw.args)
    if any(isinstance(argument, (ast.List, ast.Tuple)) for argument in draw.args) and name != "choice":
        return False
    return len(draw.args) <= _BEFORE_SIZE.get(name, 2)


def _is_worked(node: ast.AST, draw: ast.Call, at: Site) -> bool:
    """Is the element the draw itself, or arithmetic on it, or a conversion of its type?"""
    match node:
        case ast.Call() if node is draw:
            return True
        case ast.BinOp(left=left, right=right):
            return all(_is_worked(side, draw, at) for side in (left, right))
        case ast.Call(func=ast.Attribute(value=value, attr="astype")):
            return _is_worked(value, draw, at)
        case ast.Name() | ast.Constant() | ast.Attribute():
            return True
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    draw, count = match.nodes["draw"], match.nodes["count"]
    arguments = [edit.text(argument) for argument in draw.args]
    size = [edit.text(count), *arguments]
    if draw.func.attr in _PLAIN:
        size = [*arguments, f"size={size[0]}"]
    elif arguments and draw.func.attr not in ("rand", "randn"):
        size = [f"({', '.join(size)})"]
    text = f"{edit.text(draw.func)}({', '.join(size)})"
    rows = f"list({text})" if arguments and draw.func.attr in _SIZED else text + ".tolist()"
    edit.replace(match.node, text if match.nodes["array"] else rows)


RULE = Rule(
    slug="np-random-per-item",
    code="SLP616",
    family="arrays",
    stage="preview",
    triggers=Triggers(nodes=(ast.ListComp,)),
    check=check,
    rewrite=rewrite,
    title="Draw all numbers at once",
    examples=[
        Example(
            before="""\
import numpy as np


def noise(count):
    np.random.seed(7)
    return «np.array([np.random.normal(0, 2) for _ in range(count)])», «[np.random.rand() for _ in range(count)]»
""",
            after="""\
import numpy as np


def noise(count):
    np.random.seed(7)
    return np.random.normal(0, 2, size=count), np.random.rand(count).tolist()
""",
            workload=lambda n: (n,),
            same=[(5,)],
            differs=[(-1,)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def steps(seed, count):
    rng = np.random.default_rng(seed)
    return «[rng.uniform(0, 5) for i in range(count)]»
""",
            after="""\
import numpy as np


def steps(seed, count):
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 5, size=count).tolist()
""",
            workload=lambda n: (1, n),
            same=[(3, 4)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def seeds(random_state, n):
    top = np.iinfo(np.uint32).max
    return «[(random_state.rand(624) * top).astype("uint32") for i in range(n)]»
""",
        ),
        Example(
            before="""\
import numpy as np


def draw(n, make):
    np_rng = make(5)
    own = np.random.RandomState(5)
    a = «[own.rand() for _ in range(n)]», «[np_rng.uniform(0, 5) for _ in range(n)]»
    b = np.array(«[own.rand(3) for _ in range(n)]», float), «np.array([own.rand(2) for _ in range(n)])»
    c = np.array(«[own.normal(0, 1) for _ in range(n)]», dtype=float), np.stack(«[own.randn(2) for _ in range(n)]»)
    return a, b, c, «[own.random_sample(2) for _ in range(n)]»
""",
            after="""\
import numpy as np


def draw(n, make):
    np_rng = make(5)
    own = np.random.RandomState(5)
    a = own.rand(n).tolist(), np_rng.uniform(0, 5, size=n).tolist()
    b = np.array(list(own.rand(n, 3)), float), own.rand(n, 2)
    c = np.array(own.normal(0, 1, size=n).tolist(), dtype=float), np.stack(list(own.randn(n, 2)))
    return a, b, c, list(own.random_sample((n, 2)))
""",
            workload=lambda n: (n, __import__("numpy").random.default_rng),
            same=[lambda: (4, __import__("numpy").random.default_rng)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# Not NumPy's.
import random
import numpy as np

def draw(n, Wrapped):
    third_rng = Wrapped(np.random.RandomState(3))
    first_rng = random.Random(3)
    return [first_rng.uniform(0, 1) for _ in range(n)], [third_rng.randint(3, 5) for _ in range(n)]
""",
        """\
# Each number has its own bounds; others are left out.
import numpy as np

def draw(n, k):
    return (
        [np.random.uniform(0, i) for i in range(n)],
        [np.random.rand() for i in range(n) if i % k],
        [np.random.rand() for i in range(n) for _ in range(n)],
    )
""",
        """\
# Five numbers.
import numpy as np

def draw():
    return [np.random.rand() for _ in range(5)]
""",
        """\
# The standard library's random numbers.
import random

import numpy as np

def draw(n):
    return [random.uniform(0, 1) for _ in range(n)]
""",
        """\
# What is drawn is used by a function.
import numpy as np

def draw(n, f, items):
    return (
        [f(np.random.rand()) for _ in range(n)],
        [items[np.random.randint(5)] for _ in range(n)],
        [np.random.rand() * np.random.rand() for _ in range(n)],
        [1 for _ in range(n)],
    )
""",
        """\
# Not a range that can be given as a size.
import numpy as np

def draw(xs, limits):
    return (
        [np.random.rand() for _ in xs],
        [np.random.rand() for _ in range(2, 9)],
        [np.random.rand() for _ in range(*limits)],
        [np.random.rand() for (_,) in range(9)],
    )
""",
        """\
# A size is given already; a tool of another kind.
import numpy as np

def draw(n, deck, options):
    return (
        [np.random.normal(size=3) for _ in range(n)],
        [deck.choice() for _ in range(n)],
        [np.random.normal(**options) for _ in range(n)],
        [np.random.shuffle() for _ in range(n)],
        [deck.choice().astype(int) for _ in range(n)],
    )
""",
        """\
# No NumPy.
def draw(rng, n):
    return [rng.uniform(0, 1) for _ in range(n)]
""",
        """\
# Products of two draws; things that draw and are no generators.
import numpy as np

def draw(n, deck, f):
    return [deck.uniform(0, 1) for _ in range(n)], [f(1) * np.random.rand() for _ in range(n)]
""",
        """\
# Said by name.
import numpy as np

def draw(n):
    return [np.random.normal(loc=5) for _ in range(n)]
""",
    ],
)
