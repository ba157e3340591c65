"""Asking a dictionary for a key by exception, with a default where it is missing.

`try: x = d[k]` with `except KeyError: x = 0` costs little where the key is there. Where it is missing, Python makes an
exception with its traceback, and unwinds to the handler: several times the work of `d.get(k, 0)`, which looks once.

**When not to bother**: the key is nearly always there. Outside of loops the rule reports only look-ups that follow a
failed one.

**Why the fix needs review**: it does where the container is not known to be a plain `dict`: it may have no `get()`, or
a `__missing__` that `get()` does not ask. And an attribute in the key may raise a KeyError of its own.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Try, at: Site) -> Match | None:
    lookup, default = _parts(node, at)
    if lookup is None:
        return None
    if default is None:
        chained = node.handlers[0].body[0]
        if not isinstance(chained, ast.Try) or _parts(chained, at)[0] is None:
            return None
        return Match(
            node,
            "makes an exception for each missing key, to look it up elsewhere: get() does not",
            end=node.handlers[0],
        )
    if not at.repeating:
        return None
    kind = at.type(lookup.value)
    if not kind.is_("dict", "collections.OrderedDict") and (kind.known or at.type(lookup.slice).is_("int")):
        return None  # by number: a list, more likely
    direct = not any(isinstance(part, ast.Attribute) for part in ast.walk(lookup.slice))
    safe = kind.proven and direct
    return Match(
        node,
        "makes an exception for each missing key: get() with a default does not",
        "safe" if safe else "review",
        ""
        if safe
        else "the container must have a get(), and no default of its own"
        if direct
        else "a KeyError of the attribute itself is no longer caught",
        {"lookup": lookup, "default": default},
        end=node.handlers[0],
    )


def _parts(node: ast.Try, at: Site) -> tuple[ast.Subscript | None, ast.expr | None]:
    """The look-up in `try: x = d[k]` with `except KeyError:`, and the default where that is `x = 0`."""
    if len(node.body) != 1 or len(node.handlers) != 1 or node.orelse or node.finalbody:
        return None, None
    handler, tried = node.handlers[0], node.body[0]
    caught: Any = handler.type  # of a bare except, None, which refers to nothing
    if len(handler.body) != 1 or handler.name or not at.refers_to(caught, _KEY_ERROR):
        return None, None
    otherwise = handler.body[0]
    lookup = tried.value if isinstance(tried, (ast.Assign, ast.Return)) else None
    if not isinstance(lookup, ast.Subscript) or not _is_plain(lookup.value) or not _is_plain(lookup.slice):
        return None, None  # something else in it may raise KeyError
    if not isinstance(tried, ast.Assign) or not isinstance(otherwise, ast.Assign):
        return lookup, None
    if len(tried.targets) != 1 or len(otherwise.targets) != 1 or not isinstance(tried.targets[0], ast.Name):
        return lookup, None
    if not at.same(tried.targets[0], otherwise.targets[0]):
        return lookup, None
    return lookup, otherwise.value if isinstance(otherwise.value, ast.Constant) else None


_KEY_ERROR = "builtins.KeyError"


def _is_plain(node: ast.expr) -> bool:
    """Names, constants, attributes and tuples of them: evaluating it raises no KeyError."""
    return all(
        isinstance(part, (ast.Name, ast.Attribute, ast.Constant, ast.Tuple, ast.expr_context))
        for part in ast.walk(node)
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Try = match.node  # pyright: ignore[reportAssignmentType]
    lookup: ast.Subscript = match.nodes["lookup"]
    default: ast.Constant = match.nodes["default"]
    target = node.body[0].targets[0]  # pyright: ignore[reportAttributeAccessIssue]
    key = edit.text(lookup.slice)
    if isinstance(lookup.slice, ast.Tuple):
        given: Any = ast.parse(f"f({key}\n)", mode="eval").body
        key = key if len(given.args) == 1 else f"({key})"
    if default.value is None:
        edit.replace(node, "{target} = {owner}.get({key})", target=target, owner=lookup.value, key=key)
        return
    template = "{target} = {owner}.get({key}, {default})"
    edit.replace(node, template, target=target, owner=lookup.value, key=key, default=default)


RULE = Rule(
    slug="try-key-default",
    code="SLP832",
    family="caching",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.Try,)),
    check=check,
    rewrite=rewrite,
    title="Use get() with a default",
    examples=[
        Example(
            before="""\
def totals(orders):
    prices = {"apple": 3, "pear": 4}
    total = 0
    for order in orders:
        «try:
            price = prices[order]
        except KeyError:
            price = 0»
        total += price
    return total
""",
            after="""\
def totals(orders):
    prices = {"apple": 3, "pear": 4}
    total = 0
    for order in orders:
        price = prices.get(order, 0)
        total += price
    return total
""",
            workload=lambda n: (["apple", "plum"] * n,),
            same=[(["apple", "x", 1],), ([],), ([[]],)],
        ),
        Example(
            before="""\
