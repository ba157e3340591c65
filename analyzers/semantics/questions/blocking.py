"""Which calls stop the thread: the ones themselves, and those of this module's functions that make them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any, Final

from ..inference import type_of
from ..instances import methods_of, own_methods
from ..knowledge.blocking import ALIASES, BLOCKS, INSIDE, STREAMS
from ..model import BlockFacts
from ..names import dotted, qualified_name, resolve
from ..site import Site
from ..suspects import HOPS, suspects

__all__ = [
    "Blocking",
    "Step",
    "blocking_call",
    "blocking_path",
    "blocks_as",
    "gives_all",
    "is_path_method",
    "waits_in_passes",
]

_KIND: Final = {name: kind for kind, names in BLOCKS.items() for name in names}
_LAST: Final = frozenset(name.rpartition(".")[2] for name in _KIND)


@dataclass(frozen=True, slots=True)
class Blocking:
    name: str
    """As the tables have it: "subprocess.run", "threading.Event.wait"."""
    kind: str
    """"sleep", "http", "subprocess" …: the keys of `BLOCKS`."""
    instead: str
    on_object: bool
    """Is it a method of an object, known by its type?"""


def blocking_call(facts: BlockFacts, call: ast.Call) -> Blocking | None:
    """Does the call stop the thread until something outside has happened, or a long computation is over?"""
    func = call.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if last not in _LAST and last not in facts.model.imports.renamed and last not in facts.renamed:
        return None
    name = qualified_name(facts, func)
    on_object = False
    if (name is None or name not in _KIND) and isinstance(func, ast.Attribute):
        receiver = _type_name(facts, func.value)
        if receiver:
            name, on_object = f"{receiver}.{func.attr}", True
    kind = _KIND.get(name or "")
    if name is None or kind is None or not _waits(name, call):
        return None
    return Blocking(name, kind, BLOCKS[kind][name], on_object)


def blocks_as(site: Site, call: ast.Call, *kinds: str) -> Blocking | None:
    """The same for a rule, where it is one of these kinds.

    A method that is awaited gives something to wait for: the object is not of the type that an annotation claims.
    """
    found = blocking_call(site.facts, call)
    if found is None or found.kind not in kinds or (found.on_object and isinstance(site.parent(call), ast.Await)):
        return None
    return found


def gives_all(found: Blocking, call: ast.Call) -> bool:
    """Does a request return the whole answer, by a function that no session stands behind?

    A stream is read later, and a session is not made for several threads.
    """
    module, _, name = found.name.rpartition(".")
    streamed = any(keyword.arg in ("stream", None) for keyword in call.keywords)
    return module in ("requests", "httpx") and name != "stream" and not streamed


_OF_PATHS_ONLY = frozenset({"is_dir", "is_file", "read_bytes", "read_text", "unlink", "write_bytes", "write_text"})


def is_path_method(site: Site, call: ast.Call) -> bool:
    """Is it a method that only paths are known to have, called on an unknown object and not awaited?"""
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr not in _OF_PATHS_ONLY:
        return False
    return not (site.type(func.value).known or isinstance(site.parent(call), ast.Await))


def waits_in_passes(site: Site, iterable: ast.expr) -> bool:
    """Does a loop over it wait, in every pass, for what has not arrived yet?"""
    facts = site.facts
    source = iterable.func if isinstance(iterable, ast.Call) else iterable
    if isinstance(source, ast.Attribute) and f"{_type_name(facts, source.value)}.{source.attr}" in STREAMS:
        return True
    return _type_name(facts, iterable) in STREAMS


def _type_name(facts: BlockFacts, node: ast.expr) -> str:
    kind = type_of(facts, node).name
    if not kind and isinstance(node, (ast.Attribute, ast.Subscript)):
        kind = INSIDE.get(_type_name(facts, node.value), "")
    return ALIASES.get(kind, kind)


def _waits(name: str, call: ast.Call) -> bool:
    """Do the arguments leave it to wait: not `acquire(False)`, `get(block=False)`, `wait(timeout=0)`, `sleep(0)`?"""
    if any(
        keyword.arg in ("blocking", "block", "wait", "timeout") and _is_zero(keyword.value) for keyword in call.keywords
    ):
        return False
    if call.args and _is_zero(call.args[0]):
        return False
    return not (name in ("os.wait", "os.waitpid") and len(call.args) > 1)  # with WNOHANG


_WHETHER = ("blocking", "block", "wait", "timeout")


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (bool, int, float) and not node.value


# -- through functions of this module


@dataclass(frozen=True, slots=True)
class Step:
    """One call on the way to what blocks, with the facts of the block that it stands in."""

    call: ast.Call
    facts: BlockFacts
    name: str
    """Of what is called: "fetch", "requests.get"."""


def blocking_path(site: Site, call: ast.Call) -> list[Step] | None:
    """The calls from one of a function of this module to what certainly blocks, first and last included.

    Follows plain functions and methods over at most three hops: no generators, nothing decorated with unknown
    decorators, no lambdas and nested functions, whose code runs elsewhere, and no code under a condition.
    """
    facts, func = site.facts, call.func
    name = f".{func.attr}" if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name not in suspects(facts.model):
        return None
    path = _follow(facts, call, HOPS, facts)
    return path if path and len(path) > 1 else None


def _follow(facts: BlockFacts, call: ast.Call, hops: int, asking: BlockFacts) -> list[Step] | None:
    found = _called(facts, call.func)
    if found is None:
        return None
    function, where = found
    if where is not asking:
        # A change of that function concerns the block that asks.
        where.model.readers.setdefault(where.block, set()).add(asking.block)
    here = Step(call, facts, _written(call.func))
    inner = _calls_of(where, function)
    for child, blocking in inner:
        if blocking is not None:
            return [here, Step(child, where, blocking.name)]
    if hops > 1:
        for child, _ in inner:
            rest = _follow(where, child, hops - 1, asking)
            if rest is not None:
                return [here, *rest]
    return None


def _written(func: ast.expr) -> str:
    return dotted(func) or getattr(func, "attr", "")


def _called(facts: BlockFacts, func: ast.expr) -> tuple[ast.FunctionDef, BlockFacts] | None:
    """The plain function of this module that a call runs at once."""
    found: tuple[Any, BlockFacts] | None = None
    if isinstance(func, ast.Name):
        resolved = resolve(facts, func)
        if resolved is not None and len(resolved[1]) == 1 and resolved[1][0][0].kind in ("def", "class"):
            binding, where = resolved[1][0]
            found = binding.value, where
    elif isinstance(func, ast.Attribute):
        found = _only(own_methods(facts, func)) or _method(facts, func)
    if found is not None and isinstance(found[0], ast.ClassDef):
        found = _member(found[1], found[0], "__init__")
    if found is None or not isinstance(found[0], ast.FunctionDef) or not _runs_plainly(*found):
        return None
    return found


def _method(facts: BlockFacts, func: ast.Attribute) -> tuple[Any, BlockFacts] | None:
    """Of an object of a class of this module."""
    name = type_of(facts, func.value).name
    if not name.startswith("."):
        return None
    bindings = facts.model.module_bindings(name[1:])
    if len(bindings) != 1 or not isinstance(bindings[0][0].value, ast.ClassDef):
        return None
    return _member(bindings[0][1], bindings[0][0].value, func.attr)


def _member(facts: BlockFacts, owner: ast.ClassDef, name: str) -> tuple[Any, BlockFacts] | None:
    return _only(methods_of(facts, owner, name))


def _only(methods: list[tuple[Any, BlockFacts]]) -> tuple[Any, BlockFacts] | None:
    return methods[0] if len(methods) == 1 else None


_HARMLESS = frozenset({
    "builtins.staticmethod", "builtins.classmethod", "typing.override", "typing_extensions.override",
    "typing.no_type_check", "tenacity.retry", "backoff.on_exception", "backoff.on_predicate",
})  # fmt: skip
"""Decorators under which a call still runs the function there and then."""


def _runs_plainly(function: ast.FunctionDef, facts: BlockFacts) -> bool:
    for decorator in function.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if qualified_name(facts, named) not in _HARMLESS:
            return False
    return True


def _calls_of(facts: BlockFacts, function: ast.FunctionDef) -> list[tuple[ast.Call, Blocking | None]]:
    """The calls that running a function certainly makes, as far as it comes, and which of them block.

    Empty for a generator, and for a function that asks whether an event loop runs.
    """
    key = ("calls", function)
    known = facts.usage_cache.get(key)
    if known is None:
        known = facts.usage_cache[key] = [
            (call, found if found is not None and found.kind in _LONG_KINDS else None)
            for call in _certain_calls(function)
            for found in (blocking_call(facts, call),)
        ]
    return known


_LONG_KINDS = frozenset(BLOCKS) - {"file"}
_CONDITIONAL = (ast.If, ast.IfExp, ast.BoolOp, ast.ExceptHandler, ast.Match)
_ELSEWHERE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)
_LOOP_AWARE = frozenset({"get_running_loop", "get_event_loop", "is_running", "run_in_executor", "get_ident"})


def _certain_calls(function: ast.FunctionDef) -> list[ast.Call]:
    calls: list[ast.Call] = []
    pending: list[ast.AST] = list(reversed(function.body))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return []
        if isinstance(node, ast.Attribute) and node.attr in _LOOP_AWARE:
            return []
        if isinstance(node, _ELSEWHERE):
            continue
        if isinstance(node, _CONDITIONAL):
            # Only what decides is certain; but a `yield` anywhere makes a generator.
            if any(isinstance(child, (ast.Yield, ast.YieldFrom)) for child in ast.walk(node)):
                return []
            tests = {ast.If: "test", ast.IfExp: "test", ast.Match: "subject"}
            decides = node.values[0] if isinstance(node, ast.BoolOp) else getattr(node, tests.get(type(node), ""), None)
            if decides is not None:
                pending.append(decides)
            continue
        if isinstance(node, ast.Call):
            calls.append(node)
        pending += reversed(list(ast.iter_child_nodes(node)))
    return calls
