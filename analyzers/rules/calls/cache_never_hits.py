"""A cached function that is asked with something new each time, so that its cache never has the answer.

`functools.lru_cache` looks its answers up by the arguments. A lambda, a `partial`, a generator or `object()` made for
the call is equal to nothing but itself; `time.time()`, `datetime.now()` and `uuid4()` hardly ever give the same value
twice. Such a call pays for the look-up, always computes, and keeps its arguments and its result in memory, without a
bound where `maxsize=None` or `functools.cache` says so.

Take what is new out of the arguments (a function of the module instead of a lambda, the day instead of the time), or
call the function without its cache: `function.__wrapped__(…)`.

**When not to bother**: other calls ask with what comes again, and this one runs seldom.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.names import qualified_name, resolve
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NEW = {
    "time.time": "the time", "time.time_ns": "the time", "time.monotonic": "the time", "time.perf_counter": "the time",
    "datetime.datetime.now": "the time", "datetime.datetime.utcnow": "the time", "uuid.uuid4": "an identifier",
    "uuid.uuid1": "an identifier", "random.random": "a random number", "os.urandom": "random bytes",
    "secrets.token_hex": "a random text", "secrets.token_urlsafe": "a random text", "builtins.object": "an object",
    "functools.partial": "a partial",
}  # fmt: skip
_CACHES = ("functools.lru_cache", "functools.cache")


def check(node: ast.Call, at: Site) -> Match | None:
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        said = _said(argument, at)
        if said and _is_cached(node.func, at):
            name = ast.unparse(node.func)
            return Match(argument, f"the cache of {name}() never hits: it is asked with {said} made anew")
    return None


def _said(node: ast.expr, at: Site) -> str:
    """What the argument is, where no later call can have an equal one."""
    if isinstance(node, ast.Lambda):
        return "a function"
    if isinstance(node, ast.GeneratorExp):
        return "a generator"
    return _NEW.get(at.qualified(node.func) or "", "") if isinstance(node, ast.Call) else ""


def _is_cached(func: ast.expr, at: Site) -> bool:
    """Is it a function of this module that keeps what it has computed?"""
    if not isinstance(func, ast.Name):
        return False
    found = resolve(at.facts, func)
    if found is None or len(found[1]) != 1:
        return False
    binding, facts = found[1][0]
    function: Any = binding.value
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or len(function.decorator_list) != 1:
        return False
    decorator = function.decorator_list[0]
    return qualified_name(facts, decorator.func if isinstance(decorator, ast.Call) else decorator) in _CACHES


RULE = Rule(
    slug="cache-never-hits",
    code="SLP633",
    family="calls",
    stage="preview",
    triggers=Triggers(nodes=(ast.Call,), packages=frozenset({"functools"})),
    check=check,
    examples=[
        Example(
            before="""\
from functools import lru_cache


@lru_cache(maxsize=None)
def applied(function, value):
    return function(value)


def doubled(values):
    return [applied(«lambda value: value * 2», value) for value in values]
""",
            after="""\
from functools import lru_cache


def double(value):
    return value * 2


@lru_cache(maxsize=None)
def applied(function, value):
    return function(value)


def doubled(values):
    return [applied(double, value) for value in values]
""",
            workload=lambda n: ([i % 7 for i in range(n)],),
            same=[([1, 2, 1],), ([],)],
        ),
        Example(
            before="""\
import functools
import time


@functools.cache
def discount(code, now):
    return 10 if code == "SPRING" and now > 0 else 0


def discounts(codes):
    return [discount(code, «time.time()») for code in codes]
""",
        ),
    ],
    clean=[
        """\
# The function is made once.
from functools import lru_cache

@lru_cache
def applied(function, value):
    return function(value)

def doubled(values):
    double = lambda value: value * 2
    return [applied(double, value) for value in values]
""",
        """\
# Nothing is kept.
import functools
import time

def age(since, now):
    return now - since

def ages(times):
    return [age(each, time.time()) for each in times]
""",
        """\
# Only a part of the time counts.
import functools
import time

@functools.lru_cache
def rates(minute):
    return minute % 7

def now():
    return rates(int(time.time() // 60))
""",
        """\
# The name means two functions.
import functools
import time

try:
    from fast import rate
except ImportError:
    @functools.cache
    def rate(now):
        return now

def current():
    return rate(time.time())
""",
    ],
)
