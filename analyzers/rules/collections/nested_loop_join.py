"""Finding what belongs together by comparing everything with everything.

Two nested loops with `if a.k == b.k` look at n·m pairs to find the few that match. A dict from key to elements, built
once in m steps, gives for each of the n elements its matches at once, in the same order.

**When not to bother**: one of the two collections never has more than a few elements.

**Why the fix needs review**: the keys must be hashable, and equal ones must have equal hashes (true of all builtin
types except lists, dicts and sets, which have no hash).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MANY = ("list", "tuple", "set", "frozenset", "dict", "dict_items", "dict_values", "dict_keys")


def check(node: ast.Compare, at: Site) -> Match | None:
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
        return None
    inner, outer = (*at.loops[:2], None, None)[:2]
    if inner is None or outer is None or inner.iterable is None:
        return None
    place = _filter(node, inner, at)
    if place is None or outer.few or inner.few or outer not in at.repeating:
        return None
    own, other = _sides(node, inner, at)
    if own is None or other is None or at.hashable(own) is False or at.hashable(other) is False:
        return None
    source = inner.iterable
    plain = _plain(source, at)
    # Whatever is gone over in each pass of the outer loop holds its elements: an iterator would be used up.
    if not at.type(plain).is_(*_MANY) and (at.type(plain).known or at.dotted(plain) is None):
        return None
    if outer.keeps(source) == "no" or not _names(other) & outer.bound:
        return None
    loop = outer
    for further in at.loops[2:]:
        if further.keeps(source) == "no":
            break
        loop = further
    match = Match(
        node,
        "compares every element with every other: a dict from key to elements finds the matches at once",
        related=[(inner.container, "inner loop")],
    )
    anchor = at.anchor(loop)
    if anchor is None or not at.bound_before(plain, anchor) or not _can_be_cut(place, inner):
        return match
    assert inner.target is not None
    if place == "if" and not at.stays_in(inner.target, inner) and not _finds_one(inner.node):
        return match  # without a match, the last element is used later
    match.safety = "review"
    match.reason = "the keys must be hashable, equal ones with equal hashes"
    match.nodes = {"anchor": anchor, "inner": inner.node, "own": own, "other": other, "test": node}
    match.nodes |= {"container": inner.container if place == "comprehension" else None}
    return match


def _filter(node: ast.Compare, inner: Loop, at: Site) -> str | None:
    """Where the comparison is all that decides whether the inner pass does anything; None where it is not."""
    parent: Any = at.parent(node)
    if isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.And) and parent.values[0] is node:
        whole, parent = parent, at.parent(parent)
    else:
        whole = node
    if parent is inner.node and inner.is_comprehension and inner.node.ifs and inner.node.ifs[0] is whole:
        return "comprehension"
    if isinstance(parent, ast.If) and parent.test is whole and not parent.orelse and list(inner.body) == [parent]:
        return "if"
    return None


def _can_be_cut(place: str, inner: Loop) -> bool:
    """Can the comparison be taken out? Of comprehensions only `[… for b in bs if b.k == a.k]` is written anew."""
    whole: Any = inner.container
    return place == "if" or (
        isinstance(whole, ast.ListComp)
        and whole.generators[-1] is inner.node
        and len(inner.node.ifs) == 1
        and isinstance(inner.node.ifs[0], ast.Compare)
        and not inner.is_async
    )


def _finds_one(loop: Any) -> bool:
    """`for x in xs: if x.key == key: break`, and `else: raise …`"""
    inside, otherwise = loop.body[0].body[-1], loop.orelse[-1] if loop.orelse else None
    return isinstance(inside, ast.Break) and isinstance(otherwise, (ast.Raise, ast.Return, ast.Continue))


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _sides(node: ast.Compare, inner: Loop, at: Site) -> tuple[ast.expr | None, ast.expr | None]:
    """The side that is made of the inner element, and the other one."""
    targets = _names(inner.target) if inner.target is not None else set[str]()
    left, right = node.left, node.comparators[0]
    for own, other in ((left, right), (right, left)):
        if _names(own) and _names(own) <= targets and not _names(other) & targets and at.pure(own) and at.pure(other):
            return own, other
    return None, None


def _plain(source: ast.expr, at: Site) -> ast.expr:
    """`enumerate(xs)` → xs"""
    if isinstance(source, ast.Call) and at.is_call(source, "builtins.enumerate") and source.args:
        return source.args[0]
    return source


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    inner, own = nodes["inner"], nodes["own"]
    source = inner.iter.id if isinstance(inner.iter, ast.Name) else getattr(inner.iter, "attr", "found")
    if source == "self":
        source = inner.target.id if isinstance(inner.target, ast.Name) else "found"
    index = edit.name(f"{source}_by_{own.attr if isinstance(own, ast.Attribute) else 'key'}", inner)
    target = edit.text(inner.target)
    edit.insert_before(
        nodes["anchor"],
        "{index} = {{}}\nfor {target} in {items}:\n    {index}.setdefault({key}, []).append({item})",
        index=index,
        target=target,
        items=edit.text(inner.iter),
        key=own,
        item=f"({target})" if isinstance(inner.target, ast.Tuple) and not target.startswith("(") else target,
    )
    whole = nodes["container"]
    if whole is not None:
        same = len(whole.generators) == 1 and isinstance(whole.elt, ast.Name) and whole.elt.id == target
        template = "[{element} {before}for {target} in {index}.get({key}, ())]"
        template = "list({index}.get({key}, ()))" if same else template
        before = "".join(edit.text(part) + " " for part in whole.generators[:-1])
        edit.replace(whole, template, element=whole.elt, before=before, target=target, index=index, key=nodes["other"])
        return
    condition = inner.body[0]
    edit.replace(inner.iter, "{index}.get({key}, ())", index=index, key=nodes["other"])
    if condition.test is nodes["test"]:
        edit.replace(condition, "{body}", body=condition.body)
    elif len(condition.test.values) == 2:
        edit.replace(condition.test, "{rest}", rest=condition.test.values[1])
    else:
        rest = " and ".join(edit.text(value) for value in condition.test.values[1:])
        edit.replace(condition.test, "{rest}", rest=rest)


@dataclass
class Place:
    """For the examples: something with an id that refers to another."""

    id: Any
    customer_id: Any


RULE = Rule(
    slug="nested-loop-join",
    code="SLP102",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Look the matches up in a dict",
    examples=[
        Example(
            before="""\
