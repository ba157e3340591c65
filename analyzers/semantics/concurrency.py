"""Pools, tasks and waiting for them: what is handed over, what a loop waits for, what each pass has for itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .blocking import Blocking
from .knowledge.blocking import ALIASES
from .loops import Loop
from .site import Site

__all__ = [
    "Handed",
    "asked_whether_done",
    "executor_of",
    "handed_and_awaited",
    "maps",
    "own_names",
    "pauses",
    "stands_alone",
    "way_to_await",
]

_EXECUTORS = ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor")
_POOLS = ("multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool")
_SLEEPS = ("time.sleep", "asyncio.sleep")


@dataclass(frozen=True, slots=True)
class Handed:
    """Work that is given to a pool and waited for at once."""

    pool: ast.expr
    function: ast.expr
    argument: ast.expr | None
    """The only argument of an executor's `submit()`; None where it is given others, or another way."""


def executor_of(at: Site, node: ast.expr) -> str:
    """The class of a pool of threads or processes; "" for anything else."""
    name = at.type(node).name
    name = ALIASES.get(name, name)
    return name if name in _EXECUTORS or name in _POOLS else ""


def handed_and_awaited(at: Site, call: ast.Call) -> Handed | None:
    """`pool.submit(f, x).result()`, `pool.apply(f, (x,))`, `pool.apply_async(f, (x,)).get()`"""
    func = call.func
    if not isinstance(func, ast.Attribute):
        return None
    if func.attr == "apply":
        return Handed(func.value, call.args[0], None) if call.args and executor_of(at, func.value) in _POOLS else None
    handing = func.value
    if not (isinstance(handing, ast.Call) and isinstance(handing.func, ast.Attribute) and handing.args):
        return None
    pool, hands = handing.func.value, (handing.func.attr, func.attr)
    if hands == ("submit", "result") and executor_of(at, pool) in _EXECUTORS:
        plain = len(handing.args) == 2 and not handing.keywords and not isinstance(handing.args[1], ast.Starred)
        timed = bool(call.args or call.keywords)
        return Handed(pool, handing.args[0], handing.args[1] if plain and not timed else None)
    if hands == ("apply_async", "get") and executor_of(at, pool) in _POOLS:
        return Handed(pool, handing.args[0], None)
    return None


def own_names(loop: Loop) -> set[str]:
    """The names that a loop's target binds."""
    return (
        {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)} if loop.target is not None else set()
    )


def maps(loop: Loop, result: ast.expr, argument: ast.expr | None) -> bool:
    """Is the loop `[result for argument in items]`, with nothing else to it?"""
    whole, generator = loop.container, loop.node
    if not isinstance(whole, ast.ListComp) or whole.elt is not result or len(whole.generators) > 1 or generator.ifs:
        return False
    target = generator.target
    return isinstance(target, ast.Name) and isinstance(argument, ast.Name) and target.id == argument.id


def stands_alone(node: ast.AST, loop: Loop) -> bool:
    """Does the expression hang on the loop's own variable, and on nothing else that a pass binds or changes?"""
    own = own_names(loop)
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    survey = loop.survey
    touched = {path.partition(".")[0] for path in (*survey.bound, *survey.changed, *survey.given)} - own
    return not own.isdisjoint(names) and touched.isdisjoint(names)


def pauses(at: Site, statement: ast.stmt) -> ast.Call | None:
    """The call of `time.sleep(…)` or `await asyncio.sleep(…)` that the statement is, and nothing else."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Await):
        value = value.value
    return value if isinstance(value, ast.Call) and at.is_call(value, *_SLEEPS) else None


def asked_whether_done(at: Site, call: ast.Call) -> bool:
    """Of `future.result()`: is the same local future asked somewhere whether it is done?"""
    future = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(future, ast.Name) and any(usage.detail == "done" for usage in at.usages(future))


def way_to_await(found: Blocking, call: ast.Call) -> str:
    """How a coroutine waits for what the call waits for: "future" (it wraps it), "thread", "" (neither alone)."""
    if found.name != "concurrent.futures.Future.result":
        return "thread"
    return "" if call.args or call.keywords else "future"
