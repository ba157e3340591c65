"""Which calls stop the thread."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final

from ..inference import type_of
from ..knowledge.blocking import ALIASES, BLOCKS, INSIDE, STREAMS
from ..model import BlockFacts
from ..names import qualified_name
from ..site import Site

__all__ = [
    "Blocking",
    "blocking_call",
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