def with_customers(orders: list, customers: list) -> list:
    pairs = []
    for order in orders:
        for customer in customers:
            if «customer.id == order.customer_id»:
                pairs.append((order, customer))
    return pairs
""",
            after="""\
def with_customers(orders: list, customers: list) -> list:
    pairs = []
    customers_by_id = {}
    for customer in customers:
        customers_by_id.setdefault(customer.id, []).append(customer)
    for order in orders:
        for customer in customers_by_id.get(order.customer_id, ()):
            pairs.append((order, customer))
    return pairs
""",
            workload=lambda n: ([Place(i, i % 7) for i in range(n)], [Place(i, 0) for i in range(n)]),
            same=[([Place(1, 5), Place(2, 5)], [Place(5, 0), Place(6, 0), Place(5, 1)]), ([], [])],
            differs=[([Place(1, [])], [Place([], 0)])],
        ),
        Example(
            before="""\
def colours(orders, prices):
    found = {}
    for sku, quantity in orders:
        for name, price in prices:
            if «name == sku» and price > 0:
                found[sku] = price * quantity
                break
    return found
""",
            after="""\
def colours(orders, prices):
    found = {}
    prices_by_key = {}
    for name, price in prices:
        prices_by_key.setdefault(name, []).append((name, price))
    for sku, quantity in orders:
        for name, price in prices_by_key.get(sku, ()):
            if price > 0:
                found[sku] = price * quantity
                break
    return found
""",
            workload=lambda n: ([(i, 1) for i in range(n)], [(i, i) for i in range(n)]),
            same=[([("a", 2), ("b", 1)], [("a", 0), ("a", 3), ("c", 1)])],
        ),
        Example(
            before="""\
def pairs(lefts, rights):
    return [(left, right) for left in lefts for right in rights if «left[0] == right[0]»]
""",
            after="""\
def pairs(lefts, rights):
    rights_by_key = {}
    for right in rights:
        rights_by_key.setdefault(right[0], []).append(right)
    return [(left, right) for left in lefts for right in rights_by_key.get(left[0], ())]
""",
            workload=lambda n: ([(i,) for i in range(n)], [(i, i) for i in range(n)]),
            same=[([("a",), ("b",)], [("b", 1), ("a", 2), ("b", 3)])],
        ),
        Example(
            before="""\
