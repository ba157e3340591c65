"""Types of attributes: all that may give one a value counts."""

from __future__ import annotations

import pytest

from .probing import ask, probes, types, written


def check(source: str, *expected: str) -> None:
    assert types(source) == list(expected)


def attribute(rest: str, init: str = "self.x = []", header: str = "class C:") -> str:
    """A class whose `__init__` gives `self.x` a value, with more in the class (indented) or after it."""
    asked = "    def ask(self):\n        probe(self.x)"
    return f"{header}\n    def __init__(self, value=None):\n        {init}\n{asked}\n{rest}\n"


@pytest.mark.parametrize(
    ("init", "expected"),
    [
        ("self.x = []", "list"),
        ("self.x: list[str] = []", "list[~str]"),
        ("self.x: list[str] = value", "~list[~str]"),
        ("self.x: list[str] = None", "~list[~str]?"),
        ("self.x = None", "unknown"),
        ("self.x = value", "unknown"),
        ("self.x, self.y = [], 1", "unknown"),
        ("self.x = self.y = []", "list"),
        ("self.x = {'a': 1}", "dict"),
        ("self.x = ('a', 1)", "tuple[str, int]"),
        ("for self.x in value: pass", "unknown"),
        ("with value as self.x: pass", "unknown"),
        ("self.x = []\n        del self.x", "list"),
        ("self.x = []\n        self.x += [1]", "list"),
        ("self.x = 0\n        self.x += 1", "int"),
        ("self.x = 0\n        self.x += 0.5", "unknown"),
        ("self.x = 0\n        self.x += value", "unknown"),
        ("self.x = ''\n        self.x += value", "~str"),
        ("self.x = ''\n        self.x = self.x.strip()", "str"),
        ("self.x = ''\n        self.x = self.x.split()", "unknown"),
        ("if value:\n            self.x = []\n        else:\n            self.x = ()", "unknown"),
        ("self.x = []\n        def later():\n            self.x = ()", "unknown"),
        ("self.x = []\n        self.__dict__.update(value)", "unknown"),
        ("self.x = []\n        setattr(self, value, 1)", "unknown"),
        ("self.x = []\n        object.__setattr__(self, 'x', 1)", "unknown"),
    ],
)
def test_what_init_gives(init: str, expected: str) -> None:
    check(attribute("", init), expected)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("    def m(self): self.x = [1]", "list"),
        ("    def m(self): self.x = ()", "unknown"),
        ("    def m(self): self.x = None", "list?"),
        ("    def m(this): this.x = ()", "unknown"),
        ("    async def m(self): self.x = ()", "unknown"),
        ("    def m(self):\n        if a:\n            try: pass\n            except E: self.x = ()", "unknown"),
        ("    def m(self):\n        match a:\n            case 1: self.x = ()", "unknown"),
        ("    x = []", "list"),
        ("    x = None", "list?"),
        ("    x = ()", "unknown"),
        ("    x = Field()", "unknown"),
        ("    x = y = ()", "unknown"),
        ("    x, y = (), 1", "unknown"),
        ("    if a:\n        x = ()", "unknown"),
        ("    for x in a: pass", "unknown"),
        ("    import x", "unknown"),
        ("    class x: pass", "unknown"),
        ("    if a:\n        def m(self): self.x = ()", "unknown"),
        ("    def x(self): pass", "unknown"),
        ("    @property\n    def x(self): pass", "unknown"),
        ("    @property\n    def y(self): pass", "list"),
        ("    @x.setter\n    def x(self, value): pass", "unknown"),
        ("    @classmethod\n    def m(cls): cls.x = ()", "unknown"),
        ("    @staticmethod\n    def m(other): other.x = ()", "unknown"),
        ("    def m(self):\n        new = C()\n        new.x = ()\n        return new", "unknown"),
        ("    def m(self):\n        new = C()\n        new.x = [1]\n        return new", "list"),
        ("    def __new__(cls):\n        self = object.__new__(cls)\n        self.x = ()", "unknown"),
        ("    def __setattr__(self, name, value): pass", "unknown"),
        ("    def __getattribute__(self, name): pass", "unknown"),
        ("    def __getattr__(self, name): pass", "list"),
        ("def g(c): c.x = ()", "unknown"),
        ("def g(c): c.x = [1]", "list"),
        ("def g(c): c.y.x = ()", "unknown"),
        ("def g(c): c.y = ()", "list"),
        ("def g(c): c.x += (1,)", "list"),
        ("c = C()\nc.x = ()", "unknown"),
        ("for c.x in y: pass", "unknown"),
        ("class D(C):\n    def m(self): self.x = ()", "unknown"),
        ("class D(C):\n    x = ()", "unknown"),
        ("class D(C):\n    @property\n    def x(self): pass", "unknown"),
        ("class D(C): pass\nclass E(D):\n    def m(self): self.x = ()", "unknown"),
        ("class D:\n    def m(self): self.x = ()", "list"),
        ("class D:\n    x = ()", "list"),
        ("def g():\n    class D(C):\n        def m(self): self.x = ()", "unknown"),
    ],
)
def test_what_else_gives(rest: str, expected: str) -> None:
    check(attribute(rest), expected)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("class C(object):", "list"),
        ("from abc import ABC\nclass C(ABC):", "list"),
        ("from typing import Generic, T\nclass C(Generic[T]):", "list"),
        ("class B:\n    def m(self): self.x = ()\nclass C(B):", "unknown"),
        ("class B:\n    x = None\nclass C(B):", "list?"),
        ("class B:\n    def m(self): self.y = ()\nclass C(B):", "list"),
        ("class A:\n    x = ()\nclass B(A): pass\nclass C(B):", "unknown"),
        ("class B:\n    def __setattr__(self, name, value): pass\nclass C(B):", "unknown"),
        ("from m import B\nclass C(B):", "list"),
        ("from m import Meta\nclass C(metaclass=Meta):", "list"),
    ],
)
def test_base_classes(header: str, expected: str) -> None:
    check(attribute("", header=header), expected)


