"""Loops over indices, keys and constants, and orders."""

from __future__ import annotations

from .objects import Sorter
from .program import Program

__all__ = ["PROGRAMS"]

PROGRAMS: list[Program] = [
    (
        "range-len-element",
        """\
def f(n):
    xs=list(range(n))
    gen=(xs[i] for i in range(len(xs)))
    xs.append(99)
    return list(gen)
""",
        (12,),
    ),
    (
        "range-len-element",
        """\
def f(n):
    xs=list(range(n))
    gen=(xs[i] for i in range(len(xs)))
    xs = list(range(5, 50))
    return list(gen)
""",
        (12,),
    ),
    (
        "range-len-element",
        """\
def f(n):
    xs=list(range(n))
    gen=(xs[i] for i in range(len(xs)))
    xs.clear()
    return list(gen)
""",
        (12,),
    ),
    (
        "range-len-element",
        """\
def f(n):
    xs=list(range(n))
    h=[xs]
    out=[]
    for i in range(len(xs)):
        out.append(xs[i])
        if len(h[0]) < 20: h[0].append(1)
    return out
""",
        (12,),
    ),
    (
        "keys-then-lookup",
        """\
def f(n):
    d={k: k+1 for k in range(n)}
    e=[1,2]
    out=[]
    for k in d:
        out.append(d[k]+d[k])
        out.append([d[k] for k in e])
    return out
""",
        (12,),
    ),
    (
        "keys-then-lookup",
        """\
def f(n):
    d={k: k+1 for k in range(n)}
    gen=(d[k]+d[k] for k in d)
    d={k: k+5 for k in range(n)}
    return list(gen)
""",
        (12,),
    ),
    (
        "items-discard-side",
        """\
def f(n):
    d={k: k+1 for k in range(n)}
    out=[]
    for _, *v in d.items():
        out.append(v)
    return out
""",
        (12,),
    ),
    (
        "reversed-sorted",
        """\
def f(n):
    xs = ys = [len(c) for c in str(n)]
    ys.append(True)
    return sorted(xs)[::-1]
""",
        (1121,),
    ),
    (
        "reversed-sorted",
        """\
def f(n):
    (xs := [len(c) for c in str(n)]).append(True)
    return sorted(xs)[::-1]
""",
        (1121,),
    ),
    (
        "reversed-sorted",
        """\
def f(n):
    xs = [len(c) for c in str(n)]
    max(xs, [0]).append(True)
    return sorted(xs)[::-1]
""",
        (1121,),
    ),
    (
        "reversed-sorted",
        """\
def f(n):
    xs = [len(c) for c in str(n)]
    sum([[True]], xs)
    ys = dict(a=xs)
    ys['a'].append(True)
    return sorted(xs)[::-1]
""",
        (1121,),
    ),
    (
        "sort-key-lambda",
        """\
def f(xs, rows: list):
    for x in xs:
        rows.sort(key=lambda r: r[0])
""",
        ([1], Sorter()),
    ),
    (
        "constant-concat-in-loop",
        """\
def f(xs):
    out = []
    for x in xs:
        import string
        out.append(string.ascii_letters + '_')
    return out
""",
        ([1, 2],),
    ),
    (
        "constant-concat-in-loop",
        """\
def f(xs):
    out = []
    for x in xs:
        from string import digits
        out.append(digits + '_')
    return out
""",
        ([1, 2],),
    ),
    (
        "constant-concat-in-loop",
        """\
def f(xs):
    out = []
    for x in xs:
        out.append(string.digits + '_')
        import string
    return out
""",
        ([],),
    ),
    (
        "constant-concat-in-loop",
        """\
def f(xs, q):
    if q:
        import string
    return [x in string.digits + '_' for x in xs]
""",
        ([], 0),
    ),
    (
        "replace-in-short-loop",
        """\
def f(n):
    text = str(n)
    for old in (1, 2):
        text = text.replace(old, 'x')
    return text
""",
        ("aab'\"b\\\n",),
    ),
    (
        "replace-in-short-loop",
        """\
def f(n):
    text = str(n)
    for old in ('a', 'b'):
        text = text.replace(old, None)
    return text
""",
        ("aab'\"b\\\n",),
    ),
    (
        "replace-in-short-loop",
        """\
def f(n):
    text = str(n)
    for old in ('a', None):
        text = text.replace(old, 'x')
    return text
""",
        ("aab'\"b\\\n",),
    ),
    (
        "replace-in-short-loop",
        """\
def f(n):
    text = str(n)
    for old in ('a', 'b'):
        text = other = text.replace(old, 'x')
    return text, other
""",
        ("aab",),
    ),
]