def names(users, cache):
    found = []
    while users:
        user = users.pop()
        «try:
            name = cache[user.id, "name"]
        except KeyError:
            name = None»
        found.append(name)
    return found


def named(ids, cache):
    class User:
        def __init__(self, id):
            self.id = id

    return names([User(id) for id in ids], cache)
""",
            after="""\
def names(users, cache):
    found = []
    while users:
        user = users.pop()
        name = cache.get((user.id, "name"))
        found.append(name)
    return found


def named(ids, cache):
    class User:
        def __init__(self, id):
            self.id = id

    return names([User(id) for id in ids], cache)
""",
            workload=lambda n: (list(range(n)), {}),
            same=[([1, 2], {(1, "name"): "a"}), ([], {})],
            differs=[([1], [])],
        ),
        Example(
            before="""\
def totals(orders: list[str], prices: dict[str, int]):
    total = 0
    for order in orders:
        «try:
            price = prices[order]
        except KeyError:
            price = 0»
        total += price
    return total
""",
            after="""\
def totals(orders: list[str], prices: dict[str, int]):
    total = 0
    for order in orders:
        price = prices.get(order, 0)
        total += price
    return total
""",
            workload=lambda n: (["apple", "plum"] * n, {"apple": 3}),
            same=[(["apple", "x"], {"apple": 1}), ([], {})],
            differs=[([0], [1])],
        ),
        Example(
            before="""\
def hidden(frame):
    «try:
        flag = frame.f_locals["hide"]
    except KeyError:
        try:
            flag = frame.f_globals["hide"]
        except KeyError:
            return False»
    return bool(flag)


def limit(request, options):
    «try:
        return request["limit"]
    except KeyError:
        try:
            return options["limit"]
        except KeyError:
            return 10»
""",
        ),
    ],
    clean=[
        """\
# Once, and the key may well be there.
def price(prices, order):
    try:
        value = prices[order]
    except KeyError:
        value = 0
    return [value for _ in order]
""",
        """\
# Not a default, but a way out; or a value that takes work; or of something else.
def totals(orders, prices, ask):
    for order in orders:
        try:
            price = prices[order]
        except KeyError:
            continue
        try:
            price = prices[order]
        except KeyError:
            price = ask(order)
        try:
            price = prices[order]
        except KeyError:
            other = 0
        try:
            price = prices[order]
        except KeyError:
            price = 0
            print(order)
        print(price, other)
""",
        """\
# Something else may raise it; or the exception is another, or looked at.
def totals(orders, prices, ask):
    for order in orders:
        try:
            price = prices[order["name"]]
        except KeyError:
            price = 0
        try:
            price = prices[order]["net"]
        except KeyError:
            price = 0
        try:
            price = prices[order]
        except IndexError:
            price = 0
        try:
            price = prices[order]
        except KeyError as error:
            price = 0
        try:
            price = ask(order)
        except KeyError:
            price = 0
        print(price)
""",
        """\
# More is done.
def totals(orders, prices):
    for order in orders:
        try:
            price = prices[order]
        except KeyError:
            price = 0
        else:
            price += 1
        try:
            price = prices[order]
        except KeyError:
            price = 0
        finally:
            print(order)
        try:
            price = prices[order]
            print(price)
        except KeyError:
            price = 0
        try:
            price = prices[order]
        except KeyError:
            price = 0
        except TypeError:
            price = 1
        try:
            price = prices[order]
        except:
            price = 2
""",
        """\
# The dictionary fills the gap itself, or there is no get().
from collections import defaultdict

def totals(orders):
    prices = defaultdict(int)
    found = []
    for order in orders:
        try:
            price = prices[order]
        except KeyError:
            price = 0
        found.append(price)
    return found
""",
        """\
# Not a dictionary, more likely.
def named(columns, names):
    for number, column in enumerate(columns):
        try:
            name = names[number]
        except KeyError:
            name = None
        print(column, name)
""",
        """\
# Several targets, or one that may run code.
def totals(self, orders, prices):
    for order in orders:
        try:
            first = price = prices[order]
        except KeyError:
            first = 0
        try:
            self.price = prices[order]
        except KeyError:
            self.price = 0
        try:
            price = prices[order]
        except KeyError:
            price = first = 0
""",
        """\
# What follows is no look-up by exception.
def hidden(frame, ask):
    try:
        flag = frame["hide"]
    except KeyError:
        try:
            flag = ask("hide")
        except KeyError:
            return False
    try:
        flag = ask("hide")
    except KeyError:
        try:
            flag = frame["hide"]
        except KeyError:
            return False
    try:
        flag = frame["hide"]
    except KeyError:
        return False
    return bool(flag)
""",
        """\
# A few passes, and one that ends the loop.
def first(orders, prices):
    for name in ("a", "b"):
        try:
            price = prices[name]
        except KeyError:
            price = 0
        print(price)
    for order in orders:
        try:
            return prices[order]
        except KeyError:
            return 0
""",
    ],
)
