"""Searching a list in every pass of a loop.

`x in xs` compares x with one element of a list after the other: with n passes over a list of m elements that is n·m
comparisons. A set or dict finds x by its hash, in the same time however large it is, so building a set once before the
loop makes it n + m.

The rule speaks where the list is known to be one, does not change in the loop, and is not known to be short. A list
that is built anew in every pass just to be searched (`x in [y.name for y in ys]`, `x in list(d)`) is reported as well.

**When not to bother**: the list never has more than a few elements, or the loop only a few passes. In a function that
is called often for a few passes each, making the set anew in each call costs more than it saves: make it in the caller.

**Why the fix needs review**: elements of a set must be hashable, and equal ones must have equal hashes (true of all
builtin types); and if code called in the loop changes the list, the set does not follow.
"""

from __future__ import annotations

import ast

from ...semantics.questions.queues import counted
from ...semantics.questions.searches import for_the_unhashable, seeks_a_free_one, starts_anew
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rewrite, Rule, Triggers

SMALL = Option("short-list", 64, "Lists that are known to have no more elements than this are left alone.", least=0)
_HASHED = ("dict", "set", "frozenset", "collections.defaultdict", "collections.OrderedDict", "collections.Counter")
_ORDERED = ("int", "str", "bytes", "bool")
_HASHABLE = "the elements must be hashable"
_UNCHANGED = "the elements must be hashable, and nothing called in the loop may change the list"


def check(node: ast.Compare, at: Site) -> Match | None:
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)) or isinstance(node.left, ast.Constant):
        return None
    items = node.comparators[0]
    named = isinstance(items, (ast.Name, ast.Attribute))
    if not named and not isinstance(items, (ast.ListComp, ast.Call)):  # cheap
        return None
    size = at.size(items)
    if (size is not None and size <= SMALL.at(at)) or (named and not at.type(items).is_("list")) or not at.repeating:
        return None
    if at.hashable(node.left) is False or seeks_a_free_one(node, at) or for_the_unhashable(node, at):
        return None
    if isinstance(items, (ast.Name, ast.Attribute)):
        return _named(node, items, at)
    return _built(node, items, at)


def _named(node: ast.Compare, items: ast.Name | ast.Attribute, at: Site) -> Match | None:
    path, kind = at.dotted(items), at.type(items)
    if path is None or at.element_hashable(items) is False:
        return None
    if isinstance(items, ast.Attribute) and (
        kind.declared or not (at.hashable(node.left) or at.element_hashable(items))
    ):
        return None  # other objects change it and fill it
    steady = at.steady_loop(items)
    if steady is None or counted(at, path):
        return None
    loop, keeping = steady
    if any(not starts_anew(items, path, outer, at) and outer.content_change(path) == "certain" for outer in at.loops):
        return None  # grows or shrinks in an outer loop: the set would have to be built again and again
    message = f"searches the list {path} from its start in every pass: a set finds an element at once"
    start = at.only_value(items) if at.is_local(items) else None
    made = [(start, "the list is made here")] if start is not None else []
    anchor = at.anchor(loop)
    if anchor is None or not at.bound_before(items, anchor):
        return Match(node, message, related=made)
    places = [place for place in _membership_tests(loop.container) if _searches(place, items, at)]
    safe = (
        keeping == "certainly"
        and at.is_private(items)
        and at.steady_until(items, anchor, loop)
        and kind.proven
        and at.element_hashable(items)
        and all(at.hashable(place.left) and at.type(place.left).proven for place in places)
    )
    searched = [place.comparators[0] for place in places]
    return Match(
        node,
        message,
        "safe" if safe else "review",
        "" if safe else _HASHABLE if keeping == "certainly" else _UNCHANGED,
        {"anchor": anchor, "replace": searched, "made": "set({items})", "items": items, "name": _set_name(path)},
        made,
    )


def _membership_tests(node: ast.AST) -> list[ast.Compare]:
    return [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], (ast.In, ast.NotIn))
    ]


