"""What the names and types in a call say about it: that it asks something over a network, that it takes turns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..site import Site

__all__ = ["CLIENTS", "asks_network", "managers_around", "reads_network", "takes_turns"]

CLIENTS = ("aiohttp.ClientSession", "httpx.AsyncClient")
_ORDERED = re.compile(
    r"(?:acquire|begin|commit|connect|drain|execute|fetch_?(?:all|many|one|row|val)|flush|join|next|publish|put|receive"
    r"|recv|refresh|scalars?|send|sleep|wait|wait_for|read(?:exactly|line|until)?|write(?:lines)?)(?:_.*)?"
)
_SERIAL = re.compile(
    r"(?:.*_)?(?:a?db|database|conn|connection|cur|cursor|tx|txn|transaction|session|sess|redis|pipe|pipeline|ws|websocket"
    r"|sock|socket|reader|writer|stream|queue|lock|page|browser|tab|channel|transport|proc|process|shell|ctx|context|uow"
    r"|repo|repository|bus|device|driver|engine|iterator|generator|parser|store|storage|cache)s?",
    re.IGNORECASE,
)
# What asks something over a network, by the words of its name or of what it is given.
_ASKS = frozenset({
    "api", "complete", "completion", "crawl", "download", "embed", "embedding", "embeddings", "fetch", "head", "http",
    "ping", "post", "request", "scrape", "search", "summarize", "translate", "upload",
})  # fmt: skip
_ADDRESSES = {"endpoint", "host", "hostname", "href", "link", "uri", "url"}


def takes_turns(at: Site, call: ast.Call) -> bool:
    """Does a name say that the callee, or what it is given, takes one call at a time, or that order is the point?"""
    if (at.qualified(call.func) or "").partition(".")[0] == "asyncio":
        return True
    name = (at.dotted(call.func) or getattr(call.func, "attr", "")).rpartition(".")[2].lstrip("_")
    if _ORDERED.fullmatch(name) or _uses_session(at, call):
        return True
    given = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    given += [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(_is_serial(node, at) for root in given for node in ast.walk(root))


def _uses_session(at: Site, call: ast.Call) -> bool:
    """Does the function that is called ask a database? Sessions and connections take one question at a time."""
    called = at.called(call)
    return called is not None and any(effect.kind in ("database", "awaited database") for effect in called.effects)


def asks_network(at: Site, call: ast.Call) -> bool:
    """Does something say that the call waits for an answer over a network, and does not just compute or look up?"""
    called = at.called(call)
    if called is not None and any(effect.certain and effect.kind == "awaited http" for effect in called.effects):
        return True
    name = at.dotted(call.func) or getattr(call.func, "attr", "")
    if not _ASKS.isdisjoint(re.split(r"[^a-z]+", name.rpartition(".")[2].lower())):
        return True
    given = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    given += [*call.args, *(keyword.value for keyword in call.keywords)]
    if any(at.type(node).name in CLIENTS for node in given):
        return True
    words = (word for node in given if (path := at.dotted(node)) for word in re.split(r"[^a-z]+", path.lower()))
    return not _ADDRESSES.isdisjoint(words)


_WRITES = frozenset({
    "add", "auth", "authenticate", "check", "close", "connect", "create", "delete", "init", "login", "open", "patch",
    "post", "put", "refresh", "register", "remove", "reset", "save", "send", "set", "setup", "start", "stop", "submit",
    "subscribe", "sync", "update", "upload", "validate", "verify", "write",
})  # fmt: skip


_READS = frozenset({"fetch", "find", "get", "list", "query", "retrieve", "search"})
_REMOTE = frozenset({"api", "client", "rest"})


def reads_network(at: Site, call: ast.Call) -> bool:
    """Does the call ask something over a network that changes nothing there, and that others may be asked beside?"""
    owner, _, name = (at.dotted(call.func) or getattr(call.func, "attr", "")).lower().rpartition(".")
    words = re.split(r"[^a-z]+", name)
    if not _WRITES.isdisjoint(words) or takes_turns(at, call):
        return False
    of_client = not _REMOTE.isdisjoint(re.split(r"[^a-z]+", owner.rpartition(".")[2]))
    return asks_network(at, call) or (of_client and not _READS.isdisjoint(words))


def _is_serial(node: ast.AST, at: Site) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return bool(_SERIAL.fullmatch(name)) and at.type(node).name not in CLIENTS


def managers_around(at: Site, node: ast.AST) -> Iterator[ast.expr]:
    """The context managers around, in the same function."""
    for parent in at.parents(node):
        if isinstance(parent, (ast.With, ast.AsyncWith)):
            yield from (item.context_expr for item in parent.items)
        elif isinstance(parent, ast.AsyncFunctionDef):
            return
