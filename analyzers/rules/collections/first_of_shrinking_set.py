"""Taking the first element of a set that shrinks from its front.

`next(iter(items))` walks over the places of the elements that were taken out before, until it finds one that is still
there. In a loop that takes element after element out of a set, that is up to n²/2 steps. `items.pop()` remembers
where it was.

**When not to bother**: the set never has more than some hundred elements.

**Why the fix needs review**: `pop()` may take another element than the first, and takes it out at once.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or not at.is_call(node, "builtins.next"):
        return None
    inner = node.args[0]
    if not isinstance(inner, ast.Call) or len(inner.args) != 1 or not at.is_call(inner, "builtins.iter"):
        return None
    items, loops = inner.args[0], at.repeating
    path = at.dotted(items)
    if path is None or not loops or not isinstance(loops[0].node, ast.While):
        return None
    kind, loop = at.type(items), loops[0].node
    if not at.same(loop.test, items) or not kind.is_("set") or path in loops[0].bound:
        return None
    statement, following = at.statement(node), at.following(at.statement(node))
    taken = (
        isinstance(statement, ast.Assign)
        and statement.value is node
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(following, ast.Expr)
        and isinstance(following.value, ast.Call)
        and isinstance(following.value.func, ast.Attribute)
        and following.value.func.attr in ("remove", "discard")
        and at.same(following.value.func.value, items)
        and len(following.value.args) == 1
        and at.same(following.value.args[0], statement.targets[0])
    )
    return Match(
        node,
        "walks past the places of all elements taken out before: pop() remembers where it was",
        "review" if taken else None,
        "pop() may take another element than the first" if taken else "",
        {"items": items, "following": following},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{items}.pop()", items=match.nodes["items"])
    edit.delete(match.nodes["following"])


RULE = Rule(
    slug="first-of-shrinking-set",
    code="SLP183",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"next"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use pop()",
    examples=[
        Example(
            before="""\
def drain(numbers, out):
    left = set(numbers)
    while left:
        number = «next(iter(left))»
        left.remove(number)
        out.append(number)
    return sorted(out)
""",
            after="""\
def drain(numbers, out):
    left = set(numbers)
    while left:
        number = left.pop()
        out.append(number)
    return sorted(out)
""",
            workload=lambda n: (range(n), []),
            same=[([3, 1, 2], []), ([], [])],
        ),
        Example(
            before="""\
def order(names: set[str], groups):
    found = []
    take = names.discard
    while names:
        first = «next(iter(names))»
        found.append(groups[first])
        take(first)
    return found
""",
        ),
    ],
    clean=[
        "# Once.\ndef first(names: set):\n    return next(iter(names))\n",
        """\
# A list has no gaps, and what it is is not known.
def drain(names: list, more):
    while names:
        print(next(iter(names)))
        names.clear()
    while more:
        print(next(iter(more)))
        more.clear()
""",
        """\
# Another set in each pass.
def parts(split, names: set):
    while names:
        print(next(iter(names)))
        names = split(names)
""",
        """\
# The loop goes on over something else, and nothing is taken out.
def all_of(names: set, rows):
    for row in rows:
        print(next(iter(names)), row)
    while rows:
        print(next(iter(names)), rows.pop())
""",
        """\
# With a value for when there is none; an iterator that goes on; a function's own name.
def others(names: set, it, next_):
    while names:
        print(next(iter(names), None), next(it), next(iter(names, 1)), next_(iter(names)), next(reversed(names)))
        print(next(iter(it())))
""",
    ],
)
