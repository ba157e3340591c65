"""Searching the list of what a recursion has visited.

A function that calls itself for each neighbour, and looks up in a list where it has been (`if node in seen: …
seen.append(node)`), compares with all visited nodes at each one: n nodes cost up to n²/2 comparisons. A set finds a
node by its hash; where the order matters, the keys of a dict have both. A path from which the last node is taken again
(`path.pop()`) has `path.discard(node)` for a set.

**When not to bother**: the recursion is never more than a few levels deep, or visits only a few nodes.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ...semantics.survey import own_functions
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Compare, at: Site) -> Match | None:
    seen = node.comparators[0]
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)) or not isinstance(seen, ast.Name):
        return None
    function = at.function
    if function is None or isinstance(node.left, ast.Constant) or f"{seen.id}.append(" not in at.facts.text:  # cheap
        return None
    kind = at.type(seen)
    if (kind.known and kind.name != "list") or at.hashable(node.left) is False or in_test(at):
        return None
    if not _remembers(function, seen, node.left, at) or not _goes_on(function, seen, at):
        return None
    return Match(node, f"searches the list {seen.id} at every step of a recursion: a set finds an element at once")


def _remembers(function: Any, seen: ast.Name, wanted: ast.expr, at: Site) -> bool:
    """Is what is looked for put into the list, in the same function?"""
    for call in ast.walk(function):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=seen.id), attr="append"), args=[element]):
                if at.same(element, wanted):
                    return True
            case _:
                pass
    return False


def _goes_on(function: Any, seen: ast.Name, at: Site) -> bool:
    """Does the function call itself with the same list, which is a parameter, or belongs to a function around?"""
    original = at.only_value(seen)
    original = original if isinstance(original, ast.Name) else seen  # done = seen
    parameter = any(binding.kind == "parameter" for binding in at.bindings(original))
    owner = at.owner(seen)
    if not parameter and (owner is None or owner.node is function):
        return False  # a new list for each call
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and any(called is function for called, _ in own_functions(at.facts, call.func)):
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            names = {value.id for value in given if isinstance(value, ast.Name)}
            if not parameter or not names.isdisjoint((seen.id, original.id)):
                return True
    return False


RULE = Rule(
    slug="list-membership-in-recursion",
    code="SLP172",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,)),
    check=check,
    examples=[
        Example(
            before="""\
def reach(graph, node, seen):
    if «node in seen»:
        return
    seen.append(node)
    for child in graph.get(node, ()):
        reach(graph, child, seen)


def count(graph, root):
    seen = []
    reach(graph, root, seen)
    return len(seen)
""",
            after="""\
def reach(graph, node, seen):
    if node in seen:
        return
    seen.add(node)
    for child in graph.get(node, ()):
        reach(graph, child, seen)


def count(graph, root):
    seen = set()
    reach(graph, root, seen)
    return len(seen)
""",
            workload=lambda n: ({0: range(1, n)}, 0),
            same=[({1: [2, 3], 2: [1]}, 1), ({}, 1)],
        ),
        Example(
            before="""\
class Walk:
    def __init__(self, graph):
        self.graph = graph

    def visit(self, node, done=None):
        done = done or []
        if «node not in done»:
            done.append(node)
            for child in self.graph[node]:
                self.visit(child, done=done)
        return done
""",
        ),
        Example(
            before="""\
def show(tree, node, shown):
    names = shown
    if «node.name not in names»:
        names.append(node.name)
        for child in node.children:
            show(tree, child, names)
""",
        ),
        Example(
            before="""\
def order(graph, root):
    path = []

    def visit(node):
        if «node in path»:
            return 0
        path.append(node)
        deepest = max([visit(child) for child in graph[node]], default=0)
        path.pop()
        return deepest + 1

    return visit(root)
""",
        ),
    ],
    clean=[
        """\
# A set it is.
def visit(graph, node, seen: set):
    if node in seen:
        return
    seen.append(node)
    visit(graph, node, seen)
""",
        """\
# No recursion.
def visit(graph, node, seen):
    if node not in seen:
        seen.append(node)
    graph(node, seen)
""",
        """\
# Another list in each call.
def visit(graph, node):
    seen = []
    if node not in seen:
        seen.append(node)
    visit(graph, node)
""",
        """\
# Of the callee's own list nothing is known.
def visit(graph, node, seen):
    if node not in seen:
        seen.append(node)
    visit(graph, node, graph)
""",
        """\
# What is looked for is not what is remembered.
def visit(graph, node, seen):
    if node in seen:
        seen.append(graph)
        seen.remove(node)
    visit(graph, node, seen)
""",
        """\
# Chained, ordered, or asked of something else than a name.
def visit(graph, node, seen):
    if node in seen in graph or node < seen or node in graph.seen:
        seen.append(node)
    visit(graph, node, seen)
""",
        """\
# The same question in each call.
def visit(graph, node, seen):
    if "all" in seen:
        seen.append("all")
    visit(graph, node, seen)
""",
        """\
# Lists have no hash.
def visit(graph, node, seen):
    if [node] in seen:
        seen.append([node])
    visit(graph, node, seen)
""",
        """\
# At module level.
seen = []
if 1 in seen or seen in seen:
    seen.append(seen)
""",
        """\
# A list of the module's.
seen = []


def visit(graph, node):
    if node in seen:
        seen.append(node)
    visit(graph, node)
""",
        """\
# In a test nobody waits for it.
def test_visit(graph, node, seen):
    if node in seen:
        return
    seen.append(node)
    test_visit(graph, node, seen)
""",
    ],
)