def members(groups, people):
    return {group: [person for person in people if «person["group"] == group»] for group in groups}
""",
            after="""\
def members(groups, people):
    people_by_key = {}
    for person in people:
        people_by_key.setdefault(person["group"], []).append(person)
    return {group: list(people_by_key.get(group, ())) for group in groups}
""",
            workload=lambda n: (list(range(n)), [{"group": i % 7} for i in range(n)]),
            same=[(["a", "b"], [{"group": "b"}, {"group": "b"}]), ([], [])],
            differs=[([], [{}])],
        ),
        Example(
            before="""\
def last(people: list, ids):
    for wanted in ids:
        for person in people:
            if «person.id == wanted»:
                break
        print(person)
""",
        ),
        Example(
            before="""\
def chosen(people: list, ids):
    found = []
    for wanted in ids:
        for person in people:
            if «person[0] == wanted»:
                break
        else:
            raise ValueError(wanted)
        found.append(person)
    return found
""",
            after="""\
def chosen(people: list, ids):
    found = []
    people_by_key = {}
    for person in people:
        people_by_key.setdefault(person[0], []).append(person)
    for wanted in ids:
        for person in people_by_key.get(wanted, ()):
            break
        else:
            raise ValueError(wanted)
        found.append(person)
    return found
""",
            workload=lambda n: ([(i,) for i in range(n)], list(range(n))),
            same=[([(1,), (2,), (1,)], [2, 1]), ([], []), ([(1,)], [2])],
            differs=[([([],)], [[]])],
        ),
    ],
    clean=[
        """\
# The inner loop does something for every pair.
def f(xs, ys, log):
    for x in xs:
        for y in ys:
            log(y)
            if x.id == y.id:
                log(x)
""",
        """\
# An else is for the pairs that do not match.
def f(xs, ys):
    n = 0
    for x in xs:
        for y in ys:
            if x.id == y.id:
                n += 1
            else:
                n -= 1
    return n
""",
        """\
# Not an equality: no dict finds what is larger.
def f(xs, ys):
    return [(x, y) for x in xs for y in ys if x.size < y.size]
""",
        """\
# What the inner loop runs over belongs to the outer element.
def f(orders, sku):
    return [line for order in orders for line in order.lines if line.sku == sku]
""",
        """\
# So it does through a name.
def f(orders):
    for order in orders:
        lines = order.lines
        for line in lines:
            if line.sku == order.main:
                print(line)
""",
        """\
# What is compared is the same in each outer pass.
def f(xs, ys, wanted):
    return [(x, y) for x in xs for y in ys if y.id == wanted]
""",
        """\
# Both sides are made of the inner element.
def f(xs, ys):
    return [(x, y) for x in xs for y in ys if y.first == y.last]
""",
        """\
# One side mixes both elements.
def f(xs, ys):
    return [(x, y) for x in xs for y in ys if x + y == y]
""",
        """\
# Three passes.
def f(xs, ys):
    for x in (1, 2, 3):
        for y in ys:
            if y.id == x:
                print(y)
""",
        """\
# Three to choose from.
KINDS = [(1, 'a'), (2, 'b'), (3, 'c')]

def f(xs):
    for x in xs:
        for kind in KINDS:
            if kind[0] == x.kind:
                print(kind)
""",
        """\
# The inner list grows meanwhile.
def f(xs, ys):
    for x in xs:
        for y in ys:
            if y.id == x.id:
                ys.append(x)
""",
        """\
# Pairs of numbers from ranges are no search.
def f(n):
    return [(i, j) for i in range(n) for j in range(n) if i == j]
""",
        """\
# A key that is a list cannot be hashed.
def f(xs, ys):
    return [(x, y) for x in xs for y in ys if [x.a, x.b] == y.key]
""",
        """\
# The key comes from a call that might do more.
def f(xs, ys, key):
    return [(x, y) for x in xs for y in ys if key(x) == key(y)]
""",
        """\
# One loop; and one that goes on while they are equal.
def f(xs, ys, y):
    for x in xs:
        if x.a == y.a:
            print(x)
    for x in xs:
        while x.a == y.a:
            x = next(ys)
    while y:
        for x in xs:
            if x.a == y.a:
                print(x)
""",
        """\
# Three things compared.
def f(xs, ys, z):
    for x in xs:
        for y in ys:
            if x.a == y.a == z:
                print(x)
""",
    ],
)
