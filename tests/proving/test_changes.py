"""Each change of `candidates/changes` at its shape, and where it has no place."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter
from slowspot.analyzers.proving.proofs.candidates.fixes import FixesOfRules, findings_in
from slowspot.analyzers.proving.proofs.candidates.transformations import Transformations, changes
from slowspot.analyzers.proving.proofs.optimizing import Candidate, Task

HERE = Interpreter(sys.executable, "cpython", (3, 11), "3.11")

SHAPES = {
    "append-in-place": (
        """
        def f(xs):
            found = []
            for x in xs:
                found = found + [x]
                found = [*found, -x]
            return found
        """,
        """
        def f(xs):
            found = []
            for x in xs:
                found.append(x)
                found.append(-x)
            return found
        """,
    ),
    "counting-get": (
        """
        def f(words, counts, groups):
            for word in words:
                if word in counts:
                    counts[word] += 1
                else:
                    counts[word] = 1
                if word[0] not in groups:
                    groups[word[0]] = []
                groups[word[0]].append(word)
        """,
        """
        def f(words, counts, groups):
            for word in words:
                counts[word] = counts.get(word, 0) + 1
                groups.setdefault(word[0], []).append(word)
        """,
    ),
    "gather": (
        """
        import asyncio

        async def f(names, found):
            for name in names:
                found[name] = await ask(name, timeout=2)
            for name in sorted(names):
                found.append(await ask(name))
            more = {name: await ask(name) for name in names}
            return [await ask(name) for name in names]
        """,
        """
        import asyncio

        async def f(names, found):
            found.update(zip(names, await asyncio.gather(*(ask(name, timeout=2) for name in names))))
            found.extend(await asyncio.gather(*(ask(name) for name in sorted(names))))
            more = dict(zip(names, await asyncio.gather(*(ask(name) for name in names))))
            return list(await asyncio.gather(*(ask(name) for name in names)))
        """,
    ),
    "divisor-bound": (
        """
        def f(n):
            for d in range(2, n):
                if n % d == 0:
                    return False
            return all(n % p for p in range(3, n // 2 + 1, 2))
        """,
        """
        import math


        def f(n):
            for d in range(2, math.isqrt(n) + 1):
                if n % d == 0:
                    return False
            return all(n % p for p in range(3, math.isqrt(n) + 1, 2))
        """,
    ),
    "queue": (
        """
        def f(start, near):
            waiting = [start]
            while waiting:
                waiting.extend(near(waiting.pop(0)))
        """,
        """
        from collections import deque


        def f(start, near):
            waiting = deque([start])
            while waiting:
                waiting.extend(near(waiting.popleft()))
        """,
    ),
    "yield-from": (
        """
        def f(items):
            for item in items:
                for inner in list(f(item)):
                    yield inner
        """,
        """
        def f(items):
            for item in items:
                yield from f(item)
        """,
    ),
    "accumulation": (
        """
        def f(rows):
            total = 0
            for row in rows:
                if row:
                    total += row * 2
            return total
        """,
        """
        def f(rows):
            total = 0
            total = sum([row * 2 for row in rows if row], total)
            return total
        """,
    ),
    "comprehension": (
        """
        def f(xs):
            found = {}
            for x, y in xs:
                found[x] = y * 2
            return found
        """,
        """
        def f(xs):
            found = {x: y * 2 for x, y in xs}
            return found
        """,
    ),
    "elements-by-enumerate": (
        """
        def f(names, use):
            for i in range(len(names)):
                use(i, names[i])  # each
            return [names[i] for i in range(len(names)) if names[i]]
        """,
        """
        def f(names, use):
            for i, name in enumerate(names):
                use(i, name)  # each
            return [each_name for each_name in names if each_name]
        """,
    ),
    "generator-to-list": (
        """
        def f(xs):
            return ",".join(str(x) for x in xs if x)
        """,
        """
        def f(xs):
            return ",".join([str(x) for x in xs if x])
        """,
    ),
    "invariant": (
        """
        def f(words, limits, use):
            for word in words:
                if word > min(limits):
                    use(word)
        """,
        """
        def f(words, limits, use):
            min_limits = min(limits)
            for word in words:
                if word > min_limits:
                    use(word)
        """,
    ),
    "lookup": (
        """
        import math


        def f(xs, use):
            for x in xs:
                use(math.sqrt(x))
        """,
        """
        import math


        def f(xs, use):
            sqrt = math.sqrt
            for x in xs:
                use(sqrt(x))
        """,
    ),
    "membership-set": (
        """
        def f(names, known):
            # Those that are known.
            return [name for name in names if name in known]
        """,
        """
        def f(names, known):
            known_set = set(known)
            # Those that are known.
            return [name for name in names if name in known_set]
        """,
    ),
    "numpy-elements": (
        """
        import math
        import numpy as np


        def f(a, b, k):
            out = np.zeros(len(a))
            for i in range(len(a)):
                out[i] = math.sqrt(a[i]) * k + b[i]
            return out
        """,
        """
        import math
        import numpy as np


        def f(a, b, k):
            out = np.zeros(len(a))
            out[:len(a)] = np.sqrt(a) * k + b[:len(a)]
            return out
        """,
    ),
    "power": (
        """
        def f(x):
            return -x ** 2
        """,
        """
        def f(x):
            return -(x * x)
        """,
    ),
    "prefix-sums": (
        """
        def f(xs):
            return [sum(xs[:i]) for i in range(len(xs))]
        """,
        """
        import itertools


        def f(xs):
            sums = list(itertools.accumulate(xs, initial=0))
            return [sums[i] for i in range(len(xs))]
        """,
    ),
    "recursion-cache": (
        """
        def f(n):
            return 1 if n < 2 else f(n - 1) + f(n - 2)
        """,
        """
        from functools import lru_cache


        @lru_cache(maxsize=None)
        def f(n):
            return 1 if n < 2 else f(n - 1) + f(n - 2)
        """,
    ),
    "regex-constant": (
        """
        import re


        def f(text):
            return re.sub(r"\\s+", " ", text, flags=re.M)
        """,
        """
        import re


        _PATTERN = re.compile(r"\\s+", re.M)


        def f(text):
            return _PATTERN.sub(" ", text)
        """,
    ),
    "seen-set": (
        """
        def f(xs):
            found = []
            for x in xs:
                if x not in found:
                    found.append(x)
            return found
        """,
        """
        def f(xs):
            found = []
            seen = set()
            for x in xs:
                if x not in seen:
                    found.append(x)
                    seen.add(x)
            return found
        """,
    ),
    "while-to-for": (
        """
        def f(n, use):
            i = 0
            while i < n:
                use(i)
                i += 1
        """,
        """
        def f(n, use):
            for i in range(0, n):
                use(i)
        """,
    ),
}

NO_PLACE = {
    "append-in-place": "def f(xs, y):\n    for x in xs:\n        y = y + x\n    return y\n",
    "counting-get": "def f(d, k):\n    if k in d:\n        d[k] += 1\n    else:\n        d[k] = 2\n",
    "divisor-bound": "def f(n):\n    for d in range(2, n):\n        if d % n == 0:\n            return d\n",
    "queue": "def f(q):\n    w = [q]\n    while w:\n        w.pop(0)\n    return w\n",
    "yield-from": "def f(xs):\n    for x in xs:\n        yield x\n    yield x\n",
    "accumulation": "def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t, x\n",
    "comprehension": "def f(xs):\n    r = []\n    for x in xs:\n        r.append(len(r))\n    return r\n",
    "elements-by-enumerate": "def f(xs):\n    for i in range(len(xs)):\n        xs[i] = xs[i] + 1\n",
    "gather": "async def f(xs, y):\n    for x in xs:\n        y = await x.of(y)\n    return [await y(y) for x in xs]\n",
    "generator-to-list": "def f(xs):\n    return any(x for x in xs)\n",
    "invariant": "def f(xs, ys):\n    for x in xs:\n        ys.append(min(ys))\n",
    "lookup": "def f(xs, s):\n    for x in xs:\n        s.total = s.total + x\n",
    "membership-set": "def f(xs, ys):\n    for x in xs:\n        if x in ys:\n            ys.remove(x)\n",
    "numba": "def f(n):\n    t = 0\n    for i in range(n):\n        t += i\n    return t\n",
    "numpy-elements": "import numpy\ndef f(a):\n    for i in range(1, len(a)):\n        a[i] = a[i - 1]\n",
    "power": "def f(x):\n    return 2 ** x\n",
    "prefix-sums": "def f(xs):\n    for i in range(9):\n        xs.append(sum(xs[:i]))\n",
    "recursion-cache": "def f(n):\n    return f(n - 1) if n else 0\n",
    "regex-constant": "import re\ndef f(p, s):\n    return re.sub(p, '', s)\n",
    "seen-set": "def f(xs):\n  r = []\n  for x in xs:\n    if x not in r:\n      r.append(x)\n      r.pop()\n",
    "while-to-for": "def f(n):\n  i = 0\n  while i < n:\n    if i % 2:\n      i += 1\n    i += 1\n  return i\n",
}  # fmt: skip


def task(text: str, function: str = "f") -> Task:
    return Task("/project/a.py", function, text, "/project", HERE)


def transformed(text: str, function: str = "f") -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    for candidate in Transformations().candidates(task(text, function)):
        found.setdefault(candidate.origin, candidate)
    return found


@pytest.mark.parametrize("change", SHAPES)
def test_a_change_at_its_shape(change: str) -> None:
    before, after = (dedent(text).lstrip() for text in SHAPES[change])
    assert transformed(before)[change].after == after


@pytest.mark.parametrize("change", NO_PLACE)
def test_where_a_change_has_no_place(change: str) -> None:
    assert change not in transformed(NO_PLACE[change])


def test_each_change_has_both_tests() -> None:
    names = {module.__name__.rpartition(".")[2].replace("_", "-") for module in changes()}
    assert names == NO_PLACE.keys()
    assert names - SHAPES.keys() == {"numba"}  # it takes an interpreter that has it


def test_numba_where_the_interpreter_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "slowspot.analyzers.proving.proofs.candidates.transformations._installed"
    monkeypatch.setattr(name, lambda interpreter: frozenset({"numba"}))
    before = NO_PLACE["numba"]
    assert transformed(before)["numba"].after == "import numba\n\n\n@numba.njit\n" + before


def test_methods_are_changed_in_their_class() -> None:
    text = "class A:\n    def m(self, xs):\n        return sum(x for x in xs)\n"
    assert transformed(text, "A.m")["generator-to-list"].after == text.replace("(x for x in xs)", "([x for x in xs])")


SLOW = """
def f(xs: list[int], known: list[int]):
    found = []
    for x in xs:
        if x in known:
            found.append(x)
    return sorted(found)[0], list(set(list(found)))


def g(xs: list[int]):
    return sorted(xs)[0]
"""


def test_fixes_of_the_rules_together_and_alone() -> None:
    candidates = list(FixesOfRules().candidates(task(SLOW)))
    assert candidates[0].note == "all fixes"
    assert len(candidates[0].rules) > 1
    assert {candidate.origin for candidate in candidates[1:]} >= {"list-membership-in-loop", "sorted-first"}
    assert all(candidate.after.endswith("    return sorted(xs)[0]\n") for candidate in candidates)


def test_findings_of_one_function() -> None:
    assert [finding.rule.slug for finding in findings_in(SLOW, "g", (3, 11))] == ["sorted-first"]


def test_a_silenced_finding_is_no_candidate() -> None:
    text = "def f(xs: list[int]):\n    return sorted(xs)[0]  # slowspot: ignore\n"
    assert list(FixesOfRules().candidates(task(text))) == []
