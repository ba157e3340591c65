"""A cache that is made for every object, when the object is made.

`self.relation = lru_cache(maxsize=None)(self._relation)` in `__init__` makes a wrapper with a dict of its own for each
instance: that takes far longer, and far more memory, than the rest of a small object, and most objects are never asked
often enough for it to pay. What is computed from the object alone is better kept in an attribute that is filled on
first use (`functools.cached_property`), or computed in `__init__` at once; where a cache for each object is what is
wanted, make it on first use.

**When not to bother**: there are only a few such objects.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if getattr(at.function, "name", "") not in ("__init__", "__new__", "__post_init__"):
        return None
    if not at.is_call(node, "functools.lru_cache", "functools.cache"):
        return None
    around = at.parent(node)
    made = around if isinstance(around, ast.Call) and around.func is node else node
    if not made.args or isinstance(made.args[0], ast.Constant):
        return None
    statement = at.statement(node)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if at.parent(made) is not statement:
        return None
    if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
        return None
    return Match(made, "makes a cache for every object: keep the value in an attribute, or make the cache on first use")


RULE = Rule(
    slug="cache-per-instance",
    code="SLP820",
    family="caching",
    stage="preview",
    triggers=Triggers(calls=frozenset({"lru_cache", "cache"})),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import functools


class Address:
    def __init__(self, text):
        self.text = text
        self.key = «functools.lru_cache(maxsize=None)(self._key)»

    def _key(self):
        return self.text.lower()


def keys(texts):
    return [Address(text).key() for text in texts]
""",
            after="""\
import functools


class Address:
    def __init__(self, text):
        self.text = text

    def key(self):
        return self.text.lower()


def keys(texts):
    return [Address(text).key() for text in texts]
""",
            workload=lambda n: ([f"A{i}" for i in range(n)],),
            same=[(["A", "b"],), ([],)],
        ),
        Example(
            before="""\
from functools import cache


class Address:
    def __init__(self, text):
        self.text = text
        self.hash = «cache(lambda: hash(text))»
""",
        ),
    ],
    clean=[
        """\
# What becomes of it is not known.
import functools
class A:
    def __init__(self, f, keep):
        self.f = keep(functools.cache(f))
""",
        """\
# In a method that is called when it is needed.
import functools
class B:
    def start(self):
        self.f = functools.lru_cache(None)(self._f)
""",
        """\
# Made on first use.
import functools
class A:
    @functools.cached_property
    def f(self):
        return functools.lru_cache(None)(self._f)
""",
        """\
# Made once.
import functools
class A:
    f = functools.cache(len)
""",
        """\
# A decorator in a function.
import functools
class A:
    def __init__(self):
        @functools.lru_cache()
        def f(x):
            return x
        self.f = f
""",
        """\
# Another cache.
class A:
    def __init__(self, cache, f):
        self.f = cache(f)
""",
        """\
# For the function alone.
import functools
class A:
    def __init__(self, f):
        f = functools.cache(f)
        self.x = f(1)
""",
        """\
# Of another object.
import functools
class A:
    def __init__(self, f):
        A.b.f = functools.cache(f)
""",
        """\
# The decorator itself.
import functools
class A:
    def __init__(self):
        self.keep = functools.lru_cache(maxsize=None)
""",
        """\
# Nor is this one applied.
import functools
class A:
    def __init__(self):
        self.keep = functools.lru_cache(100)
""",
        """\
# Its answer, not the cache.
import functools
class A:
    def __init__(self, f):
        self.x = functools.cache(f)(1)
""",
    ],
)
