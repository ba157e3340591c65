"""Reading or changing a manager's dict or list item by item, in a loop.

`multiprocessing.Manager().dict()` lives in a process of its own. Every `shared[key]`, `shared[key] = value` and
`items.append(x)` is a message to that process and one back. In a loop over n items that is n round trips, where
`shared.update(found)`, `items.extend(found)` or one copy (`local = shared.copy()`) take a single one.

**When not to bother**: other processes have to see each change at once, or the loop makes a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_PROXIES = ("multiprocessing.managers.DictProxy", "multiprocessing.managers.ListProxy")


def check(node: ast.Subscript | ast.Call, at: Site) -> Match | None:
    if not at.facts.model.imports_any(("multiprocessing",)):  # cheap
        return None
    proxy = node.value if isinstance(node, ast.Subscript) else getattr(node.func, "value", None)
    if at.type(proxy).name not in _PROXIES:
        return None
    loop = at.repeated_in
    # A `while` looks at what other processes have changed.
    if loop is None or loop.kind == "while":
        return None
    return Match(node, "asks the manager's process in every pass: copy it before the loop, or change it in one call")


RULE = Rule(
    slug="manager-proxy-in-loop",
    code="SLP324",
    family="asyncio",
    stage="stable",
    triggers=Triggers(nodes=(ast.Subscript,), calls=frozenset({"append", "get", "setdefault"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
from multiprocessing import Manager


def sizes(words):
    with Manager() as manager:
        shared = manager.dict()
        for word in words:
            «shared[word]» = len(word)
        return dict(shared)
""",
            after="""\
from multiprocessing import Manager


def sizes(words):
    with Manager() as manager:
        shared = manager.dict()
        shared.update({word: len(word) for word in words})
        return dict(shared)
""",
            workload=lambda n: ([str(i) for i in range(n)],),
            same=[(["a", "bb"],), ([],)],
        ),
        Example(
            before="""\
import multiprocessing


def collect(words):
    found = multiprocessing.Manager().list()
    for word in words:
        «found.append(word.lower())»
    return list(found)
""",
        ),
    ],
    clean=[
        """\
# In one call.
from multiprocessing import Manager

def sizes(words):
    shared = Manager().dict()
    shared.update({word: len(word) for word in words})
    return dict(shared)
""",
        """\
# No loop.
from multiprocessing import Manager

def first(word):
    shared = Manager().dict()
    shared[word] = 1
    return shared.get(word)
""",
        """\
# A dictionary of this process.
import multiprocessing

def sizes(words):
    found = {}
    for word in words:
        found[word] = len(word)
    return found
""",
        """\
# Looks at what others have changed.
from multiprocessing import Manager

def settle(work):
    shared = Manager().dict()
    while not shared["done"]:
        work(shared)
""",
        """\
# A few.
from multiprocessing import Manager

def start():
    shared = Manager().dict()
    for key in ("a", "b"):
        shared[key] = 0
    return shared
""",
    ],
)
