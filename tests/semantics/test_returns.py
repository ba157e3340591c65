"""What functions of the module return, by their bodies: what is not certain is unknown."""

from __future__ import annotations

import pytest

from .probing import types


def check(source: str, *expected: str) -> None:
    assert types(source) == list(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return []", "list"), ("return 'a'.split()", "list[str]"), ("return 1, 'a'", "tuple[int, str]"),
        ("return x", "unknown"), ("return", "unknown"), ("pass", "unknown"), ("...", "unknown"),
        ("raise NotImplementedError", "unknown"), ("return None", "None"),
        ("if x:\n        return 'a'\n    return 'b'", "str"), ("if x:\n        return 'a'", "str?"),
        ("if x:\n        return 'a'\n    return 1", "unknown"), ("if x: return\n    return 'a'", "str?"),
        ("if x: return 'a'\n    else: return 'b'", "str"), ("if x: return 'a'\n    else: raise KeyError", "str"),
        ("if x: return 'a'\n    elif y: return 'b'", "str?"),
        ("for y in x: return 'a'", "str?"), ("while True: return 'a'", "str"), ("while x: return 'a'", "str?"),
        ("while True:\n        if x: break\n        return 'a'", "str?"),
        ("while True:\n        for y in x: break\n        else: return 1\n        return 2", "int"),
        ("while True:\n        for y in x: pass\n        else: break\n        return 2", "int?"),
        ("with open(x) as f: return f.read()", "str"), ("with x: return 'a'", "str?"),
        ("with self.lock: return 'a'", "~str"),
        ("try: return 'a'\n    except KeyError: return 'b'", "str"),
        ("try: return 'a'\n    except KeyError: pass", "str?"), ("try: x()\n    finally: return 'a'", "str"),
        ("try: x()\n    except KeyError: return 'a'\n    else: return 'b'", "str"),
        ("try: return 'a'\n    finally: x()", "str"),
        ("match x:\n        case 1: return 'a'\n        case _: return 'b'", "str"),
        ("match x:\n        case 1: return 'a'", "str?"),
        ("match x:\n        case 1: return 'a'\n        case _ if y: return 'b'", "str?"),
        ("yield 1", "iterator[int]"), ("yield 1\n    yield ''", "iterator"), ("yield", "iterator[None]"),
        ("yield 1\n    return 'a'", "iterator[int]"), ("yield from 'ab'", "iterator[str]"),
        ("yield from x", "iterator"), ("if x: return 'a'\n    yield 1", "iterator[int]"),
        ("def h(): yield 1\n    return h()", "iterator[int]"), ("h = lambda: (yield)\n    return 'a'", "str"),
        ("def h(): return 1\n    return 'a'", "str"),
        ("class A:\n        def h(self): return 1\n    return 'a'", "str"),
        ("ys = []\n    ys.append(x)\n    return ys", "list"), ("ys = ['a']\n    x(ys)\n    return ys", "list[~str]"),
        ("if x: return []\n    return g(x) + [1]", "list"), ("if x: return 0\n    return 1 + g(x)", "int"),
        ("if x: return 'a'\n    return g(x).split()", "unknown"), ("return g(x)", "unknown"),
        ("if x: return []\n    ys = g(x)\n    return ys + g(y)", "list"), ("yield 1\n    yield from g(x)", "iterator"),
    ],
)  # fmt: skip
def test_what_a_body_returns(body: str, expected: str) -> None:
    check(f"def g(x):\n    {body}\ndef f():\n    probe(g(1))", expected)


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("functools.lru_cache", "str"), ("functools.lru_cache(maxsize=9)", "str"), ("functools.cache", "str"),
        ("contextlib.contextmanager", "unknown"), ("thing", "unknown"), ("property", "unknown"),
    ],
)  # fmt: skip
def test_a_decorator_may_change_it(decorator: str, expected: str) -> None:
    check(f"import contextlib, functools\n@{decorator}\ndef g(): return 'a'\ndef f(): probe(g())", expected)


def test_an_annotation_says_it_first() -> None:
    check("def g() -> list[str]: return []\ndef f(): probe(g())", "~list[~str]")
    check("def g() -> T: return []\ndef f(): probe(g())", "list")


def test_a_coroutine_is_awaited() -> None:
    check("async def g(): return 'a'\nasync def f(): probe(g()), probe(await g())", "unknown", "str")
    check("async def g(): yield 'a'\nasync def f(): probe(g()), probe(await g())", "unknown", "unknown")
    check("def g(): return 'a'\nasync def f(): probe(await g())", "unknown")


def test_functions_that_call_each_other() -> None:
    circle = "def a(n): return [b(n)]\ndef b(n): return a(n)\n"
    check(f"{circle}def f(): probe(a(1)), probe(b(1))", "unknown", "unknown")
    check(f"{circle}def f(): probe(b(1)), probe(a(1))", "unknown", "unknown")
    check(f"{circle}def c(n): return [b(n)]\ndef f(): probe(c(1)), probe(a(1))", "list", "unknown")
    side = "def a(n):\n    x(b(n))\n    return [c(n)]\ndef b(n): return a(n)\ndef c(n): return ['a', b(n)]\n"
    check(f"{side}def f(): probe(a(1)), probe(b(1)), probe(c(1))", "unknown", "unknown", "unknown")
    check(f"{side}def f(): probe(c(1)), probe(b(1)), probe(a(1))", "unknown", "unknown", "unknown")


def test_a_variable_between() -> None:
    check("def g(): return X\nX = [g()]\ndef f(): probe(X), probe(g())", "list", "unknown")
    check("def g(): return X\nX = [g()]\ndef f(): probe(g()), probe(X)", "unknown", "list")
    check("def g(): return X\nX = ['a']\ndef f(): probe(g())", "list[~str]")


CLASS = """\
class C:
    def names(self): return ['a']
    @staticmethod
    def few(): return 1
    @property
    def size(self): return 1
    @functools.cached_property
    def kept(self): return ['a']
    @property
    def width(self): return 1
    @width.setter
    def width(self, value): self._width = value
    def twice(self, x): return [self.names(), self.twice(x)]
    def ask(self):
        self.width = ''
        probe(self.names()), probe(self.few()), probe(self.size), probe(self.kept), probe(self.width)
        probe(self.twice(1)), probe(self.names)
"""


def test_methods_and_properties() -> None:
    expected = ["~list[~str]", "~int", "~int", "~list", "~int", "~list", "unknown"]
    check(f"import functools\n{CLASS}", *expected)
    other = "class D(C):\n    def names(self): return 1\n    size = 1\n"
    expected[0], expected[2] = "unknown", "unknown"
    check(f"import functools\n{CLASS}{other}", *expected)
    other = "class D(C):\n    def names(self): return []\n"
    expected[0], expected[2] = "~list", "~int"
    check(f"import functools\n{CLASS}{other}", *expected)


def test_a_function_in_a_function() -> None:
    check("def f():\n    def g(): return 'a'\n    probe(g())", "str")
    check("def f():\n    def g(): return 'a'\n    g = 1\n    probe(g())", "unknown")


def test_a_cached_function_hands_out_the_same_object_each_time() -> None:
    cached = "from functools import cache\n@cache\ndef g():\n    return [1]\n"
    check(cached + "def f():\n    g().append('a')\n    probe(g())", "list")


def test_of_a_name_that_is_not_open_an_error_may_be_swallowed() -> None:
    check("def g(x):\n    with open(x): return 'a'\ndef f():\n    probe(g(1))", "str")
    check("from a import open\ndef g(x):\n    with open(x): return 'a'\ndef f():\n    probe(g(1))", "~str")
