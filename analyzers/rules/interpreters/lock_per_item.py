"""A lock taken for every item of a loop, to add something to what all threads share.

Threads that count into one variable under one lock wait for each other at each item. On the free-threaded build of
Python, where they could work at the same time, they run one after the other, and the lock goes from core to core; with
the interpreter's own lock taking it costs several times the addition. Let each thread count into a variable of its own
in the loop, and take the lock once after it, to add that to the rest.

**When not to bother**: the items come slowly, or others must see the count while the loop runs.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.questions.invariants import is_in_every_pass
from ...semantics.questions.places import in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LOCKS = ("threading.Lock", "threading.RLock", "_thread.lock", "_thread.allocate_lock")
_ADDS = (ast.Add, ast.Sub, ast.Mult, ast.BitOr, ast.BitAnd, ast.BitXor)


def check(node: ast.With, at: Site) -> Match | None:
    if len(node.items) != 1 or len(node.body) != 1 or node.items[0].optional_vars is not None:
        return None
    step = node.body[0]
    if not isinstance(step, ast.AugAssign) or not isinstance(step.op, _ADDS):
        return None
    loop = at.repeated_in
    lock = node.items[0].context_expr
    if loop is None or loop.kind != "for" or in_test(at) or _may_wait(loop, at):
        return None
    if not is_in_every_pass(at, node) or not _is_lock(lock, at):
        return None
    if depends_on_pass(lock, loop) or any(isinstance(part, (ast.Call, ast.Yield)) for part in ast.walk(step)):
        return None
    if not _is_shared(step.target, at) or _is_seen(step.target, node, loop.node, at):
        return None
    return Match(
        lock,
        "threads wait for each other at every item: count in the loop, and take the lock once after it",
        related=[(step, "what is added here needs the lock only at the end")],
    )


def _may_wait(loop: Loop, at: Site) -> bool:
    """May a pass take long, or wait: does it call something that is neither a builtin nor a method of a container?"""
    for part in loop.walk():
        if isinstance(part, ast.Await):
            return True
        if isinstance(part, ast.Call) and not (at.qualified(part.func) or "").startswith("builtins."):
            method = part.func
            if not isinstance(method, ast.Attribute) or at.type(method.value).name not in _CONTAINERS:
                return True
    return False


_CONTAINERS = ("list", "dict", "set", "str", "tuple", "bytes", "collections.Counter", "collections.defaultdict")


def _is_lock(node: ast.expr, at: Site) -> bool:
    if at.type(node).is_(*_LOCKS):
        return True
    return at.is_call(at.only_value(node), *_LOCKS)


def _is_shared(target: ast.expr, at: Site) -> bool:
    """Is it a variable of the module or of the function around, or an attribute of `self`?"""
    if isinstance(target, ast.Name):
        owner = at.owner(target)
        return owner is None or owner.node is not at.function
    return isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)


def _is_seen(target: ast.expr, node: ast.With, loop: ast.AST, at: Site) -> bool:
    """Is it read elsewhere in the loop?"""
    return any(
        at.same(part, target) and not at.inside(part, node)
        for part in ast.walk(loop)
        if isinstance(part, (ast.Name, ast.Attribute))
    )


RULE = Rule(
    slug="lock-per-item",
    code="SLP581",
    family="interpreters",
    stage="stable",
    triggers=Triggers(nodes=(ast.With,), in_loop=True, packages=frozenset({"threading", "_thread"})),
    check=check,
    examples=[
        Example(
            before="""\
import threading

lock = threading.Lock()
total = 0


def add(numbers):
    global total
    for number in numbers:
        with «lock»:
            total += number


def summed(parts):
    global total
    total = 0
    threads = [threading.Thread(target=add, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total
""",
            after="""\
import threading

lock = threading.Lock()
total = 0


def add(numbers):
    global total
    own = 0
    for number in numbers:
        own += number
    with lock:
        total += own


def summed(parts):
    global total
    total = 0
    threads = [threading.Thread(target=add, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total
""",
            workload=lambda n: ([list(range(n)), list(range(n))],),
            same=[([[1, 2], [3]],), ([],)],
        ),
        Example(
            before="""\
from threading import Lock


class Words:
    def __init__(self):
        self.lock = Lock()
        self.seen = 0

    def read(self, lines):
        for line in lines:
            with «self.lock»:
                self.seen += len_of[line]
""",
        ),
        Example(
            before="""\
import threading


def count(parts):
    found = 0
    guard = threading.Lock()

    def work(part):
        nonlocal found
        for item in part:
            with «guard»:
                found |= item

    threads = [threading.Thread(target=work, args=(part,)) for part in parts]
    return threads
""",
        ),
    ],
    clean=[
        """\
# After the loop.
import threading

lock = threading.Lock()
total = 0

def add(numbers):
    global total
    own = 0
    for number in numbers:
        own += number
    with lock:
        total += own
""",
        """\
# The loop looks at it, and so may the others.
import threading

lock = threading.Lock()
total = 0

def add(numbers):
    global total
    for number in numbers:
        with lock:
            total += number
        if total > 100:
            break
""",
        """\
# A variable of its own; another lock for each; one of which nothing is known.
import threading

def add(numbers, locks, guard):
    own = 0
    lock = threading.Lock()
    for number, other in zip(numbers, locks):
        with lock:
            own += number
        with other:
            own += number
        with guard:
            guard.total += number
    return own
""",
        """\
# More happens under the lock; it waits for a request; now and then; a test.
import threading
import requests

lock = threading.Lock()
total = 0

def add(numbers):
    global total
    for number in numbers:
        with lock:
            total += number
            print(total)
    for number in numbers:
        with lock:
            total += work(number)
    for number in numbers:
        if number:
            with lock:
                total += number
    for number in numbers:
        requests.get("http://x")
        with lock:
            total += number
    while numbers:
        with lock:
            total += 1
    for number in numbers:
        number.get()
        with lock:
            total += number
    for number in (1, 2):
        with lock:
            total += number
    for number in numbers:
        with lock as held:
            total += number
    for number in numbers:
        with lock:
            total = number

def test_add(numbers):
    global total
    for number in numbers:
        with lock:
            total += number
""",
    ],
)