def test_an_unknown_base_class_may_have_set_it_first() -> None:
    source = "from m import B\nclass C(B):\n    def m(self):\n        self.x = []\n        probe(self.x)"
    check(source, "~list")


def test_a_class_attribute() -> None:
    check("class C:\n    x = 1\n    y = 'a'\n    def m(self):\n        probe(self.x), probe(self.y)", "int", "str")


def test_members_of_enumerations_are_unknown() -> None:
    check("from enum import Enum\nclass C(Enum):\n    x = 1\n    def m(self):\n        probe(self.x)", "unknown")


def test_fields_of_a_dataclass_are_declared() -> None:
    source = """
    from dataclasses import dataclass, field
    @dataclass
    class C:
        a: int
        b: int = 0
        c: list[str] = field(default_factory=list)
        def m(self):
            probe(self.a), probe(self.b), probe(self.c)
    """
    check(source, "~int", "~int", "~list[~str]")


def test_an_attribute_that_the_module_never_sets() -> None:
    check("class C:\n    def m(self):\n        probe(self.x)", "unknown")


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("def m(self): probe(self.x)", "list"),
        ("def m(this): probe(this.x)", "list"),
        ("async def m(self): probe(self.x)", "list"),
        ("def m(self):\n        def g(): probe(self.x)", "list"),
        ("def m(self): [probe(self.x) for y in z]", "list"),
        ("@decorated\n    def m(self): probe(self.x)", "list"),
        ("@staticmethod\n    def m(self): probe(self.x)", "unknown"),
        ("@classmethod\n    def m(cls): probe(cls.x)", "unknown"),
        ("@validator('x')\n    def m(cls, value): probe(cls.x)", "unknown"),
        ("def __new__(klass): probe(klass.x)", "unknown"),
        ("def m(self, other): probe(other.x)", "unknown"),
        ("def m(self, other):\n        self = other\n        probe(self.x)", "unknown"),
        ("def m(self):\n        def g():\n            nonlocal self; self = 1\n        probe(self.x)", "unknown"),
        ("def m(*self): probe(self.x)", "unknown"),
    ],
)
def test_who_self_is(method: str, expected: str) -> None:
    check(f"class C:\n    def __init__(self): self.x = []\n    {method}", expected)


def test_methods_are_called_on_self() -> None:
    source = """
    class C:
        def a(self) -> list[int]: ...
        @cached
        def b(self) -> list[int]: ...
        async def c(self) -> list[int]: ...
        def d(self) -> int: ...
        d = other
        def e(self) -> int: ...
        async def m(self):
            probe(self.a()), probe(self.b()), probe(self.c()), probe(await self.c()), probe(self.d()), probe(self.e())
    class D(C):
        def e(self) -> str: ...
    """
    check(source, "~list[~int]", "unknown", "unknown", "~list[~int]", "unknown", "unknown")


def test_a_nested_class_is_another_class() -> None:
    source = """
    class C:
        def __init__(self):
            self.x = []
        class D:
            def __init__(self):
                self.x = 1
            def m(self):
                probe(self.x)
        def m(self):
            probe(self.x)
    """
    check(source, "int", "list")


def test_a_class_in_a_function() -> None:
    source = "def f():\n    class C:\n        def __init__(self):\n            self.x = []\n            probe(self.x)"
    check(source, "list")


def test_the_own_class_of_self() -> None:
    source = "class C:\n    def m(self):\n        probe(self), probe(other)"
    assert ask(source, lambda node, at: getattr(at.own_class(node), "name", None)) == ["C", None]


def test_a_written_type_tells_what_may_be_none() -> None:
    ((node, at),) = probes("def f(x: int | None):\n    probe(x)")
    kind = at.type(node)
    assert (written(kind), kind.is_("int"), kind.name) == ("~int?", False, "int")


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("class C: pass", ".C"),
        ("class B: pass\nclass C(B): pass", ".C"),
        ("class C:\n    def __new__(cls): return 1", "unknown"),
        ("class B:\n    def __new__(cls): return 1\nclass C(B): pass", "unknown"),
        ("class C(Imported): pass", "~.C"),
        ("class C(metaclass=Imported): pass", "~.C"),
        ("@changed\nclass C: pass", "~.C"),
        ("class C: pass\nclass C: pass", "unknown"),
    ],
)
def test_instances_of_the_modules_classes(definition: str, expected: str) -> None:
    check(f"{definition}\ndef f():\n    probe(C())", expected)
