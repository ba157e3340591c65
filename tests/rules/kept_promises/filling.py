"""What loops fill element by element, and grow by one."""

from __future__ import annotations

from .objects import Renamed, Sized
from .program import Program

__all__ = ["PROGRAMS"]

PROGRAMS: list[Program] = [
    (
        "manual-list-copy",
        """\
def f(ys):
    gen=(y for y in ys if y not in out)
    out = []
    for x in gen:
        out.append(x)
    return out
""",
        ([1, 1, 2],),
    ),
    (
        "manual-list-copy",
        """\
def f(xs):
    out=[]
    for x in xs:
        out.append(x)
    return out
""",
        (Sized(),),
    ),
    (
        "manual-list-copy",
        """\
def f(xs):
    for k in range(2):
        out = []
        for x in xs:
            out.append(x)
    del x
    return out
""",
        ([1, 2],),
    ),
    (
        "manual-set-update",
        """\
def f(ys):
    gen=(y + len(out) for y in ys)
    out = set()
    for x in gen:
        out.add(x)
    return out
""",
        ([1, 1, 2],),
    ),
    (
        "manual-sum",
        """\
def f(n):
    total = 1
    gen = (total for _ in range(n))
    for x in gen:
        total += x
    return total
""",
        (5,),
    ),
    (
        "manual-sum",
        """\
def f(n):
    total = 1
    for x in (total + i for i in range(n)):
        total += x
    return total
""",
        (5,),
    ),
    (
        "manual-sum",
        """\
def f(n):
    total = 1
    def gen():
        for i in range(n):
            yield len(str(total))
    for x in gen():
        total += x
    return total
""",
        (50,),
    ),
    (
        "manual-sum",
        """\
def f(xs):
    total = 0
    def g():
        nonlocal total
        for x in xs:
            total += len(x)
    try:
        g()
    except TypeError:
        pass
    return total
""",
        (["1", "2", 3],),
    ),
    (
        "manual-sum",
        """\
def f(xs):
    lens = (len(x) + total for x in xs)
    total = 0
    for n in lens:
        total += n
    return total
""",
        (["a", "b"],),
    ),
    (
        "manual-set-update",
        """\
def f(xs):
    out=set()
    for x in xs:
        out.add(x)
    return out
""",
        lambda: (Renamed([1, 2]),),
    ),
    (
        "one-element-extend",
        """\
def f(xs):
    out = []
    def reset(x):
        nonlocal out
        out = []
        return x
    for x in xs:
        out += [reset(x)]
    return out
""",
        ([1, 2, 3],),
    ),
    (
        "one-element-extend",
        """\
class A:
    out = []
    def go(self, xs):
        for x in xs:
            self.out += [x]
def f(xs):
    a = A()
    a.go(xs)
    return vars(a), A.out
""",
        ([1, 2],),
    ),
    (
        "one-element-extend",
        """\
class A:
    def __init__(self):
        self.out = []
    def reset(self, x):
        self.out = []
        return x
    def go(self, xs):
        for x in xs:
            self.out += [self.reset(x)]
        return self.out
def f(xs):
    return A().go(xs)
""",
        ([1, 2],),
    ),
    (
        "one-element-extend",
        """\
def f(xs):
    t = ([], 1)
    try:
        for x in xs:
            t[0] += [x]
    except TypeError:
        pass
    return t
""",
        ([1, 2],),
    ),
    (
        "one-element-extend",
        """\
def f(xs):
    out = []
    for x in xs:
        out += [(out := [x])]
    return out
""",
        ([1, 2],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    d = {}
    for k in xs:
        d.update({k: (k := k + 1)})
    return d
""",
        ([3, 1, 2],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    d = {}
    for k in xs:
        d.update({k: (d := {5: 5})})
    return d
""",
        ([3, 1, 2],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    d = {}
    for k in xs:
        d |= {k: (d := {7: 7})}
    return d
""",
        ([3, 1, 2],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    ds = [{}, {}]
    for x in xs:
        ds[-1].update({x: ds.pop()})
    return ds
""",
        ([1],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    ds = [{0: 0} for _ in xs]
    for x in xs:
        ds[-1].update({x: len(ds.pop())})
    return ds
""",
        ([1, 2, 3],),
    ),
    (
        "one-element-update",
        """\
def g():
    print('g')
    return {}
def v():
    print('v')
    return 1
def f(xs):
    for x in xs:
        g().update({x: v()})
""",
        ([1, 2, 3],),
    ),
    (
        "one-element-update",
        """\
k = 1
def v():
    global k
    k = 2
    return 7
def f(xs):
    d = {}
    for x in xs:
        d.update({k: v()})
    return d
""",
        ([1],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    k = 1
    d = {}
    def v():
        nonlocal k, d
        k = 2
        d = {9: 9}
        return 7
    for x in xs:
        d.update({k: v()})
    return d
""",
        ([1],),
    ),
    (
        "one-element-update",
        """\
class A:
    seen = set()
    def go(self, xs):
        for x in xs:
            self.seen |= {x}
def f(xs):
    a = A()
    a.go(xs)
    return sorted(vars(a))
""",
        ([1, 2],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    s = set()
    t = (s, 1)
    try:
        for x in xs:
            t[0] |= {x}
    except TypeError: pass
    return t
""",
        ([1, 2],),
    ),
    (
        "one-element-update",
        """\
def f(xs):
    s = set()
    for x in xs:
        s |= {(s := {x}) and 5}
    return s
""",
        ([1, 2],),
    ),
    (
        "one-element-update",
        """\
class A:
    def __init__(self):
        self.d = {}
    def v(self):
        self.d = {9: 9}
        return 1
    def go(self, xs):
        for x in xs:
            self.d.update({x: self.v()})
        return self.d
def f(xs):
    return A().go(xs)
""",
        ([1, 2],),
    ),
]
