"""Comprehensions, `map`, and containers made of others."""

from __future__ import annotations

from .objects import Joiner, Renamed, Sized, Stream, exhausted, two_stops
from .program import Program

__all__ = ["PROGRAMS"]

PROGRAMS: list[Program] = [
    (
        "map-lambda",
        """\
def f(g, xs):
    return list(map(lambda x: g(x), xs))
""",
        (two_stops, [1, 2, 3]),
    ),
    (
        "map-lambda",
        """\
def g(it):
    return it.__next__()
def f(xs):
    it = iter(xs)
    return list(map(lambda x: g(it), range(20)))
""",
        ([1, 2, 3],),
    ),
    (
        "map-lambda",
        """\
def f(xs):
    it = iter(xs)
    return list(map(lambda x: it.__next__(), range(20)))
""",
        ([1, 2, 3],),
    ),
    (
        "map-lambda",
        """\
def g(it):
    return next(it)
def f(xs):
    it = iter(xs)
    return sum(map(lambda x: g(it), range(20)))
""",
        ([1, 2, 3],),
    ),
    (
        "map-lambda",
        """\
def f(xs):
    return list(map(lambda x: x + 1, (y := xs))), y
""",
        ([1, 2, 3],),
    ),
    (
        "map-lambda",
        """\
def f(sep: str, xs):
    return sep.join(map(lambda x: str(x), xs))
""",
        (Joiner(), [1]),
    ),
    (
        "map-lambda",
        """\
def f(xs):
    return list(map(lambda x: sorted(locals()), xs))
""",
        ([1],),
    ),
    (
        "map-lambda",
        """\
class B:
    def v(self): return 1
class A(B):
    def go(self, xs):
        return list(map(lambda x: super().v(), xs))
def f():
    return A().go([A()])
""",
        (),
    ),
    (
        "map-lambda",
        """\
import contextlib
def f(xs):
    it = iter(xs)
    def take(x):
        return it.__next__()
    return list(map(lambda x: take(x), range(9)))
""",
        ([1],),
    ),
    (
        "map-lambda",
        """\
def f(xs, pull):
    return list(map(lambda x: pull[x](), xs))
""",
        ([1], {1: exhausted}),
    ),
    (
        "filter-lambda",
        """\
def f(g, xs):
    return list(filter(lambda x: g(x), xs))
""",
        (two_stops, [1, 2, 3]),
    ),
    (
        "filter-lambda",
        """\
def f(xs):
    it = iter(xs)
    def take(x):
        return it.__next__()
    return list(filter(lambda x: take(x), range(9)))
""",
        ([1],),
    ),
    (
        "filter-lambda",
        """\
def f(xs):
    return list(filter(lambda x: x > 1, (y := xs))), y
""",
        ([1, 2, 3],),
    ),
    (
        "filter-lambda",
        """\
def f(sep: str, xs):
    return sep.join(filter(lambda x: x, xs))
""",
        (Joiner(), ["a"]),
    ),
    (
        "set-of-list",
        """\
def g(x):
    print(x)
    return [x]
def f(xs):
    try:
        return set([g(x) for x in xs])
    except TypeError:
        return 0
""",
        ([1, 2],),
    ),
    (
        "set-of-list",
        """\
def f(xs):
    it = iter(xs)
    return set(next(it) for _ in range(9))
""",
        ([1, 2],),
    ),
    (
        "set-of-list",
        """\
def g(it):
    return it.__next__()
def f(xs):
    it = iter(xs)
    return set(g(it) for _ in range(9))
""",
        ([1, 2],),
    ),
    (
        "set-of-list",
        """\
async def g(x): return x
async def f(xs):
    return set(await g(x) for x in xs)
""",
        ([1, 2],),
    ),
    (
        "set-of-list",
        """\
def f(xs):
    seen = []
    try:
        set([seen.append(x) or x for x in xs])
    except TypeError:
        pass
    return seen
""",
        ([1, [], 3],),
    ),
    (
        "set-of-list",
        """\
def f(xs):
    it = iter(xs)
    try:
        set([x[0] for x in it])
    except TypeError:
        pass
    return list(it)
""",
        ([[[]], [2], [3]],),
    ),
    (
        "dict-of-pairs",
        """\
def g(x):
    print(x)
    return [x]
def f(xs):
    try:
        return dict([(g(x), 1) for x in xs])
    except TypeError:
        return 0
""",
        ([1, 2],),
    ),
    (
        "dict-of-pairs",
        """\
def f(xs):
    it = iter(xs)
    return dict((x, next(it)) for x in it)
""",
        ([1, 2, 3],),
    ),
    (
        "dict-of-pairs",
        """\
async def g(x): return x
async def f(xs):
    return dict((x, await g(x)) for x in xs)
""",
        ([1, 2],),
    ),
    (
        "dict-of-pairs",
        """\
async def g(x): return x
async def h():
    yield 1
async def f(xs):
    return dict((x, 1) async for x in h())
""",
        ([1, 2],),
    ),
    (
        "dict-of-pairs",
        """\
def f(xs):
    it = iter(xs)
    try:
        dict([(x, 1) for x in it])
    except TypeError:
        pass
    return list(it)
""",
        ([1, [], 3],),
    ),
    (
        "dict-of-pairs",
        """\
def f(xs):
    it = iter(xs)
    try:
        dict([(x[0], 1) for x in it])
    except TypeError:
        pass
    return list(it)
""",
        ([[1], [[]], [3]],),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = set(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        lambda: (Stream(1, [], 3),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = set(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        lambda: (Renamed([1, 2]),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = set(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        (Sized(),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = sum(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        lambda: (Stream(1, [], 3),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = sum(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        (Sized(),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = min(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        lambda: (Stream(1, [], 3),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    try:
        r = min(list(xs))
    except TypeError:
        r = 'te'
    return r, list(xs)
""",
        (Sized(),),
    ),
    (
        "double-cast",
        """\
def f(xs):
    t = tuple(xs)
    return tuple(list(t)) is t
""",
        ([1, 2],),
    ),
    (
        "double-cast",
        """\
def f(t):
    return tuple(list(t)) is t
""",
        ((1, 2),),
    ),
    (
        "double-cast",
        """\
def f(t):
    u = frozenset(t)
    return frozenset(list(u)) is u, set(list(u)) is u, list(sorted(u)) is u
""",
        ((1, 2),),
    ),
    (
        "double-cast",
        """\
def f(xs, kw):
    return set(list(xs, **kw))
""",
        (["1"], {"a": 1}),
    ),
    (
        "double-cast",
        """\
def f(n):
    xs = [1, [], 3]
    g = (x for x in xs if not print(x))
    return set(list(g))
""",
        (1,),
    ),
    (
        "identity-comp",
        """\
def f(xs):
    return {x for x in xs}
""",
        lambda: (Renamed([1, 2]),),
    ),
    (
        "identity-comp",
        """\
def f(xs: list):
    return [x for x in xs]
""",
        (Sized(),),
    ),
    (
        "identity-comp",
        """\
class C:
    def __iter__(self): return iter([1,2])
    def __len__(self): print('len'); return 2
def f():
    c = C()
    return [x for x in c], {x for x in c}
""",
        (),
    ),
]
