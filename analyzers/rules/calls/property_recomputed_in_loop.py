"""Reading a property in a loop that works its value out anew each time, by going through a container.

`self.longest` looks like a value that is kept. If it is a property with `max(self.words)` in it, a loop that reads it
for each word takes as many steps as there are words, times as many again. Read it once before the loop, or keep what it
has worked out (`functools.cached_property`, where the object does not change).

The whole program is linked, so the class may stand in another file. Reported is only a property of an object that no
pass binds anew or changes, whose getter certainly searches, adds up or sorts something of the object.

**When not to bother**: the container stays small.
"""

from __future__ import annotations

import ast

from ...semantics.outside import Hop
from ...semantics.questions.places import in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Attribute, at: Site) -> Match | None:
    called = at.called(node) if isinstance(node, ast.Attribute) else None
    if called is None or not called.is_property or called.guess:
        return None
    rows = [row for row in called.more.get("cost", ()) if row[0] == -1]
    loop, receiver = at.loop, at.dotted(node.value)
    if not rows or loop is None or receiver is None or loop.kind == "while" or loop not in at.repeating:
        return None
    if depends_on_pass(node.value, loop) or loop.keeps(node) == "no" or in_test(at):
        return None
    _, _, rest, does, hops = rows[0]
    if loop.content_change(receiver + rest) != "none":
        return None
    name = called.name.rpartition(".")[2]
    return Match(
        node,
        f"is worked out anew in each pass: {name} {does} all of {receiver}{rest}; read it once, before the loop",
        related=[(hop, f"calls {hop.name}()" if hop.name else f"{does} all of it") for hop in (Hop(*h) for h in hops)],
    )


RULE = Rule(
    slug="property-recomputed-in-loop",
    code="SLP631",
    family="calls",
    stage="preview",
    triggers=Triggers(told=True, in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
class Words:
    def __init__(self, words):
        self.words = words

    @property
    def longest(self):
        return max(self.words, key=len, default="")

    def padded(self):
        return [word.ljust(len(«self.longest»)) for word in self.words]


def main(words):
    return Words(words).padded()
""",
            after="""\
class Words:
    def __init__(self, words):
        self.words = words

    @property
    def longest(self):
        return max(self.words, key=len, default="")

    def padded(self):
        longest = self.longest
        return [word.ljust(len(longest)) for word in self.words]


def main(words):
    return Words(words).padded()
""",
            workload=lambda n: ([f"word{i}" for i in range(n)],),
            same=[(["a", "bcd"],)],
        ),
        Example(
            before="""\
class Cart:
    def __init__(self, prices: list[float]):
        self.prices = prices

    @property
    def total(self):
        return sum(self.prices)


def shares(cart: Cart):
    found = []
    for price in cart.prices:
        found.append(price / «cart.total»)
    return found


def main(prices):
    return shares(Cart(prices))
""",
        ),
    ],
    clean=[
        """\
# Read once.
class Cart:
    def __init__(self, prices):
        self.prices = prices

    @property
    def total(self):
        return sum(self.prices)

def shares(cart: Cart):
    total = cart.total
    return [price / total for price in cart.prices]
""",
        """\
# What was worked out is kept.
import functools

class Cart:
    def __init__(self, prices):
        self.prices = prices

    @functools.cached_property
    def total(self):
        return sum(self.prices)

def shares(cart: Cart):
    return [price / cart.total for price in cart.prices]
""",
        """\
# Each pass has another object.
class Cart:
    def __init__(self, prices):
        self.prices = prices

    @property
    def total(self):
        return sum(self.prices)

def totals(carts: list[Cart]):
    return [cart.total for cart in carts]
""",
        """\
# Nothing is gone through.
class Cart:
    def __init__(self, prices):
        self.prices = prices

    @property
    def first(self):
        return self.prices[0]

def shares(cart: Cart):
    return [price / cart.first for price in cart.prices]
""",
        """\
# The passes change it.
class Cart:
    def __init__(self, prices):
        self.prices = prices

    @property
    def total(self):
        return sum(self.prices)

    def fill(self, limit, prices):
        for price in prices:
            if self.total < limit:
                self.prices.append(price)
""",
    ],
)
