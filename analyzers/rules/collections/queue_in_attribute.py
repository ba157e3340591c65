"""A list attribute that one method fills at its end, and another empties from its front.

`self.waiting.append(job)` here and `self.waiting.pop(0)` there make a queue of a list, and each `pop(0)` moves all that
is left one place forward: what a backlog of n elements costs grows with n². A `collections.deque` gives its first
element away without touching the others.

The rule speaks where the class itself makes the list, and does nothing with it that a deque could not do as well.

**When not to bother**: what waits is never more than a few dozen elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.attribute_queues import grown_elsewhere
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr=name) as queue), args=[ast.Constant(value=index)], keywords=[]
        ) if type(index) is int and index == 0:
            pass
        case _:
            return None
    kind = at.type(queue)
    if not kind.is_("list") or kind.declared or at.loops or in_test(at):
        return None  # in loops, pop-front speaks
    if not grown_elsewhere(at, queue):
        return None
    return Match(
        node,
        f"moves all that waits in {name} one place forward: other methods add to its end, so it is a deque's work",
    )


RULE = Rule(
    slug="queue-in-attribute",
    code="SLP158",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"pop"})),
    check=check,
    examples=[
        Example(
            before="""\
class Desk:
    def __init__(self):
        self.waiting = []
        self.served = 0

    def arrive(self, guest):
        self.waiting.append(guest)

    def next(self):
        if not self.waiting:
            return None
        self.served += 1
        return «self.waiting.pop(0)»

    def __len__(self):
        return len(self.waiting) + (self.served > 0)


def serve(guests):
    desk = Desk()
    for guest in guests:
        desk.arrive(guest)
    return [desk.next() for _ in guests], len(desk)
""",
            after="""\
from collections import deque


class Desk:
    def __init__(self):
        self.waiting = deque()
        self.served = 0

    def arrive(self, guest):
        self.waiting.append(guest)

    def next(self):
        if not self.waiting:
            return None
        self.served += 1
        return self.waiting.popleft()

    def __len__(self):
        return len(self.waiting) + (self.served > 0)


def serve(guests):
    desk = Desk()
    for guest in guests:
        desk.arrive(guest)
    return [desk.next() for _ in guests], len(desk)
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 3],), ([],)],
        ),
        Example(
            before="""\
class Line:
    def __init__(self):
        self.calls = list()

    async def put(self, calls):
        if len(self.calls) == 0 or self.calls[0]:
            self.calls.extend(calls)

    async def take(self):
        if len(self.calls) > 0:
            return «self.calls.pop(0)»

    def reset(self):
        self.calls = []
        for call in self.calls:
            call.cancel()
""",
        ),
    ],
    clean=[
        """\
# The last one.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(), self.q.pop(1), self.q.pop(False)
""",
        """\
# A dict.
class A:
    def __init__(self):
        self.q = {}

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(0)
""",
        """\
# Only the annotation says that it is a list.
class A:
    q: list

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(0)
""",
        """\
# In a loop another rule speaks.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self, n):
        for _ in range(n):
            self.q.pop(0)
""",
        """\
# Nothing else adds to it.
class A:
    def __init__(self):
        self.q = []
        self.q.append(1)

    def take(self, x):
        self.q.append(x)
        return self.q.pop(0)
""",
        """\
# A part of it is asked for, which a deque does not give.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(0), self.q[1:]
""",
        """\
# It is sorted.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)
        self.q.sort()

    def take(self):
        return self.q.pop(0)
""",
        """\
# It gets away.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(0)

    def all(self):
        return self.q
""",
        """\
# A method of it is kept.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(0), self.q.append
""",
        """\
# Another name gets it.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        q = self.q
        return self.q.pop(0), q
""",
        """\
# Unknown code gets it.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self, f):
        return self.q.pop(0), f(self.q)
""",
        """\
# It is kept short.
class A:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        if len(self.q) > 20:
            self.q.pop(0)
""",
        """\
# Whose attribute it is, is not known.
def put(a, x):
    a.q = []
    a.q.append(x)


def take(a):
    a.q = []
    return a.q.pop(0)
""",
        """\
# In a test.
class TestA:
    def __init__(self):
        self.q = []

    def put(self, x):
        self.q.append(x)

    def take(self):
        return self.q.pop(0)
""",
    ],
)
