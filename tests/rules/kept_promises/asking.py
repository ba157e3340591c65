"""Whether something is in a container, or anything at all."""

from __future__ import annotations

from .objects import Stream
from .program import Program

__all__ = ["PROGRAMS"]

PROGRAMS: list[Program] = [
    (
        "any-in-set",
        """\
def f(xs):
    known = {frozenset([1]), frozenset([2])}
    return any(x in known for x in xs)
""",
        ([{1}],),
    ),
    (
        "any-in-set",
        """\
def f(xs, ys):
    known = set(ys)
    return any(x in known for x in xs)
""",
        ([{1}], [frozenset({1})]),
    ),
    (
        "any-in-set",
        """\
class C:
    def __init__(self):
        self.known = {1}
    def make(self):
        self.known = {5}
        return [5]
    def ask(self):
        return any(x in self.known for x in self.make())
def f():
    return C().ask()
""",
        (),
    ),
    (
        "any-in-set",
        """\
def f(xs, flag):
    if flag:
        known = {1}
    return any(x in known for x in xs)
""",
        ([], False),
    ),
    (
        "any-in-set",
        """\
def f(xs):
    known = {1, 2}
    def gen():
        nonlocal known
        for x in xs:
            known = {x}
            yield x
    return any(x in known for x in gen())
""",
        ([5],),
    ),
    (
        "membership-of-copy",
        """\
def f(x):
    d={2j: 1, 3j: 2}
    d.update({1j*k: 1 for k in range(12)})
    return 1j in sorted(d)
""",
        (1,),
    ),
    (
        "membership-of-copy",
        """\
def f(n):
    d={(None if k else 'a'): 1 for k in range(n)}
    return 'a' in sorted(d)
""",
        (12,),
    ),
    (
        "membership-of-copy",
        """\
def f(n):
    d=set((None if k else 'a') for k in range(n))
    return 'a' in sorted(d)
""",
        (12,),
    ),
    (
        "membership-of-copy",
        """\
def f(n: list):
    xs: list[str] = list(n)
    return 'a' in set(xs)
""",
        ([[1], "a"],),
    ),
    (
        "membership-of-copy",
        """\
def f(n: 'list[str]'):
    xs = list(n)
    return 'a' in set(xs)
""",
        ([[1], "a"],),
    ),
    (
        "membership-of-copy",
        """\
import re
def f(n):
    d = {re.compile(c): 1 for c in str(n).split()}
    return re.compile('a') in sorted(d)
""",
        ("a b",),
    ),
    (
        "membership-of-copy",
        """\
def f(n):
    d = {range(int(c)): 1 for c in str(n).split()}
    return range(1) in sorted(d)
""",
        ("1 2",),
    ),
    (
        "membership-of-copy",
        """\
def f(n):
    d = [complex(c) for c in str(n).split()]
    return 1j in sorted(d)
""",
        ("1 2",),
    ),
    (
        "materialised-for-truth",
        """\
def f(n, d):
    xs = list(range(n))
    if [x for x in xs if 1/(5-x) > 0]:
        return 1
    return 2
""",
        (12, {}),
    ),
    (
        "materialised-for-truth",
        """\
def f(xs):
    ys = list(xs)
    if [x for x in ys if int(x) > 0]:
        return 1
    return 2
""",
        (["1", "x"],),
    ),
    (
        "materialised-for-truth",
        """\
def f(xs, d):
    ys = list(xs)
    if [x for x in ys if d[x]]:
        return 1
    return 2
""",
        (["1", "x"], {"1": 1}),
    ),
    (
        "materialised-for-truth",
        """\
def f(xs, d):
    ys = list(xs)
    if len([x.n for x in ys if x]) > 0:
        return 1
    return 2
""",
        (["1", "x"], {"1": 1}),
    ),
    (
        "materialised-for-truth",
        """\
def f(xs):
    ys = str(xs).split()
    if {tuple([x, []]) for x in ys if x}:
        return 1
    return 2
""",
        ("a b",),
    ),
    (
        "materialised-for-truth",
        """\
def f(xs):
    ys = str(xs).split()
    if [z for y in ys if y for z in y.index('a') * [1]]:
        return 1
    return 2
""",
        ("xa b",),
    ),
    (
        "intersection-for-truth",
        """\
def f(xs, y):
    for z in y:
        a = set(str(z))
        if a.intersection(xs):
            return 1
    return 2
""",
        (["1", []], ["12"]),
    ),
    (
        "intersection-for-truth",
        """\
def f(xs, y):
    for z in y:
        a = set(str(z))
        if a.intersection(xs):
            return list(xs)
    return 2
""",
        lambda: (Stream("1", "2", "3"), ["12"]),
    ),
    (
        "set-of-argument",
        """\
def f(ys):
    for y in ys:
        s = {0}
        t = [False, 1, 2, 3]
        t += t
        u = s.intersection(set(t))
        print(u)
    return 1
""",
        ([1],),
    ),
]