def _searches(place: ast.Compare, items: ast.expr, at: Site) -> bool:
    return at.same(place.comparators[0], items) and at.same_root(place.comparators[0], items)


def _built(node: ast.Compare, items: ast.expr, at: Site) -> Match | None:
    """`x in [y.name for y in ys]`, `x in list(d)`, `x in sorted(xs)`."""
    message = "builds a list in every pass to search it once"
    made = "set({items})"
    source = items
    if isinstance(items, ast.Call):
        if not at.is_call(items, "builtins.list", "builtins.sorted") or not items.args:
            return None
        source = items.args[0]
        if isinstance(source, ast.Starred):
            return None
        keys = source
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "keys":
            keys = source.func.value
        if at.type(keys).is_(*_HASHED):
            if items.keywords or (at.is_call(items, "builtins.sorted") and not at.type(keys).element.is_(*_ORDERED)):
                return None  # sorting them may fail, or run code
            proven = at.hashable(node.left) and at.type(node.left).proven and at.type(keys).proven
            reason = "" if proven else "what is looked for must be hashable"
            changes = {"replace": [items], "by": keys}
            return Match(node, message, "safe" if proven else "review", reason, changes)
    elif isinstance(items, ast.ListComp):
        made = "{{{items}}}"
    else:
        return None
    steady = at.steady_loop(items)
    if steady is None or at.element_hashable(items) is False:
        return None
    anchor = at.anchor(steady[0])
    if anchor is None:
        return Match(node, message)
    name = _name_for(items.elt if isinstance(items, ast.ListComp) else source)
    changes = {"anchor": anchor, "replace": [items], "made": made, "items": source, "name": name}
    return Match(node, message, "review", _UNCHANGED, changes)


def _set_name(path: str) -> str:
    """`self._names` → names_set, NAMES → names_set"""
    name = path.rpartition(".")[2].strip("_") or "known"
    return (name.lower() if name.isupper() else name) + "_set"


def _name_for(element: ast.expr) -> str:
    """`y.name` → names"""
    if isinstance(element, ast.Attribute):
        return element.attr.lower().rstrip("s") + "s"
    return "known"


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    if "by" in nodes:
        edit.replace(nodes["replace"][0], "{by}", by=nodes["by"])
        return
    name = edit.name(nodes["name"], nodes["anchor"])
    items = edit.text(nodes["items"])
    if isinstance(nodes["items"], ast.ListComp):
        items = items[1:-1].strip()
    edit.insert_before(nodes["anchor"], "{name} = " + nodes["made"], name=name, items=items)
    for place in nodes["replace"]:
        edit.replace(place, "{name}", name=name)


