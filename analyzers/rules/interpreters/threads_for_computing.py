"""Threads that only compute: the interpreter lets one of them run at a time.

In a build of Python with the interpreter's lock, threads help who waits: for the network, the disk, another process,
or for code in C that lets go of the lock. A function of plain Python arithmetic keeps it, so a pool of threads is no
faster than a loop, and pays for the hand-over of each item. A `ProcessPoolExecutor` runs on all cores (what is handed
over is pickled), and so do threads on the free-threaded build (3.13t and later).

The rule reports functions of the same file whose body has a loop, and nothing in it but arithmetic and builtins, where
the file has nothing to do with arrays: NumPy lets go of the lock.

**When not to bother**: the program runs on the free-threaded build only; or the threads keep a window alive meanwhile.
"""

from __future__ import annotations

import ast

from ...semantics.model import BlockFacts
from ...semantics.names import qualified_name, resolve
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_POOLS = ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.thread.ThreadPoolExecutor",
          "multiprocessing.pool.ThreadPool", "multiprocessing.dummy.Pool")  # fmt: skip
_ARRAYS = ("numpy", "scipy", "pandas", "polars", "pyarrow", "torch", "tensorflow", "jax", "cupy", "numba")
"""Arithmetic on what these packages make lets go of the lock."""
_COMPUTES = frozenset(
    f"builtins.{name}" for name in ("abs", "bool", "divmod", "float", "int", "len", "max", "min", "pow", "range",
                                    "round", "sum", "ord", "chr", "zip", "enumerate", "reversed", "list", "set")
) | frozenset(f"math.{name}" for name in ("sqrt", "sin", "cos", "tan", "exp", "log", "floor", "ceil", "gcd", "isqrt",
                                         "hypot", "atan2", "fabs", "log2", "log10"))  # fmt: skip
_NO_ARITHMETIC = (ast.Await, ast.Yield, ast.YieldFrom, ast.With, ast.Try, ast.Import, ast.ImportFrom, ast.Global,
                  ast.Nonlocal, ast.Lambda, ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.Raise,
                  ast.Attribute, ast.Delete, ast.Starred)  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    function = node.args[0] if node.args else None
    if not isinstance(node.func, ast.Attribute) or not isinstance(function, ast.Name) or in_test(at):
        return None
    if at.imports(*_ARRAYS):
        return None
    if not _is_pool(node.func.value, at):
        return None
    found = resolve(at.facts, function)
    if found is None or len(found[1]) != 1 or found[1][0][0].kind != "def":
        return None
    binding, where = found[1][0]
    if where is not at.facts:
        # A change of that function concerns the block that asks.
        at.facts.model.readers.setdefault(where.block, set()).add(at.facts.block)
    if not _only_computes(binding.value, where):
        return None
    return Match(
        node,
        f"{function.id}() only computes, and threads take turns at that: a ProcessPoolExecutor uses all cores",
        related=[(binding.value, "nothing in it waits", where)],
    )


def _is_pool(node: ast.expr, at: Site) -> bool:
    if at.type(node).is_(*_POOLS):
        return True
    for parent in at.parents(node):
        if isinstance(parent, ast.With):
            for item in parent.items:
                if isinstance(item.optional_vars, ast.Name) and at.same(item.optional_vars, node):
                    return at.is_call(item.context_expr, *_POOLS)
    return False


def _only_computes(function: ast.AST, where: BlockFacts) -> bool:
    """Is the function a loop of arithmetic, with calls of nothing but builtins and `math`?"""
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return False
    works = False
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and (qualified_name(where, node) or "").startswith("math."):
                continue
            if isinstance(node, _NO_ARITHMETIC):
                return False
            if isinstance(node, ast.Call) and qualified_name(where, node.func) not in _COMPUTES:
                return False
            works = works or (isinstance(node, (ast.For, ast.While)) and _has_arithmetic(node))
    return works


def _has_arithmetic(loop: ast.AST) -> bool:
    return any(isinstance(node, (ast.BinOp, ast.AugAssign)) for node in ast.walk(loop))


RULE = Rule(
    slug="threads-for-computing",
    code="SLP580",
    family="interpreters",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({"map", "submit", "imap", "imap_unordered", "starmap", "apply_async"}),
        packages=frozenset({"concurrent", "multiprocessing"}),
    ),
    check=check,
    examples=[
        Example(
            before="""\
from concurrent.futures import ThreadPoolExecutor


def steps(number):
    count = 0
    while number > 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        count += 1
    return count


def longest(numbers):
    with ThreadPoolExecutor(max_workers=2) as pool:
        return max(«pool.map(steps, numbers)»)
""",
            after="""\
def steps(number):
    count = 0
    while number > 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        count += 1
    return count


def longest(numbers):
    return max(map(steps, numbers))
""",
            workload=lambda n: (list(range(1, n + 1)),),
            same=[([1, 2, 3],)],
        ),
        Example(
            before="""\
import math
from multiprocessing.pool import ThreadPool


def norms(rows):
    def norm(row):
        total = 0.0
        for x in row:
            total += x * math.sqrt(abs(x))
        return math.sqrt(total)

    pool = ThreadPool(4)
    return [«pool.apply_async(norm, (row,))» for row in rows]
""",
        ),
    ],
    clean=[
        """\
# It waits, or may.
import time
import requests
from concurrent.futures import ThreadPoolExecutor

def fetch(url):
    total = 0
    for i in range(3):
        total += len(requests.get(url).text)
    return total

def unknown(item):
    total = 0
    for i in range(3):
        total += work(item)
    return total

def hashed(data):
    total = 0
    for part in data:
        total += part.digest()
    return total

def work_all(urls):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(fetch, urls)), list(pool.map(unknown, urls)), list(pool.map(hashed, urls))
""",
        """\
# Processes; what is handed over; a pool of which nothing is known.
from concurrent.futures import ProcessPoolExecutor

def square(n):
    total = 0
    for i in range(n):
        total += i * i
    return total

def work(numbers, pool):
    with ProcessPoolExecutor() as processes:
        print(list(processes.map(square, numbers)))
    return pool.map(square, numbers), map(square, numbers), pool.map(), pool.map("square", numbers)
""",
        """\
# Of arrays, perhaps, which let go of the lock.
import numpy as np
from concurrent.futures import ThreadPoolExecutor

def copied(jobs):
    for source, target, start in jobs:
        target[start:] = source * 2

def work(jobs):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(copied, jobs))
""",
        """\
# A moment's work: nobody would put it on all cores. A loop that adds nothing up. A test.
from concurrent.futures import ThreadPoolExecutor

def double(n):
    return n * 2

def copied(items):
    found = []
    for item in items:
        if item:
            found = [item]
    return found

def square(n):
    total = 0
    for i in range(n):
        total += i * i
    return total

def work(numbers):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(double, numbers)), list(pool.map(copied, numbers))

def test_square(numbers):
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(square, numbers))
""",
        """\
# Decorated; a class; a variable of the module.
from concurrent.futures import ThreadPoolExecutor
from mine import njit

total = 0

@njit(nogil=True)
def square(n):
    total = 0
    for i in range(n):
        total += i * i
    return total

def count(n):
    global total
    for i in range(n):
        total += i * i

class Square:
    pass

def work(numbers, other):
    with ThreadPoolExecutor() as pool:
        print([pool.map(f, numbers) for f in (square,)], pool.map(square, numbers), pool.map(count, numbers))
        print(pool.map(Square, numbers), pool.map(other, numbers))
""",
    ],
)
