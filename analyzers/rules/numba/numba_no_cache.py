"""A script compiles the same functions each time that it is started.

`@njit` compiles a function at its first call: some tenths of a second, seconds for a long one or with `parallel=True`.
A program that is started often pays that every time. With `cache=True` numba keeps the machine code in `__pycache__`
and the next start loads it, until the file changes.

The rule looks at files that say `if __name__ == "__main__":`, for those are started.

**When not to bother**: the program runs for hours; or its folder cannot be written to, which numba answers with an
error where `NUMBA_CACHE_DIR` names no other.

**Why the fix needs review**: a cached function keeps the values that the globals of other modules had when it was
compiled: a change in another file does not make it compile again.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import jitted
from ...semantics.questions.whole_file import document_of
from ...semantics.site import Site
from ..compiling import tell_compiler
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.FunctionDef, at: Site) -> Match | None:
    if at.frame.kind != "module" or not node.decorator_list:  # cheap
        return None
    found = jitted(at.facts, node)
    if found is None or found.kind not in ("njit", "jit") or not found.complete or "cache" in found.options:
        return None
    if found.says("forceobj", True) or not any(_is_main(n) for block in document_of(at).blocks for n in block.nodes):
        return None
    return Match(
        found.decorator,
        "is compiled anew at each start of the program: cache=True keeps the machine code",
        "review",
        "a change of what it takes from other modules does not make a cached function compile again",
    )


def _is_main(statement: ast.AST) -> bool:
    match statement:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), comparators=[ast.Constant(value="__main__")])):
            return True
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.expr)
    tell_compiler(edit, match.node, "cache=True")


RULE = Rule(
    slug="numba-no-cache",
    code="SLP536",
    family="numba",
    stage="preview",
    severity="info",
    gains="latency",
    triggers=Triggers(nodes=(ast.FunctionDef,), packages=frozenset({"numba"})),
    check=check,
    rewrite=rewrite,
    title="Keep the machine code",
    examples=[
        Example(
            before="""\
import sys

from numba import njit


@«njit»
def collatz(limit):
    longest = 0
    for start in range(1, limit):
        n = start
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        longest = max(longest, steps)
    return longest


if __name__ == "__main__":
    print(collatz(int(sys.argv[1])))
""",
        ),
        Example(
            before="""\
import numba


@«numba.njit(parallel=True, fastmath=True)»
def total(values):
    return values.sum()


def main():
    print(total(1))


if __name__ == "__main__":
    main()
""",
        ),
    ],
    clean=[
        """\
# It is kept; it is not said whether it is.
from numba import njit

OPTIONS = {"cache": True}

@njit(cache=True)
def one(x):
    return x

@njit(cache=False)
def two(x):
    return x

@njit(**OPTIONS)
def three(x):
    return x

if __name__ == "__main__":
    print(one(1) + two(2) + three(3))
""",
        """\
# A library, whose programs start how often?
from numba import njit

@njit
def one(x):
    return x

if one is None:
    print(1)
""",
        """\
# Not of the module; a kernel; nothing is compiled.
from numba import njit, cuda, jit

def make(n):
    @njit
    def one(x):
        return x + n
    return one

@cuda.jit
def kernel(x):
    x[0] = 1

@jit(forceobj=True)
def plain(x):
    return x

if __name__ == "__main__":
    make(2)
""",
    ],
)