RULE = Rule(
    slug="list-membership-in-loop",
    code="SLP101",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,), in_loop=True),
    check=check,
    options=(SMALL,),
    rewrite=rewrite,
    title="Look it up in a set",
    also=("PLR6201",),
    examples=[
        Example(
            before="""\
def missing(expected, present):
    names = [line.strip() for line in str(present).splitlines()]
    return [word for word in str(expected).split() if «word not in names»]
""",
            after="""\
def missing(expected, present):
    names = [line.strip() for line in str(present).splitlines()]
    names_set = set(names)
    return [word for word in str(expected).split() if word not in names_set]
""",
            workload=lambda n: (" ".join(f"w{i}" for i in range(n)), "\n".join(f"w{2 * i}" for i in range(n))),
            same=[("a b c", " b\nd "), ("", ""), ([1], 2)],
        ),
        Example(
            before="""\
def available(skus: list[str], withdrawn: list[str]) -> list[str]:
    kept = []
    for sku in skus:
        if «sku not in withdrawn»:
            kept.append(sku)
    return kept
""",
            after="""\
def available(skus: list[str], withdrawn: list[str]) -> list[str]:
    kept = []
    withdrawn_set = set(withdrawn)
    for sku in skus:
        if sku not in withdrawn_set:
            kept.append(sku)
    return kept
""",
            workload=lambda n: ([f"s{i}" for i in range(n)], [f"s{i * 2}" for i in range(n)]),
            same=[(["a", "b"], ["b", "c"]), ([], []), ([1, 1.0, True], [1])],
            differs=[(["a"], [["a"]])],
        ),
        Example(
            before="""\
def common(left, right):
    wanted = [word.lower() for word in right.split()]
    found = []
    for line in left.splitlines():
        for word in line.split():
            if «word in wanted» and word.isalpha():
                found.append(word)
    return found
""",
            after="""\
def common(left, right):
    wanted = [word.lower() for word in right.split()]
    found = []
    wanted_set = set(wanted)
    for line in left.splitlines():
        for word in line.split():
            if word in wanted_set and word.isalpha():
                found.append(word)
    return found
""",
            workload=lambda n: (" ".join(f"w{i}" for i in range(n)), " ".join(f"w{2 * i}" for i in range(n))),
            same=[("a b\nc d", "B D x"), ("", "")],
        ),
        Example(
            before="""\
def unknown(orders, products):
    return [order for order in orders if «order["sku"] not in [product["sku"] for product in products]»]
""",
            after="""\
def unknown(orders, products):
    known = {product["sku"] for product in products}
    return [order for order in orders if order["sku"] not in known]
""",
            workload=lambda n: ([{"sku": i} for i in range(n)], [{"sku": 2 * i} for i in range(n)]),
            same=[([{"sku": 1}, {"sku": 2}], [{"sku": 2}]), ([], [])],
            differs=[([], [{}])],
        ),
        Example(
            before="""\
def known(words, text):
    counts = {word: text.count(word) for word in text.split()}
    return [word for word in words if «word in list(counts.keys())»]
""",
            after="""\
def known(words, text):
    counts = {word: text.count(word) for word in text.split()}
    return [word for word in words if word in counts]
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], " ".join(f"w{2 * i}" for i in range(n))),
            same=[(["a", "b"], "b c"), ([], "")],
            differs=[([[]], "a")],
        ),
        Example(
            before="""\
class Basket:
    def __init__(self):
        self.skus = []

    def add(self, sku):
        self.skus.append(sku)

    def missing(self, text: str):
        return [sku for sku in text.split() if «sku not in self.skus»]


def missing(skus, text):
    basket = Basket()
    for sku in skus:
        basket.add(sku)
    return basket.missing(text)
""",
            after="""\
class Basket:
    def __init__(self):
        self.skus = []

    def add(self, sku):
        self.skus.append(sku)

    def missing(self, text: str):
        skus_set = set(self.skus)
        return [sku for sku in text.split() if sku not in skus_set]


def missing(skus, text):
    basket = Basket()
    for sku in skus:
        basket.add(sku)
    return basket.missing(text)
""",
            workload=lambda n: ([f"s{i}" for i in range(n)], " ".join(f"s{2 * i}" for i in range(n))),
            same=[(["a"], "a b"), ([], "")],
            differs=[([[]], "a")],
        ),
    ],
    clean=[
        """\
# The list is searched once.
def f(x, xs: list):
    return x in xs
# What xs is, is not known: it may well be a set.
def f(xs, ys):
    return [y for y in ys if y in xs]
# The list is another one in each pass.
def f(lines, x):
    n = 0
    for line in lines:
        words = line.split()
        if x in words:
            n += 1
    return n
# It changes in the loop: a set built before would not know.
def f(ys):
    seen = []
    for y in ys:
        if y not in seen:
            print(y)
        seen.append(y)
# It changes in the outer loop: a set would have to be built again for each inner one.
def f(groups):
    done = []
    for group in groups:
        for x in group:
            if x in done:
                print(x)
        done.append(group[0])
# Handed to a function that may change it.
def f(ys, known: list, learn):
    for y in ys:
        if y not in known:
            learn(y, known)
# The nested function changes it.
def f(graph, root):
    stack = []
    def visit(node):
        stack.append(node)
        for child in graph[node]:
            if child in stack:
                print(child)
            visit(child)
        stack.pop()
    visit(root)
# The list grows while the generator runs.
def f(ys):
    out = list()
    out.extend(y for y in ys if y not in out)
    return out
# As many as one call passes are compared as fast as hashed.
def f(ys, *names):
    few = list(names)
    return [y for y in ys if y in few]
# Three elements, when it comes to that.
def f(xs, ys):
    known = [x for x in xs if x]
    return len(known) == 3 and all(y in known for y in ys)
# Only three passes.
def f(xs: list):
    return [y for y in ("a", "b", "c") if y in xs]
# The loop ends with the search.
def f(ys, xs: list):
    for y in ys:
        if y.startswith("a"):
            return y in xs
# Lists have no hash, so no set can hold them.
def f(ys):
    pairs = [[y, y] for y in ys]
    return [y for y in ys if [y, 1] in pairs]
# Nor can what is looked for be found in one.
def f(ys, xs: list):
    return [y for y in ys if [y] in xs]
# The same question in each pass, asked of a list of options.
def f(ys, options: list):
    return [y for y in ys if "all" in options]
# A search for a free name seldom goes far.
def f(name, taken: list):
    while name in taken:
        name += "_"
    return name
# So it does when it is written so.
def f(taken: list):
    number = 1
    while True:
        name = f"name{number}"
        if name not in taken:
            break
        number += 1
    return name
# Or so.
def f(taken: list):
    number, found = 1, False
    while not found:
        name = f"name{number}"
        if name in taken:
            number += 1
        else:
            found = True
    return name
# The list that is built differs from pass to pass.
def f(groups, x):
    return [group for group in groups if x in [member.name for member in group]]
# The keys of a dict are hashed.
def f(ys, prices: dict):
    return [y for y in ys if y in prices.keys()]
# Chained comparisons mean something else.
def f(ys, xs: list):
    return [y for y in ys if 1 < y in xs]
# Two questions in one.
def f(xs: list, ys, z):
    return [y for y in ys if y in xs in z]
# Parts of a list that are handed over.
def f(args, ys):
    return [y for y in ys if y in list(*args)]
# Elements without a hash, made anew.
def f(rows, ys):
    return [y for y in ys if y in [[row] for row in rows]]
# A constant list of ten names.
NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]


def f(ys):
    return [y for y in ys if y in NAMES]
""",
        """\
# What a person types on the command line is soon searched.
import sys


def f(flags: list):
    return [flag for flag in sys.argv[1:] if flag in flags]
# The class does not tell what it holds: lists, perhaps, which have no hash.
class A:
    def __init__(self, empty):
        self.empty = list(empty)

    def f(self, values):
        return [value for value in values if value in self.empty]
# The class says what the attribute is by annotation only.
class A:
    names: list

    def f(self, ys):
        return [y for y in ys if y in self.names]
""",
        """\
# Is it the list itself?
def f(xs: list, ys):
    return [y for y in ys if y is xs or y == xs]
""",
        """\
# An attribute that is only said to be a list, and filled by others.
class Store:
    names: list[str]

    def known(self, words: list[str]):
        return [word for word in words if word in self.names]
""",
        """\
# Its elements have no hash.
def f(rows, ys):
    xs = [[row] for row in rows]
    return [y for y in ys if y in xs]
""",
    ],
    unsafe=[
        """\
# What is looked for may have no hash.
def f(text, ys):
    xs = str(text).split()
    return [y for y in ys if y in xs]
# What is looked for is only said to be a text.
def f(text, ys: list[str]):
    xs = str(text).split()
    return [y for y in ys if y in xs]
# The elements may have no hash.
def f(lines, text):
    xs = [line for line in lines]
    return [y for y in str(text).split() if y in xs]
# What is looked for, or the dict, is only said to be what it is.
def f(d: dict[str, int], text, ys: list[str]):
    known = {word: 1 for word in str(text).split()}
    return [y for y in ys if y in list(known)], [y for y in str(text).split() if y in list(d)]
""",
    ],
)
