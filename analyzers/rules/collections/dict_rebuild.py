"""Adding to a dict by building a new one in each pass of a loop.

`index = {**index, key: value}` copies every entry that is already there to add one, and so do `index | {key: value}`
and `dict(index, **{key: value})`. `index[key] = value` adds it in place, and `index.update(other)` adds several. Over n
passes the copies move up to n² entries; adding in place moves n.

**When not to bother**: the dict never has more than a few entries. Where each version of it is kept (the variables in
force in each of several branches) the copies are what is wanted, and the rule is silent.

**Why the fix needs review**: where it does, something else may refer to the dict that the loop starts with, or to one
of its versions. That dict stays as it was when a new one is built, and changes when entries are added to it.
"""

from __future__ import annotations

import ast

from ...semantics.loops import dotted
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_SIMPLE = (ast.Name, ast.Constant)


def check(node: ast.Assign, at: Site) -> Match | None:
    old = _rebuilt(node, at)
    if old is None:  # cheap
        return None
    target = node.targets[0]
    if not at.type(target).is_("dict"):
        return None
    growth = at.accumulation(target, lambda other: _rebuilt(other, at) if at.same(_target(other), target) else None)
    if growth is None or (growth.passes is not None and growth.passes <= at.FEW):
        return None
    if not all(at.only_looks(read, statement) for read in growth.reads for statement in growth.growing):
        return None
    if any(at.changes(read) and at.inside(read, node.value) for read in growth.reads):
        return None  # {**d, k: d.pop("a")}: what is copied first is what was there before
    start = growth.start_value
    safe = (
        at.is_local(target)
        and (isinstance(start, (ast.Dict, ast.DictComp)) or at.is_call(start, "builtins.dict"))
        and not any(usage.kind == "captured" for usage in at.usages(target))  # pyright: ignore[reportArgumentType]
        and not isinstance(node.value, ast.Call)
        and all(at.type(part).is_("dict") and not at.type(part).declared for part in _others(node.value))
    )
    return Match(
        node,
        "copies the whole dict in each pass to add to it: assign to its key, or update() it",
        "safe" if safe else "review",
        "" if safe else "whatever else refers to the dict sees the new entries, where it stayed as it was",
        {"dict": old, "steady": [part for part in ast.walk(node.value) if _is_steady(part, node, at)]},
    )


def _is_steady(key: ast.AST, statement: ast.Assign, at: Site) -> bool:
    """Is it a constant, or a local name that evaluating the rest of the statement cannot bind anew?"""
    if not isinstance(key, ast.Name):
        return isinstance(key, ast.Constant)
    owner = at.owner(key)
    return at.is_local(key) and all(
        binding.scope is owner and not (binding.kind == "walrus" and at.inside(binding.node, statement))
        for binding in at.bindings(key)
    )


def _target(statement: ast.stmt) -> ast.expr | None:
    return statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None


def _rebuilt(statement: ast.stmt, at: Site) -> ast.expr | None:
    """The old dict in `d = {**d, …}`, `d = d | …` or `d = dict(d, …)`."""
    if _target(statement) is None or not isinstance(statement, ast.Assign):
        return None
    value = statement.value
    if isinstance(value, ast.Dict) and len(value.keys) > 1 and value.keys[0] is None:
        first = value.values[0]
    elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        first = value.left
    elif isinstance(value, ast.Call) and at.is_call(value, "builtins.dict") and len(value.args) == 1 and value.keywords:
        first = value.args[0]
    else:
        return None
    path = dotted(statement.targets[0])
    return first if path is not None and path == dotted(first) else None


def _others(value: ast.expr) -> list[ast.expr]:
    """The dicts whose entries are added."""
    if isinstance(value, ast.Dict):
        return [entry for key, entry in zip(value.keys, value.values, strict=True) if key is None]
    return [value.right] if isinstance(value, ast.BinOp) else []


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Assign = match.node  # pyright: ignore[reportAssignmentType]
    old, value = match.nodes["dict"], node.value
    if isinstance(value, ast.BinOp):
        keys, values = [None], [value.right]
        if isinstance(value.right, ast.Dict) and len(value.right.keys) == 1:
            keys, values = value.right.keys, value.right.values
    elif isinstance(value, ast.Dict):
        keys, values = value.keys[1:], value.values[1:]
    else:
        assert isinstance(value, ast.Call)
        if len(value.keywords) == 1 and value.keywords[0].arg is None:
            keys, values = [None], [value.keywords[0].value]
        else:
            arguments = ", ".join(edit.text(keyword) for keyword in value.keywords)
            edit.replace(node, "{old}.update({arguments})", old=old, arguments=arguments)
            return
    if len(keys) > 1:
        # All values are computed before the first entry is added, as before.
        entries = [
            ("**" + edit.text(entry)) if key is None else f"{edit.text(key)}: {edit.text(entry)}"
            for key, entry in zip(keys, values, strict=True)
        ]
        edit.replace(node, "{old}.update({{{entries}}})", old=old, entries=", ".join(entries))
    elif keys[0] is not None and not (keys[0] in match.nodes["steady"] or isinstance(values[0], _SIMPLE)):
        # `d[k()] = v()` would evaluate the value first.
        edit.replace(node, "{old}.update({{{key}: {entry}}})", old=old, key=keys[0], entry=values[0])
    elif keys[0] is None:
        edit.replace(node, "{old}.update({other})", old=old, other=values[0])
    else:
        edit.replace(node, "{old}[{key}] = {entry}", old=old, key=keys[0], entry=values[0])


