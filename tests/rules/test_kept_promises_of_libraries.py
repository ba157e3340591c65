"""Programs on which fixes of the rules about libraries once changed what they do: none may be `safe` and lie."""

from __future__ import annotations

from typing import Any

import pytest
from slowspot.analyzers.promises.running import analyze, run
from slowspot.analyzers.rewriting import apply_edits, build_fix
from slowspot.analyzers.rules.registry import resolve

PROGRAMS: list[tuple[str, str, tuple[Any, ...]]] = [
    (
        "char-map-join",
        """\
def number(x):
    text = str(x)
    return "".join(5 if c in "ab" else c for c in text)
""",
        ("xab",),
    ),
    (
        "char-map-join",
        """\
def unbound(x, flag):
    text = str(x)
    if flag:
        special = "<>"
    return "".join(c for c in text if c not in special)
""",
        ("", False),
    ),
    (
        "char-map-join",
        """\
def shadow(str, x):
    text = repr(x)
    return "".join(c for c in text if c not in "<>")
""",
        (1, "a<"),
    ),
    (
        "char-map-join",
        """\
def shadow2(x):
    dict = 5
    text = repr(x)
    return "".join("_" if c in "<>" else c for c in text), dict
""",
        ("a<",),
    ),
    (
        "hex-join",
        """\
def spec2(x):
    data = bytes(x)
    return ":".join(f"{b:02x{1}}" for b in data)
""",
        ([1, 2],),
    ),
    (
        "hex-join",
        """\
def spec3(x):
    data = bytes(x)
    return ":".join(f"{b:}" for b in data)
""",
        ([1, 2],),
    ),
    (
        "split-repeated",
        """\
def glob(lines):
    line = "0,1"
    def change():
        nonlocal line
        line = "x,y"
        return 1
    out = []
    for _ in lines:
        line = str(_)
        out.append((line.split(",")[0], change(), line.split(",")[1]))
    return out
""",
        (["a,b"],),
    ),
    (
        "split-repeated",
        """\
def store(lines):
    d = {}
    for line in lines:
        line = str(line)
        line.split(",")[0], d[line.split(",")[0]] = "z,z", 1
    return d
""",
        (["a,b"],),
    ),
    (
        "split-repeated",
        """\
def empty(lines):
    d = []
    try:
        for line in lines:
            line = str(line)
            d.append((print("hi"), line.split("")[0], line.split("")[1]))
    except ValueError:
        pass
    return d
""",
        (["a,b"],),
    ),
    (
        "split-repeated",
        """\
class Reader:
    def __init__(self, text):
        self.text = str(text)
    def bump(self):
        self.text = "x,y"
        return 1
    def read(self, n):
        out = []
        for i in range(n):
            out.append((self.text.split(",")[0], self.bump(), self.text.split(",")[1]))
        return out
def read(text, n):
    return Reader(text).read(n)
""",
        ("a,b", 3),
    ),
    (
        "re-findall-first",
        """\
class P:
    def findall(self, text):
        return [1]
    def search(self, text):
        return None
import re
def run_(p: re.Pattern, text):
    if p.findall(text):
        return 1
    return 0
def fake(text):
    return run_(P(), text)
""",
        ("abc",),
    ),
    (
        "re-leading-wildcard",
        """\
import re
def backref(x):
    text = str(x)
    return bool(re.search(r"(.+)\\1", text, re.DOTALL))
""",
        ("abb",),
    ),
    (
        "re-leading-wildcard",
        """\
import re
def noflag(x):
    text = str(x)
    return bool(re.search(r"(?-s:.*)b", text, re.DOTALL))
""",
        ("a\nb",),
    ),
    (
        "re-leading-wildcard",
        """\
import re
def named(x):
    m = re.search(r"(?P<w>.+),(?P=w)", str(x), re.S)
    return m and m.span()
""",
        ("xab,ab",),
    ),
    (
        "re-literal",
        """\
import re
def debug(x):
    return bool(re.search("abc", str(x), re.DEBUG))
""",
        ("xabc",),
    ),
    (
        "re-split-literal",
        """\
import re
def group(x):
    return re.split("(?:(a)|(a))", str(x)), re.split("(?:(a))", str(x)), re.split("(?:(?:(?P<n>a)))", str(x))
""",
        ("bab",),
    ),
    (
        "np-constructor-astype",
        """\
import numpy as np
def like(values):
    return np.zeros_like(values).astype(int), np.ones_like(values).astype(float)
""",
        (["a"],),
    ),
    (
        "np-constructor-astype",
        """\
import numpy as np
def step(n: int):
    return np.arange(0, 9, n).astype(int)
""",
        (2.5,),
    ),
    (
        "np-constructor-astype",
        """\
import numpy as np
def big4(x):
    n = int(x)
    return np.arange(n, n + 20).astype(float)
""",
        (9007199254740992,),
    ),
    (
        "np-ones-times",
        """\
import numpy as np
def negzero2(n, x):
    value = float(x)
    return str(np.zeros((n, 9)) + value)
""",
        (1, "-0.0"),
    ),
    (
        "np-ones-times",
        """\
import numpy as np
def order(n):
    return int(print("a") or 3) * np.ones((n, int(print("b") or 3)))
""",
        (1,),
    ),
    (
        "np-array-of-range",
        """\
import numpy as np
def dt():
    return np.array(range(300), dtype=np.uint8)
""",
        (),
    ),
    (
        "np-array-of-range",
        """\
import numpy as np
def dt3():
    return np.array(range(30), dtype=bool)
""",
        (),
    ),
    (
        "np-array-of-range",
        """\
import numpy as np
def dt9(kind):
    return np.array(range(20), dtype=kind)
""",
        ("m8[s]",),
    ),
    (
        "np-any-list",
        """\
import numpy as np
def f(names: list[str], known: set[str]):
    if np.any([name in known for name in names]):
        return 1
    return 2
""",
        (["a", []], {"a"}),
    ),
    (
        "redundant-exists",
        """\
import os
def between(p):
    return os.path.exists(p) and os.path.getsize(p) >= 0 and os.path.isfile(p)
""",
        ("/nowhere",),
    ),
    (
        "redundant-exists",
        """\
import os, tempfile
def after():
    p = tempfile.mkstemp()[1]
    return os.path.isfile(p) and os.remove(p) is None and os.path.exists(p)
""",
        (),
    ),
    (
        "redundant-exists",
        """\
import os
def nul(p):
    return os.path.exists(p) and os.access(p, os.R_OK)
""",
        ("a\x00b",),
    ),
    (
        "redundant-exists",
        """\
import os
def und(p):
    return -os.path.exists(p) or -os.path.isfile(p)
""",
        ("/",),
    ),
    (
        "redundant-exists",
        """\
import os
def wal(p, q):
    return os.path.exists(p) and (p := q) and os.path.isdir(p), os.path.isdir(p) and os.path.exists(p)
""",
        ("/no", "/"),
    ),
    (
        "redundant-exists",
        """\
from pathlib import Path
def pth2(c):
    p = Path(c)
    return p.exists() and p.stat().st_size >= 0 and p.is_file()
""",
        ("/no",),
    ),
    (
        "try-key-default",
        """\
def f(keys):
    d = {(1, 2): 3}
    out = []
    for a in keys:
        try:
            x = d[(a), 2]
        except KeyError:
            x = 0
        out.append(x)
    return out
""",
        ([1, 2],),
    ),
    (
        "try-key-default",
        """\
class R:
    def __init__(self, d): self.d = d
    def __getattr__(self, name):
        return self.__dict__["d"][name]
def f(keys):
    d = {1: 3}
    out = []
    for a in map(R, keys):
        try:
            x = d[a.id]
        except KeyError:
            x = 0
        out.append(x)
    return out
""",
        ([{"id": 1}, {}],),
    ),
    (
        "list-of-range",
        """\
def f(n):
    return max(list(range(n)), [5])
""",
        (3,),
    ),
    (
        "comprehension-for-side-effects",
        """\
def late(rows):
    fs = []
    for row in rows:
        [fs.append(lambda: x) for x in row]
    return [f() for f in fs]
""",
        ([[1, 2], [3]],),
    ),
    (
        "comprehension-for-side-effects",
        """\
def back(rows):
    return rows
def setc(rows):
    {back(row) for row in rows}
    return 3
""",
        ([[1, 2], [3]],),
    ),
    (
        "comprehension-for-side-effects",
        """\
def klass(rows):
    class A:
        [print(row) for row in rows]
    return sorted(n for n in vars(A) if "_" not in n)
""",
        ([[1, 2], [3]],),
    ),
    (
        "comprehension-for-side-effects",
        """\
class Noisy:
    def __init__(self, x):
        self.x = x
        print("made", x)
    def __del__(self):
        print("gone", self.x)
def noisy(rows):
    [Noisy(x) for x in rows]
    return 1
""",
        ([1, 2],),
    ),
    (
        "copy-of-whole-file",
        """\
import os, tempfile
folder = tempfile.mkdtemp()
a, b = os.path.join(folder, "a"), os.path.join(folder, "b")
def f():
    with open(a, "wb") as w: w.write(b"x" * 200000)
    with open(a, "r+b") as old:
        old.write(old.read())
    return os.path.getsize(a)
""",
        (),
    ),
    (
        "copy-of-whole-file",
        """\
import os, tempfile
folder = tempfile.mkdtemp()
a, b = os.path.join(folder, "a"), os.path.join(folder, "b")
def f():
    with open(a, "w") as w: pass
    with open(a) as old, open(b, "wb") as new:
        new.write(old.read())
    return os.path.getsize(b)
""",
        (),
    ),
    (
        "copy-of-whole-file",
        """\
import os, tempfile
folder = tempfile.mkdtemp()
a, b = os.path.join(folder, "a"), os.path.join(folder, "b")
def f():
    with open(a, "wb") as w: w.write(b"x" * 200000 + b"\\xff")
    try:
        with open(a, encoding="utf-8") as old, open(b, "w", encoding="utf-8") as new:
            new.write(old.read())
    except ValueError:
        pass
    return os.path.getsize(b)
""",
        (),
    ),
    (
        "np-ones-times",
        """\
import numpy as np
def f(n, float):
    return np.ones((n, 9)) * 3
""",
        (1, 5),
    ),
]


@pytest.mark.parametrize(("slug", "program", "arguments"), PROGRAMS)
def test_safe_fix_keeps_what_the_program_does(slug: str, program: str, arguments: tuple[Any, ...]) -> None:
    rule, fixed = resolve(slug)[0], program
    for _ in range(9):
        document, analyzer, findings = analyze(fixed, rule)
        fixes = [build_fix(document, analyzer, finding) for finding in findings]
        safe = [fix for fix in fixes if fix is not None and fix.safety == "safe"]
        if not safe:
            break
        fixed = apply_edits(document, safe[0].edits)
    assert run(fixed, arguments) == run(program, arguments)
