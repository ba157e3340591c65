"""A cache without a limit on a method keeps every object that the method was called on.

`@functools.cache` on a method makes one cache for the whole class, and `self` is part of each key: the cache holds the
objects, with all that they hold, until the program ends. Besides, each look-up hashes `self`, and where the class has
an `__eq__` of its own, compares it.

`functools.cached_property` keeps the result of a method without arguments on the object itself; for one with arguments,
a dictionary made in `__init__` does.

**When not to bother**: there are only a few objects of the class, which live as long as the program: models of a
registry, members of an enumeration.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.FunctionDef, at: Site) -> Match | None:
    arguments = [*node.args.posonlyargs, *node.args.args]
    if not arguments or arguments[0].arg != "self" or at.function is not None:
        return None
    for decorator in node.decorator_list:
        if at.is_call(decorator, "functools.lru_cache"):
            assert isinstance(decorator, ast.Call)
            size = next((k.value for k in decorator.keywords if k.arg == "maxsize"), None)
            size = decorator.args[0] if decorator.args else size
            if not isinstance(size, ast.Constant) or size.value is not None:
                continue
        elif not at.refers_to(decorator, "functools.cache"):
            continue
        return Match(
            decorator,
            "keeps every object that the method was called on, until the program ends: keep results on the object",
        )
    return None


RULE = Rule(
    slug="cache-on-method",
    code="SLP825",
    family="caching",
    stage="preview",
    triggers=Triggers(nodes=(ast.FunctionDef,)),
    check=check,
    also=("B019", "W1518"),
    examples=[
        Example(
            before="""\
from functools import lru_cache


class Packet:
    def __init__(self, data):
        self.data = data

    @«lru_cache(maxsize=None)»
    def text(self, start, end):
        return str(self.data[start:end], "utf-8", "replace")


def words(datas):
    return [Packet(data).text(0, 4) for data in datas]
""",
            after="""\
class Packet:
    def __init__(self, data):
        self.data = data
        self._texts = {}

    def text(self, start, end):
        key = (start, end)
        if key not in self._texts:
            self._texts[key] = str(self.data[start:end], "utf-8", "replace")
        return self._texts[key]


def words(datas):
    return [Packet(data).text(0, 4) for data in datas]
""",
            workload=lambda n: ([b"some bytes"] * n,),
            same=[([b"abcdef", b"\xff"],), ([],)],
        ),
        Example(
            before="""\
import functools
from functools import cache


class Graph:
    @property
    @«cache»
    def order(self):
        return sorted(self.nodes)

    @«functools.lru_cache(None)»
    def near(self, node, /):
        return [other for other in self.nodes if other.touches(node)]
""",
        ),
    ],
    clean=[
        """\
# The cache has a limit.
from functools import lru_cache

class Palette:
    @lru_cache
    def first(self, color):
        return min(self.colors, key=color.distance)

    @lru_cache(maxsize=64)
    def match(self, color):
        return min(self.colors, key=color.distance)

    @lru_cache(64)
    def near(self, color):
        return min(self.colors, key=color.distance)
""",
        """\
# The result is kept on the object.
from functools import cached_property

class Graph:
    @cached_property
    def order(self):
        return sorted(self.nodes)
""",
        """\
# No object is part of the key.
from functools import cache

class Graph:
    @staticmethod
    @cache
    def power(base, exponent):
        return base ** exponent

    @classmethod
    @cache
    def registry(cls):
        return dict(cls.entries())

    @staticmethod
    @cache
    def nothing():
        return []
""",
        """\
# A function, whatever its argument is called; and one made where it is used.
from functools import cache

@cache
def order(*self):
    return sorted(self)

def ordered(nodes):
    @cache
    def order(self):
        return sorted(self.nodes)
    return [order(node) for node in nodes]
""",
        """\
# Some other cache.
from store import cache

class Graph:
    @cache
    def order(self):
        return sorted(self.nodes)

    def plain(self):
        return self.order()
""",
    ],
)