RULE = Rule(
    slug="dict-rebuild",
    code="SLP109",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Assign,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Add to the dict in place",
    examples=[
        Example(
            before="""\
def discounts(campaigns):
    result = {}
    for sku, percent in campaigns:
        «result = {**result, sku: percent}»
    return result
""",
            after="""\
def discounts(campaigns):
    result = {}
    for sku, percent in campaigns:
        result[sku] = percent
    return result
""",
            workload=lambda n: ([(str(i), i) for i in range(n)],),
            same=[([("a", 1), ("b", 2), ("a", 3)],), ([],), ([([], 1)],)],
        ),
        Example(
            before="""\
def settings(layers: list[dict], names):
    merged = dict(level=1)
    for layer in layers:
        if layer:
            «merged = merged | {name: layer.get(name) for name in names}»
        «merged = {**merged, "level": len(layer), "last": layer}»
    return merged
""",
            after="""\
def settings(layers: list[dict], names):
    merged = dict(level=1)
    for layer in layers:
        if layer:
            merged.update({name: layer.get(name) for name in names})
        merged.update({"level": len(layer), "last": layer})
    return merged
""",
            workload=lambda n: ([{str(i): i} for i in range(n)], [str(i) for i in range(n)]),
            same=[([{"a": 1}, {}, {"b": 2}], "ab"), ([], "a"), ([1], "")],
        ),
        Example(
            before="""\
def joined(parts):
    known = {"": 0}
    before = known
    for part in parts:
        «known = dict(known, **part)»
    return known, before
""",
            after="""\
def joined(parts):
    known = {"": 0}
    before = known
    for part in parts:
        known.update(part)
    return known, before
""",
            workload=lambda n: ([{}] * n,),
            same=[([],), ([{}],)],
            differs=[([{"a": 1}],), ([{1: 2}],)],
        ),
        Example(
            before="""\
def paired(items):
    values = iter(items)
    pairs = {}
    while len(pairs) < len(items) // 2:
        «pairs = {**pairs, next(values): next(values)}»
    return pairs
""",
            after="""\
def paired(items):
    values = iter(items)
    pairs = {}
    while len(pairs) < len(items) // 2:
        pairs.update({next(values): next(values)})
    return pairs
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 3, 4],), ([],), ([1, 1, 2, 2],)],
        ),
    ],
    clean=[
        """\
# Every version of the dict is kept.
def scopes(names):
    scope, found = {}, []
    scope = {}
    for name in names:
        scope = {**scope, name: 1}
        found.append(scope)
    return found
""",
        """\
# It starts anew in each pass.
def rows(names, show):
    for name in names:
        row = {}
        row = {**row, name: 1}
        print(row)
""",
        """\
# A few passes copy next to nothing.
def three(make):
    result = {}
    for name in ('a', 'b', 'c'):
        result = {**result, name: make(name)}
    return result
""",
        """\
# Earlier entries go before later ones here: it is no plain addition.
def keep(pairs):
    result = {}
    for key, value in pairs:
        result = {key: value, **result}
    return result
""",
        """\
# Sets and numbers have `|` too.
def flags(bits):
    mask = 0
    for bit in bits:
        mask = mask | bit
    return mask
""",
        """\
# Unknown code is given each version.
def walk(names, visit):
    scope = {}
    for name in names:
        scope = {**scope, name: 1}
        visit(scope)
""",
        """\
# The mapping may be of any class.
def gather(result, pairs):
    for key, value in pairs:
        result = result | value
    return result
""",
        """\
# A view of the old dict is run over.
def double(pairs):
    table = dict(pairs)
    for key in table.keys():
        table = {**table, key + '2': 1}
    return table
""",
        """\
# Not in a loop.
def more(options, name):
    options = {**options, name: 1}
    return options
""",
        """\
# A new dict is made of another one.
def last(base, names):
    result = {}
    for name in names:
        result = {**base, name: 1}
    return result
""",
        """\
# What was taken out is in the copy already.
def renamed(names):
    table = {"a": 1}
    for name in names:
        table = {**table, name: table.pop("a")}
    return table
""",
        """\
# A copy.
def f(items):
    known = {}
    for item in items:
        known = dict(known)
        print(known, item)
""",
        """\
# Two names for one dict.
def f(items):
    known = {}
    for item in items:
        known = other = {**known, item: 1}
    return other
""",
    ],
    unsafe=[
        """\
# Keywords: their dict is a new one in any case.
def f(items):
    known = {}
    for item in items:
        known = dict(known, name=item)
    return known
""",
        """\
# What is added may be no dict.
def f(items):
    known = {}
    for item in items:
        known = {**known, **item}
    return known
""",
        """\
# What is added is only said to be a dict.
def f(items: list[dict]):
    known = {}
    for item in items:
        known = known | item
    return known
""",
        """\
# An attribute, which others know.
class Store:
    def fill(self, items):
        self.known = {}
        for item in items:
            self.known = {**self.known, item: 1}
""",
    ],
)
