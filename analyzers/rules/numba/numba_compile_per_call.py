"""A function that numba compiles anew at each call of the function around it.

`@njit` on a nested function, and `njit(f)` in a function, make another compiled function each time. It knows nothing of
the one before and is compiled again: a tenth of a second to seconds, for work that then takes microseconds. Put it at
module level, and hand over as arguments what it takes from the function around; `cache=True` keeps the machine code
for the next start of the program.

Functions that return the compiled function, or store it, are not reported: whoever calls them may do so once.

**When not to bother**: the function around is called once while the program runs.
"""

from __future__ import annotations

import ast

from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.invariants import is_cold
from ...semantics.questions.jitted import compilation, jitted
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_COMPILED = frozenset({"jit", "njit", "vectorize", "guvectorize", "stencil", "cuda"})
_MESSAGE = "is compiled again at each call of {around}(): compile it once, at module level"


def check(node: ast.FunctionDef | ast.Call, at: Site) -> Match | None:
    outer = at.function
    if not isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)) or not _is_bare(outer, at):
        return None
    if isinstance(node, ast.FunctionDef):
        found = jitted(at.facts, node)
        if found is None or found.kind not in _COMPILED or not _is_only_called(node, node.name, outer, at):
            return None
        marked: ast.AST = found.decorator
    else:
        kind = compilation(at.facts, node)
        if kind is None or kind[0] not in _COMPILED or not node.args or not _is_used_here(node, outer, at):
            return None
        marked = node
    if is_compiled(at) or (is_cold(at) and at.repeated_in is None):
        return None
    return Match(marked, _MESSAGE.format(around=outer.name))


def _is_bare(outer: ast.FunctionDef | ast.AsyncFunctionDef, at: Site) -> bool:
    """Is there no decorator that may keep what the function returns, or call it once?"""
    return all(at.qualified(d) in ("builtins.staticmethod", "builtins.classmethod") for d in outer.decorator_list)


def _is_used_here(node: ast.Call, outer: ast.AST, at: Site) -> bool:
    """`njit(f)(x)`, or `g = njit(f)` with calls of g and nothing else."""
    parent = at.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        return True
    target = parent.targets[0] if isinstance(parent, ast.Assign) and len(parent.targets) == 1 else None
    return isinstance(target, ast.Name) and _is_only_called(node, target.id, outer, at)


def _is_only_called(made: ast.AST, name: str, outer: ast.AST, at: Site) -> bool:
    """Is the local name only called, by the function around itself?"""
    scope = at.facts.scopes.scope_of.get(outer)
    if scope is None or name in scope.declared_global or name in scope.declared_nonlocal:
        return False
    loads = [load for load in scope.loads_of(name) if not at.inside(load, made)]
    calls = (at.parent(load) for load in loads)
    return bool(loads) and all(
        isinstance(call, ast.Call) and call.func is load and _function_around(load, at) is outer
        for call, load in zip(calls, loads, strict=True)
    )


def _function_around(node: ast.AST, at: Site) -> ast.AST | None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return next((parent for parent in at.parents(node) if isinstance(parent, functions)), None)


RULE = Rule(
    slug="numba-compile-per-call",
    code="SLP531",
    family="numba",
    stage="stable",
    triggers=Triggers(nodes=(ast.FunctionDef, ast.Call), packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
from numba import njit


def rolling(values, width):
    @«njit»
    def kernel(given, size):
        found = np.empty(len(given) - size + 1)
        for i in range(len(found)):
            found[i] = given[i : i + size].sum()
        return found

    return kernel(np.asarray(values, dtype=float), width).tolist()
""",
            after="""\
import numpy as np
from numba import njit


@njit
def kernel(given, size):
    found = np.empty(len(given) - size + 1)
    for i in range(len(found)):
        found[i] = given[i : i + size].sum()
    return found


def rolling(values, width):
    return kernel(np.asarray(values, dtype=float), width).tolist()
""",
            workload=lambda n: ([1.0] * n, 5),
            same=[([1.0, 2.0, 4.0], 2)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba


def step(x):
    return x * 2


def run(values):
    fast = «numba.njit(step)»
    other = «numba.jit(step, nopython=True)»(1)
    return [fast(value) for value in values], other
""",
        ),
        Example(
            before="""\
from numba import njit


def main(factors, values):
    for factor in factors:
        @«njit(cache=True)»
        def scaled(x):
            return x * factor

        print(scaled(values))
""",
        ),
    ],
    clean=[
        """\
# Whoever asks for it keeps it.
from numba import njit

def make(factor):
    @njit
    def scaled(x):
        return x * factor
    return scaled

def add(table, name):
    @njit
    def scaled(x):
        return x * 2
    table[name] = scaled
    return njit(name)
""",
        """\
# The function around is kept, too.
from functools import lru_cache
from numba import njit
from numba.extending import overload

@lru_cache
def total(n):
    @njit
    def add(x):
        return x + 1
    return add(n)

@overload(len)
def length(x):
    @njit
    def inner(x):
        return 1
    return inner(x)
""",
        """\
# What is returned, or kept, calls it.
from numba import njit

def make(factor):
    @njit
    def scaled(x):
        return x * factor

    @njit
    def total(xs):
        return scaled(xs[0]) + scaled(xs[1])

    return total, lambda x: scaled(x)
""",
        """\
# At module level; once, at the start of the program; a test.
from numba import njit

@njit
def one(x):
    return x

two = njit(one)

def main():
    @njit
    def add(x):
        return x + 1
    print(add(1))

def test_add():
    @njit
    def add(x):
        return x + 1
    assert add(1) == 2
""",
        """\
# Within compiled code it is part of that; an attribute, a global and an argument may be kept.
from numba import njit, jit

@njit
def outer(x):
    @njit
    def inner(y):
        return y
    return inner(x)

class Model:
    def fit(self, step, use):
        self.step = njit(step)
        global kept
        kept = njit(step)
        kept(1)
        other = njit(step)
        other(1)
        use(other)
        use(jit(nopython=True))
""",
    ],
)
