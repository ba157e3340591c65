"""Choosing at random, one element per call.

`"".join(random.choice(letters) for _ in range(8))` makes a call for each letter, and each of them draws an exact
number of random bits. `random.choices(letters, k=8)` draws all of them in one call.

**When not to bother**: a few elements now and then. Passwords and tokens belong to `secrets`, which takes its time.

**Why the fix needs review**: with a fixed seed `choices` picks other elements than `choice` did. Where the population
is empty the exception is the same, but not where no element is wanted.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    whole = at.parent(node)
    if not isinstance(whole, (ast.GeneratorExp, ast.ListComp)):
        return None
    if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    if len(whole.generators) != 1 or whole.generators[0].ifs or not at.is_call(node, "random.choice"):
        return None
    passes, population = whole.generators[0].iter, node.args[0]
    if not at.is_call(passes, "builtins.range"):
        return None
    assert isinstance(passes, ast.Call)
    if len(passes.args) != 1:
        return None
    counter = {name.id for name in ast.walk(whole.generators[0].target) if isinstance(name, ast.Name)}
    if any(isinstance(part, ast.Call) or getattr(part, "id", "") in counter for part in ast.walk(population)):
        return None
    count = at.constant(passes.args[0])
    if isinstance(count, int) and count <= at.FEW:
        return None
    joined = at.parent(whole)
    plain = isinstance(whole, ast.ListComp) or (
        isinstance(joined, ast.Call) and isinstance(joined.func, ast.Attribute) and joined.func.attr == "join"
    )
    return Match(
        whole,
        "calls choice() for each element: choices(…, k=…) draws all of them in one call",
        "review" if plain else None,
        "with a fixed seed other elements are picked" if plain else "",
        {"population": population, "count": passes.args[0], "choice": node},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    choices = edit.imported("random.choices", match.nodes["choice"])
    population, count = match.nodes["population"], match.nodes["count"]
    edit.replace(match.node, "{choices}({items}, k={count})", choices=choices, items=population, count=count)


RULE = Rule(
    slug="random-choice-loop",
    code="SLP181",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"choice"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use random.choices()",
    severity="info",
    examples=[
        Example(
            before="""\
import random
import string


def name(length):
    return len("".join«(random.choice(string.ascii_letters) for _ in range(length))»)
""",
            after="""\
import random
import string


def name(length):
    return len("".join(random.choices(string.ascii_letters, k=length)))
""",
            workload=lambda n: (n,),
            same=[(10,), (0,)],
        ),
        Example(
            before="""\
import random


def sample(seed, items, size):
    random.seed(seed)
    return «[random.choice(items) for _ in range(size)]»
""",
            after="""\
import random


def sample(seed, items, size):
    random.seed(seed)
    return random.choices(items, k=size)
""",
            workload=lambda n: (1, [7], n),
            same=[(1, ["a"], 3), (1, [], 2)],
            differs=[(1, list(range(100)), 20)],
        ),
        Example(
            before="""\
from random import choice


def throws(dice, count):
    return sum«(choice(dice) for _ in range(count))»
""",
        ),
    ],
    clean=[
        "# Two of them.\nimport random\n\ndef pair(xs):\n    return [random.choice(xs) for _ in range(2)]\n",
        """\
# Out of another list each time.
import random

def one_of_each(lists):
    return [random.choice(items) for items in lists]
""",
        """\
# What there is to choose from depends on the pass.
import random

def rows(table, n):
    return [random.choice(table[i]) for i in range(n)]
""",
        """\
# What is chosen is used in a larger expression, or in a key.
import random

def rolls(n):
    return [random.choice("abc").upper() for _ in range(n)], {random.choice("abc"): 1 for _ in range(n)}
""",
        """\
# Each is taken away: the next choice is out of fewer.
import random

def draw(deck, n):
    return [random.choice([card for card in deck if card.pop()]) for _ in range(n)]
""",
        """\
# For secrets there is no bulk call.
import secrets

def token(n):
    return "".join(secrets.choice("abc") for _ in range(n))
""",
        """\
# Some passes choose nothing; two loops; a range with a beginning; numpy's choice of several.
import random

def some(xs, n, flags):
    a = [random.choice(xs) for i in range(n) if flags[i]]
    b = [random.choice(xs) for i in range(n) for _ in range(i)]
    c = [random.choice(xs) for _ in range(1, n)]
    return a, b, c
""",
        """\
# Not random's choice() of one, and not of a range.
import random

def some(xs, n, times):
    a = [random.choice(xs, key=1) for _ in range(n)], [random.choice(*xs) for _ in range(n)]
    return a, [random.choice(xs) for _ in times(n)], [random.choice(xs) for _ in n]
""",
    ],
)
