"""Threads told to take turns more often than every half millisecond.

`sys.setswitchinterval(1e-6)` makes each thread that waits for the interpreter's lock ask for it a thousand times as
often as by default (every 5 ms). Every turn costs a switch and cold caches, so the program as a whole gets slower. It
helps one thread to answer sooner at the cost of all; a shorter interval than half a millisecond hardly helps even that.
On the free-threaded build the setting does nothing.

**When not to bother**: it is meant to provoke errors in tests, which is what it is good for.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_SHORT = 0.0005


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not at.is_call(node, "sys.setswitchinterval") or in_test(at):
        return None
    if at.facts.says("getswitchinterval"):
        return None  # for a while only: to provoke errors, as a rule
    seconds = at.constant(node.args[0])
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds < _SHORT:
        return None
    return Match(node, "threads take turns all the time, and each turn costs: 0.005 seconds is the default")


RULE = Rule(
    slug="switch-interval-too-short",
    code="SLP582",
    family="interpreters",
    stage="preview",
    triggers=Triggers(calls=frozenset({"setswitchinterval"})),
    check=check,
    examples=[
        Example(
            before="""\
import sys
import threading


def spin(n, found):
    total = 0
    for i in range(n):
        total += i * i
    found.append(total)


def work(n):
    «sys.setswitchinterval(1e-06)»
    found = []
    threads = [threading.Thread(target=spin, args=(n * 10, found)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(0.005)
    return found
""",
            after="""\
import sys
import threading


def spin(n, found):
    total = 0
    for i in range(n):
        total += i * i
    found.append(total)


def work(n):
    found = []
    threads = [threading.Thread(target=spin, args=(n * 10, found)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(0.005)
    return found
""",
            workload=lambda n: (n,),
            same=[(3,)],
        ),
        Example(
            before="""\
from sys import setswitchinterval

SHORT = 0.0001
«setswitchinterval(SHORT)»
""",
        ),
    ],
    clean=[
        """\
# Half a millisecond and more; longer than the default.
import sys

sys.setswitchinterval(0.0005)
sys.setswitchinterval(0.001)
sys.setswitchinterval(1)
""",
        """\
# A test, which wants the threads to get in each other's way.
import sys

def test_races():
    sys.setswitchinterval(1e-6)

def provoke(work):
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    work()
    sys.setswitchinterval(before)
""",
        """\
# What is not known, or makes no sense; another of that name.
import sys
from mine import setswitchinterval

def work(interval):
    sys.setswitchinterval(interval)
    sys.setswitchinterval(0)
    sys.setswitchinterval(True)
    sys.setswitchinterval()
    setswitchinterval(1e-6)
""",
    ],
)
