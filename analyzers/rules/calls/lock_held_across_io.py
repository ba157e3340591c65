"""Holding a lock while waiting for a database, a service or another process.

All other threads that need the lock wait for the answer as well: a service with twenty threads then does one thing at a
time, and one slow answer stops it. What has to be consistent is mostly what is done with the answer: ask first, then
take the lock and write it down.

Calls are followed through functions and files; the way is told, and its places are attached to the finding.

**When not to bother**: the lock is there to let one request through at a time (a token that is renewed once for all, a
device that answers one at a time), or nobody else takes it while the program starts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from ...semantics.outside import Effect, Hop
from ...semantics.questions.blocking import blocking_call
from ...semantics.questions.effects import asking_effect, steps_of, way_of
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LOCKS = frozenset({"threading.Lock", "threading.RLock", "multiprocessing.Lock", "multiprocessing.RLock"})
_KINDS = frozenset({"http", "database", "subprocess", "network"})
_ONE_AT_A_TIME = re.compile(
    r"(?:.*_)?(?:io|api|request|refresh|token|auth|login|connect(?:ion)?|conn|db|database|init\w*|setup|load(?:ing)?"
    r"|device|serial|process|write|write_lock|session|client|start(?:up)?|migrat\w*|download|update|install)s?(?:_.*)?",
    re.IGNORECASE,
)
"""Names of locks that say that what they guard is the asking itself."""


def check(node: ast.With, at: Site) -> Match | None:
    lock = next((item.context_expr for item in node.items if at.type(item.context_expr).name in _LOCKS), None)
    if lock is None or in_test(at):
        return None
    name = (at.dotted(lock) or "").rpartition(".")[2]
    if _ONE_AT_A_TIME.fullmatch(name.removesuffix("_lock").removesuffix("lock").strip("_")):
        return None
    for call in _calls(node):
        found = _asks(call, at)
        if found is not None:
            way, places = found
            return Match(
                call,
                f"all that need `{name}` wait for this: {way}; ask before the lock is taken",
                related=places,
            )
    return None


def _calls(node: ast.With) -> list[ast.Call]:
    """The calls that the body certainly makes, in the order of the text."""
    found: list[ast.Call] = []
    pending: list[ast.AST] = list(reversed(node.body))
    while pending:
        inner = pending.pop()
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.ExceptHandler)):
            continue
        if isinstance(inner, (ast.If, ast.IfExp)):
            pending.append(inner.test)
            continue
        if isinstance(inner, ast.Call):
            found.append(inner)
        pending += reversed(list(ast.iter_child_nodes(inner)))
    return found


def _asks(call: ast.Call, at: Site) -> tuple[str, Sequence[tuple[Hop, str]]] | None:
    direct = blocking_call(at.facts, call)
    if direct is not None:
        return (f"{direct.name}()", ()) if direct.kind in _KINDS else None
    called = at.called(call)
    effect: Effect | None = asking_effect(called) if called is not None else None
    if called is None or effect is None or effect.kind not in _KINDS or called.is_async or called.is_generator:
        return None
    return way_of(called, effect), steps_of(effect)


RULE = Rule(
    slug="lock-held-across-io",
    code="SLP635",
    family="calls",
    stage="preview",
    gains="latency",
    triggers=Triggers(nodes=(ast.With,)),
    check=check,
    examples=[
        Example(
            before="""\
import threading

import requests


class Rates:
    def __init__(self, base):
        self.base = base
        self.known = {}
        self.guard = threading.Lock()

    def _fetch(self, currency):
        return requests.get(self.base + currency, timeout=5).json()

    def update(self, currency):
        with self.guard:
            self.known[currency] = «self._fetch(currency)»["rate"]
""",
        ),
    ],
    clean=[
        """\
# Asked before.
import threading
import requests

class Rates:
    def __init__(self, base):
        self.base = base
        self.known = {}
        self.guard = threading.Lock()

    def update(self, currency):
        rate = requests.get(self.base + currency).json()["rate"]
        with self.guard:
            self.known[currency] = rate
""",
        """\
# One renews the token for all.
import threading
import requests

class Session:
    def __init__(self, base):
        self.base = base
        self.refresh_lock = threading.Lock()

    def renew(self):
        with self.refresh_lock:
            self.token = requests.post(self.base).json()
""",
        """\
# Only when nothing is known yet.
import threading
import requests

guard = threading.Lock()
known = {}

def rate(base, currency):
    with guard:
        if currency not in known:
            known[currency] = requests.get(base + currency).json()
        return known[currency]
""",
        """\
# Not a lock.
import requests

def rate(base, span):
    with span:
        return requests.get(base).json()
""",
    ],
)
