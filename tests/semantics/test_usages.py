"""How a name is used: where a container may be seen or changed by others."""

from __future__ import annotations

import pytest

from .probing import ask


def kinds(use: str, before: str = "x = []") -> list[tuple[str, str]]:
    """Usages of `x` other than the probe's own."""
    body = "".join(f"    {line}\n" for line in f"{before}\n{use}".splitlines())
    (found,) = ask(f"async def f(p, q):\n{body}    probe(x)", lambda node, at: at.usages(node))
    return [(usage.kind, usage.detail) for usage in found[:-1]]


@pytest.mark.parametrize(
    ("use", "kind", "detail"),
    [
        ("x.append(1)", "method", "append"), ("x.a.b(1)", "attribute", "a"), ("y = x.a", "attribute", "a"),
        ("x.a = 1", "attribute", "a"), ("y = x.append", "attribute", "append"), ("x[0]", "subscript", ""),
        ("x[0] = 1", "store-subscript", ""), ("del x[0]", "store-subscript", ""), ("x[0] += 1", "store-subscript", ""),
        ("p[x]", "other", ""), ("p[x:]", "other", ""), ("for y in x: pass", "iterate", ""),
        ("[y for y in x]", "iterate", ""), ("[*x]", "iterate", ""), ("[y for y in p if x]", "truth", ""),
        ("[x for y in p]", "other", ""), ("p in x", "membership", ""), ("p not in x", "membership", ""),
        ("x in p", "compare", ""), ("x == p", "compare", ""), ("p == x", "compare", ""),
        ("p in x in q", "membership", ""), ("if x: pass", "truth", ""), ("while x: pass", "truth", ""),
        ("not x", "truth", ""), ("assert x", "truth", ""), ("p(x)", "argument", ""),
        ("len(x)", "argument", "builtins.len"), ("p(a=x)", "argument", ""), ("p(*x)", "argument", ""),
        ("p(**x)", "argument", ""), ("print(a=x)", "argument", "builtins.print"), ("return x", "return", ""),
        ("y = x", "alias", ""), ("p.y = x", "alias", ""), ("p[0] = x", "alias", ""), ("y: int = x", "alias", ""),
        ("(y := x)", "alias", ""), ("[x]", "element", ""), ("(x, 1)", "element", ""), ("{x}", "element", ""),
        ("{1: x}", "element", ""), ("return x, 1", "element", ""), ("x + p", "operand", ""), ("p += x", "operand", ""),
        ("f'{x}'", "format", ""), ("x or p", "other", ""), ("x if p else q", "other", ""), ("await x", "other", ""),
        ("with x: pass", "other", ""), ("x()", "argument", ""), ("lambda: x", "captured", ""),
        ("def g(): x", "captured", ""), ("class C: x", "captured", ""),
        ("class C:\n    def m(self): x", "captured", ""), ("[(lambda: x) for y in p]", "captured", ""),
        ("def g(y=x): pass", "other", ""), ("lambda y=x: y", "other", ""), ("match x:\n    case y: pass", "other", ""),
        ("x += [1]", "augment", ""), ("def g():\n    nonlocal x\n    x += 1", "captured", ""),
        ("locals()", "captured", ""), ("eval(p)", "captured", ""), ("raise x", "other", ""),
    ],
)  # fmt: skip
def test_kinds(use: str, kind: str, detail: str) -> None:
    assert kinds(use) == [(kind, detail)]


@pytest.mark.parametrize(
    "use",
    [
        "x = 1", "del x", "for x in p: pass", "[x for x in p]", "lambda x: x", "def g(x): return x",
        "def g():\n    x = 1\n    return x", "def g():\n    global x\n    x", "class C:\n    x = 1\n    x", "p.x",
        "p(x=1)", "vars(p)", "p.locals()",
    ],
)  # fmt: skip
def test_what_is_no_usage(use: str) -> None:
    assert kinds(use) == []


def test_usages_come_in_source_order() -> None:
    found = kinds("x[0]\ny = lambda: x\nx += p\nx.pop()")
    assert [kind for kind, _ in found] == ["subscript", "captured", "augment", "method"]


def test_usages_of_a_comprehensions_variable() -> None:
    (found,) = ask("def f(p):\n    [(x.a, x[0]) for x in p if probe(x)]", lambda node, at: at.usages(node))
    assert [usage.kind for usage in found] == ["attribute", "subscript", "argument"]


def test_names_of_modules_and_classes_have_no_usages() -> None:
    source = "x = []\nx.append(1)\nprobe(x)\nclass C:\n    y = []\n    y.append(1)\n    probe(y)"
    assert ask(source, lambda node, at: at.usages(node)) == [[], []]


@pytest.mark.parametrize(
    ("body", "private"),
    [
        ("x = []", True), ("x = [1]\nx.append(2)\nx[0] = 3\nx += [4]", True), ("x = []\nreturn x", True),
        ("x = list(p)", True), ("x = sorted(p)", True), ("x = p.copy()", False), ("x = {}\nfor y in x: q(y)", True),
        ("x = []\nlen(x)", True), ("x = p", False), ("x = p or []", False), ("x = max(p, q)", False),
        ("x = y = []", False), ("x, y = [], []", False), ("for x in p: pass", False), ("x = []\nq(x)", False),
        ("x = []\ny = x", False), ("x = []\nq.y = x", False), ("x = []\nlambda: x", False),
        ("x = []\ny = x.append", False), ("x = []\nyield x", False), ("x = []\nx.unknown()", False),
        ("x = deque()\nx.append(1)", True), ("x = None\nx = []\nx.append(1)", True), ("x = []\nmax(x, p)", False),
        ("x = []\nglobals()", True), ("x = []\neval(q)", False),
    ],
)  # fmt: skip
def test_private_objects(body: str, private: bool) -> None:
    inner = body.replace("\n", "\n    ")
    source = f"from collections import deque\ndef f(p, q):\n    {inner}\n    x == probe(0)"
    assert ask(source, lambda node, at: at.is_private(at.parent(at.node).left)) == [private]  # pyright: ignore[reportAttributeAccessIssue]
