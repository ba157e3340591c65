"""What grows, shrinks, or is sorted in loops."""

from __future__ import annotations

from .program import Program

__all__ = ["PROGRAMS"]

PROGRAMS: list[Program] = [
    (
        "list-rebuild",
        """\
def declared(groups: list[list[int]]):
    out = []
    for g in groups:
        out = out + g
    return out
""",
        ([(1,)],),
    ),
    (
        "dict-rebuild",
        """\
def f(xs):
    d = {}
    for x in xs:
        d = {**d, x: (x := x + 1)}
    return d
""",
        ([1, 2],),
    ),
    (
        "list-rebuild",
        """\
def fin(xs):
    result = []
    for x in xs:
        try:
            if x == 2:
                return result
        finally:
            result = result + [x]
    return result
""",
        ([1, 2, 3],),
    ),
    (
        "list-rebuild",
        """\
def asrt(xs):
    result = []
    keep = None
    for x in xs:
        try:
            assert x != 2, result
        except AssertionError as e:
            keep = e.args[0]
        result = result + [x]
    return keep
""",
        ([1, 2, 3],),
    ),
    (
        "list-rebuild",
        """\
def loc(xs):
    result = []
    snaps = []
    for x in xs:
        snaps.append(locals()["result"])
        result = result + [x]
    return snaps
""",
        ([1, 2, 3],),
    ),
    (
        "dict-rebuild",
        """\
def order(xs, table):
    d = {}
    for a, b in xs:
        d = {**d, int(a): table[b]}
    return d
""",
        ([("x", 2)], {}),
    ),
    (
        "dict-rebuild",
        """\
def pops(xs):
    d = {"a": 1}
    for x in xs:
        d = {**d, x: d.pop("a")}
    return d
""",
        (["b"],),
    ),
    (
        "dict-rebuild",
        """\
def views(xs):
    d = {}
    out = []
    for x in xs:
        out.append(k for k in d.items())
        d = {**d, x: 1}
    return [list(o) for o in out]
""",
        ([1, 2],),
    ),
    (
        "insert-front",
        """\
def supp(texts):
    import contextlib
    with contextlib.suppress(ValueError):
        out = []
        for t in texts:
            out.insert(0, int(t))
    return out
""",
        (["1", "2", "x"],),
    ),
    (
        "insert-front",
        """\
def other(xs):
    out = []
    firsts = []
    for x in xs:
        out.insert(0, x)
        firsts.insert(0, out[0])
    return out, firsts
""",
        ([1, 2, 3],),
    ),
    (
        "pop-front",
        """\
def decl(xs: list):
    q = xs[:]
    out = []
    while q:
        out.append(q.pop(0))
    return out
""",
        ("abc",),
    ),
    (
        "pop-front",
        """\
def summ(xs):
    q = list(xs)
    out = []
    while q:
        out.append(sum([[0]], q))
        q.pop(0)
    return out
""",
        ([1, 2],),
    ),
    (
        "pop-front",
        """\
def lazy(xs):
    q = list(xs)
    stream = map(str, (x for x in q))
    out = []
    while q:
        out.append(next(stream, None))
        q.pop(0)
    return out
""",
        ([1, 2, 3],),
    ),
    (
        "dedupe-quadratic",
        """\
def othername(text):
    key = str(text)
    out = []
    for w in text.split():
        if key not in out:
            out.append(key)
    return out
""",
        ("a b a",),
    ),
    (
        "dedupe-quadratic",
        """\
def unbound(text, flag):
    if flag:
        out = []
    for w in str(text).split():
        if w not in out:
            out.append(w)
    return flag
""",
        ("", False),
    ),
    (
        "sort-in-loop",
        """\
def shared(text, n):
    words = str(text).split()
    out = []
    for i in range(n):
        first = sorted(words)[0]
        mine = sorted(words)
        mine.append(first)
        out.append(mine)
    return out
""",
        ("b a", 3),
    ),
    (
        "sort-in-loop",
        """\
def tup(text, n):
    words = str(text).split()
    last, out = words.pop(), [sorted(words)[0] for i in range(n)]
    return last, out
""",
        ("b a", 10),
    ),
    (
        "list-membership-in-loop",
        """\
def tup(text):
    words = str(text).split()
    last, out = words.pop(), [w for w in str(text).split() if w in words]
    return last, out
""",
        ("b a c",),
    ),
    (
        "list-membership-in-loop",
        """\
def srt(xs, text):
    table = {}
    for x in xs: table[x] = 1
    return [w for w in str(text).split() if w in sorted(table)]
""",
        ([1, "a"], "b a C C"),
    ),
    (
        "list-membership-in-loop",
        """\
def shadow(set, text):
    words = str(text).split()
    return [w for w in str(set).split() if w in words]
""",
        ("a", "b a C C"),
    ),
    (
        "str-concat-loop",
        """\
def loc(xs):
    text = ""
    for x in xs:
        text += str(x)
    return "%(text)s" % locals()
""",
        ([1, 2],),
    ),
    (
        "str-concat-loop",
        """\
def locin(xs):
    text = ""
    for x in xs:
        text += "%(text)s %(x)s" % locals()
    return text
""",
        ([1, 2],),
    ),
    (
        "bytes-concat-loop",
        """\
def start2(n, first: bytes):
    data = first
    for i in range(n):
        data += str(i).encode()
    return data
""",
        (0, 5),
    ),
    (
        "bytes-concat-loop",
        """\
def loc(xs):
    data = b""
    for x in xs:
        data += str(x).encode()
    return "%(data)s" % locals()
""",
        ([1, 2],),
    ),
    (
        "bytes-concat-loop",
        """\
def shadow(bytes):
    data = b""
    for x in bytes:
        data += str(x).encode()
    return data
""",
        ([1, 2],),
    ),
    (
        "re-compile-in-loop",
        """\
import re
def named(xs):
    for x in xs:
        word = re.compile("a+")
        print(word.match(x))
    return word.pattern
""",
        ([],),
    ),
    (
        "re-compile-in-loop",
        """\
import re
def named2(xs):
    for x in xs:
        if x:
            word = re.compile("a+")
        print(word.pattern)
""",
        ([""],),
    ),
    (
        "sum-of-lists",
        """\
def f(list):
    return sum((str(x).split() for x in list), [])
""",
        (["a b"],),
    ),
    (
        "sum-of-lists",
        """\
def list(x):
    return 5
def f(xs):
    return sum((str(x).split() for x in xs), [])
""",
        (["a b"],),
    ),
    (
        "dedupe-quadratic",
        """\
def f(list):
    out = []
    for w in str(list).split():
        if w not in out:
            out.append(w)
    return out
""",
        ("a b a",),
    ),
    (
        "dedupe-quadratic",
        """\
def f(set):
    out = []
    for w in str(set).split():
        w = w.lower()
        if w not in out:
            out.append(w)
    return out
""",
        ("a b a",),
    ),
    (
        "dedupe-quadratic",
        """\
def f(first, text):
    out = [first]
    for w in str(text).split():
        if w not in out:
            out.append(w)
    return out
""",
        ([1], "a b a"),
    ),
    (
        "dedupe-quadratic",
        """\
def f(texts):
    from contextlib import suppress
    with suppress(ValueError):
        out = []
        for t in (str(int(x)) for x in texts):
            if t not in out:
                out.append(t)
    return out
""",
        (["1", "2", "x"],),
    ),
    (
        "list-count-in-loop",
        """\
def f(text):
    words = str(text).split()
    last, out = words.pop(), {w: words.count(w) for w in str(text).split()}
    return last, out
""",
        ("b a b",),
    ),
    (
        "str-concat-loop",
        """\
def f(gs):
    text, seen = '', []
    for g in gs:
        try:
            seen.append(text.upper())
            text = ''
            for x in g:
                text += str(int(x))
            seen.append(text)
        except ValueError:
            continue
    return seen
""",
        (["1", "23x", ""],),
    ),
    (
        "insert-front",
        """\
def f(xs):
    out = []
    for x in xs:
        out.insert(0, x)
        print(locals())
    return out
""",
        ([1, 2, 3],),
    ),
    (
        "dict-rebuild",
        """\
def f(xs):
    it = iter(xs)
    d = {}
    for _ in range(len(xs) // 2):
        d = d | {next(it): next(it)}
    return d
""",
        ([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4],),
    ),
    (
        "list-membership-in-loop",
        """\
def f(text):
    words = str(text).split()
    held = dict(words=words)
    found = []
    for word in str(text).lower().split():
        if word not in words:
            held["words"].append(word)
            found.append(word)
    return found
""",
        ("a B B",),
    ),
]
