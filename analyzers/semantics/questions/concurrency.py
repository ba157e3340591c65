"""Pools, tasks and waiting for them: what is handed over, what a loop waits for, what each pass has for itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ..knowledge.blocking import ALIASES
from ..loops import Loop, dotted
from ..site import Site
from .blocking import Blocking

__all__ = [
    "Handed",
    "asked_whether_done",
    "executor_of",
    "handed_and_awaited",
    "joined_at_once",
    "maps",
    "own_names",
    "pauses",
    "sends_one_by_one",
    "serves_passes",
    "stands_alone",
    "waits_for_rest",
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


def serves_passes(loop: Loop) -> bool:
    """Does the loop do something with what it runs over, and not just the same again and again, as a `while` that
    starts a server anew, or a test?"""
    own = own_names(loop)
    return any(isinstance(node, ast.Name) and node.id in own for part in loop.parts() for node in ast.walk(part))


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


def waits_for_rest(at: Site, call: ast.Call) -> bool:
    """`while rest: done, rest = await asyncio.wait(rest, return_when=FIRST_COMPLETED)`, and the loop adds no tasks?"""
    loop = at.loop
    if loop is None or not at.is_call(call, "asyncio.wait", "concurrent.futures.wait"):
        return False
    if not (isinstance(loop.node, ast.While) and len(call.args) == 1 and isinstance(call.args[0], ast.Name)):
        return False
    given = {keyword.arg: (dotted(keyword.value) or "").rpartition(".")[2] for keyword in call.keywords}
    rest = call.args[0]
    if given != {"return_when": "FIRST_COMPLETED"} or at.is_small(rest):
        return False
    if not any(isinstance(node, ast.Name) and node.id == rest.id for node in ast.walk(loop.node.test)):
        return False
    statement = at.statement(call)
    if not isinstance(statement, ast.Assign) or not isinstance(target := statement.targets[0], ast.Tuple):
        return False
    left = target.elts[-1]
    stores = sum(isinstance(n, ast.Name) and n.id == rest.id and not isinstance(n.ctx, ast.Load) for n in loop.walk())
    kept = isinstance(left, ast.Name) and left.id == rest.id and stores == 1
    return kept and rest.id not in loop.survey.changed and _made_of_many(at, rest)


def _made_of_many(at: Site, name: ast.Name) -> bool:
    """Is none of the values that the name is given a display of a few: `{first, second}`?"""
    values = [binding.value for binding in at.bindings(name)]
    return not any(isinstance(value, (ast.Set, ast.List, ast.Tuple)) and value.elts for value in values)


def joined_at_once(at: Site, call: ast.Call) -> bool:
    """Is `thread.start()` followed, right away, by `thread.join()`?"""
    func, statement = call.func, at.statement(call)
    if not isinstance(func, ast.Attribute) or not isinstance(statement, ast.Expr):
        return False
    if at.type(func.value).name not in ("threading.Thread", "multiprocessing.Process"):
        return False
    match at.following(statement):
        case ast.Expr(ast.Call(func=ast.Attribute(value=joined, attr="join"), args=[], keywords=[])):
            return at.same(joined, func.value)
        case _:
            return False


def sends_one_by_one(at: Site, call: ast.Call) -> bool:
    """Does a pool of processes get the items of `pool.map(f, items)` each in a message, for an `f` that takes next to
    no time?"""
    func = call.func
    if not isinstance(func, ast.Attribute) or len(call.args) != 2 or call.keywords:
        return False
    owner = executor_of(at, func.value)
    one_by_one = {_EXECUTORS[1]: ("map",), _POOLS[0]: ("imap", "imap_unordered"), _POOLS[1]: ("imap", "imap_unordered")}
    if func.attr not in one_by_one.get(owner, ()) or at.is_small(call.args[1]):
        return False
    function = call.args[0]
    bindings = at.bindings(function) if isinstance(function, ast.Name) else []
    return len(bindings) == 1 and isinstance(bindings[0].value, ast.FunctionDef) and _takes_no_time(bindings[0].value)


def _takes_no_time(function: ast.FunctionDef) -> bool:
    """Is it a few statements without loops, that call nothing but methods of a text?"""
    if len(function.body) > 3 or function.decorator_list:
        return False
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.While, ast.comprehension, ast.With, ast.Try, ast.Pow, ast.Import)):
            return False
        if isinstance(node, ast.Call):
            quick = isinstance(node.func, ast.Attribute) and node.func.attr in _QUICK
            if not quick and not (isinstance(node.func, ast.Name) and node.func.id in ("int", "float", "str", "len")):
                return False
    return True


_QUICK = frozenset({"split", "strip", "lower", "upper", "startswith", "endswith", "replace", "partition", "encode"})
