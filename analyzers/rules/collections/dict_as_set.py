"""A dict whose values say nothing: it only answers whether a key is in it.

`seen[key] = True` with `key in seen` uses a dict as a set: every pass stores a value that nobody reads. A set says what
is meant, takes less memory, and `seen.add(key)` is the shorter way in.

**When not to bother**: code that runs once over a few elements.
"""

from __future__ import annotations

import ast
import re

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MARKED = re.compile(r"""\]\s*=[\s(]*(?:True|False|None|\.\.\.|[\d.'"bBrRuU])""")  # seen[key] = True


def check(node: ast.Dict | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.Dict) and node.keys:
        return None
    if isinstance(node, ast.Call) and (node.args or node.keywords):
        return None
    if not at.facts.fits(_MARKED):  # cheap
        return None
    assignment = at.parent(node)
    if not isinstance(assignment, ast.Assign) or len(assignment.targets) != 1:
        return None
    name = assignment.targets[0]
    if not isinstance(name, ast.Name):  # cheap
        return None
    if isinstance(node, ast.Call) and not at.is_call(node, "builtins.dict"):
        return None
    if at.only_value(name) is not node:
        return None
    stores: list[ast.Assign] = []
    asked = False
    safe = True
    for usage in at.usages(name):
        if usage.kind == "membership":
            safe = safe and at.type(usage.around.left).proven and at.hashable(usage.around.left) is not None
            asked |= not isinstance(at.parent(usage.around), ast.Call)  # assertFalse(key in seen)
        elif (store := _mark(at.parent(usage.around))) is not None:
            stores.append(store)
        elif usage.detail != "builtins.len":
            return None
    if not asked or not any(_is_in_loop(store, assignment, at) for store in stores):
        return None
    return Match(
        node,
        f"no value of {name.id} is ever read: a set does the same in less time and memory",
        "safe" if safe else "review",
        "" if safe else "`{1} in` a dict raises a TypeError, and looks for frozenset({1}) in a set",
        {"name": name.id, "stores": stores},
    )


def _mark(statement: ast.AST) -> ast.Assign | None:
    """`seen[key] = True`"""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    return statement if isinstance(statement.value, ast.Constant) else None


def _is_in_loop(store: ast.stmt, assignment: ast.stmt, at: Site) -> bool:
    loops = [parent for parent in at.parents(store) if isinstance(parent, (ast.For, ast.AsyncFor, ast.While))]
    return any(not at.inside(assignment, loop) for loop in loops)


def rewrite(match: Match, edit: Rewrite) -> None:
    for store in match.nodes["stores"]:
        text = edit.text(store.targets[0].slice)
        as_list = ast.parse(f"[{text}]", mode="eval").body
        if isinstance(as_list, ast.List) and len(as_list.elts) > 1:
            text = f"({text})"  # seen[a, b]
        edit.replace(store, "{name}.add({key})", name=match.nodes["name"], key=text)
    edit.replace(match.node, "set()")


RULE = Rule(
    slug="dict-as-set",
    code="SLP144",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Dict,), calls=frozenset({"dict"})),
    check=check,
    rewrite=rewrite,
    title="Use a set",
    severity="info",
    examples=[
        Example(
            before="""\
def unique(words):
    seen = «{}»
    for word in words:
        if word in seen:
            continue
        seen[word] = True
        yield word
""",
            after="""\
def unique(words):
    seen = set()
    for word in words:
        if word in seen:
            continue
        seen.add(word)
        yield word
""",
            workload=lambda n: ([f"w{i % 50}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],), ([[]],)],
        ),
        Example(
            before="""\
def count(rows):
    found = «dict()»
    for row in rows:
        for cell in row:
            if cell not in found:
                found[cell] = 1
    return len(found)
""",
            after="""\
def count(rows):
    found = set()
    for row in rows:
        for cell in row:
            if cell not in found:
                found.add(cell)
    return len(found)
""",
            workload=lambda n: ([[i, i % 7, i % 11] for i in range(n)],),
            same=[([[1, 2], [2, 3]],), ([],)],
        ),
        Example(
            before="""\
def edges(pairs):
    seen = «{}»
    for a, b in pairs:
        if (a, b) not in seen:
            seen[a, b] = None
            yield a + b
""",
            after="""\
def edges(pairs):
    seen = set()
    for a, b in pairs:
        if (a, b) not in seen:
            seen.add((a, b))
            yield a + b
""",
            workload=lambda n: ([(i % 7, i % 5) for i in range(n)],),
            same=[([(1, 2), (1, 2), (2, 1)],), ([],)],
        ),
    ],
    unsafe=[
        """\
# A set is looked for otherwise.
def f(keys):
    seen = {}
    for key in keys:
        if key not in seen:
            seen[key] = True
    return len(seen)
""",
        """\
# An annotation proves nothing.
def f(keys: list[str]):
    seen = {}
    for key in keys:
        if key not in seen:
            seen[key] = True
    return len(seen)
""",
        """\
# One of two is not known.
def f(keys, text):
    seen = {}
    for key in keys:
        if key in seen or str(key) in seen:
            continue
        seen[key] = True
    return len(seen)
""",
    ],
    clean=[
        """\
# Handed out: somebody may read the values.
def marks(words):
    seen = {}
    for word in words:
        if word not in seen:
            seen[word] = True
    return seen
""",
        """\
# A value is read.
def last(words):
    seen = {}
    for word in words:
        if word in seen and seen[word]:
            seen[word] = False
""",
        """\
# The values differ.
def positions(words):
    seen = {}
    for i, word in enumerate(words):
        if word not in seen:
            seen[word] = i
""",
        """\
# Its keys come in order, which those of a set do not.
def unique(words):
    seen = {}
    for word in words:
        if word not in seen:
            seen[word] = None
    for word in seen:
        print(word)
""",
        """\
# It does not begin empty.
def unique(words):
    seen = {"": True}
    for word in words:
        if word not in seen:
            seen[word] = True
            print(word)
""",
        """\
# Nor does this one.
def unique(words, known):
    seen = dict(known)
    for word in words:
        if word not in seen:
            seen[word] = True
            print(word)
""",
        """\
# Keyword arguments are keys, too.
def unique(words):
    seen = dict(a=True)
    for word in words:
        if word not in seen:
            seen[word] = True
            print(word)
""",
        """\
# Other code makes it.
def unique(words, dict):
    seen = dict()
    for word in words:
        if word not in seen:
            seen[word] = True
            print(word)
""",
        """\
# Two names for it.
def unique(words):
    seen = found = {}
    for word in words:
        if word not in seen:
            seen[word] = True
    return found
""",
        """\
# It may be another object, too.
def unique(words, known):
    seen = {}
    if known:
        seen = known
    for word in words:
        if word not in seen:
            seen[word] = True
            print(word)
""",
        """\
# A name of the module.
seen = {}
for word in "abc":
    if word not in seen:
        seen[word] = True
""",
        """\
# An attribute.
class Words:
    def unique(self, words):
        self.seen = {}
        for word in words:
            if word not in self.seen:
                self.seen[word] = True
                print(word)
""",
        """\
# Only a test looks.
def check(words, case):
    seen = {}
    for word in words:
        case.assertFalse(word in seen)
        seen[word] = None
""",
        """\
# Never asked.
def mark(words):
    seen = {}
    for word in words:
        seen[word] = True
    return len(seen)
""",
        """\
# Two of them.
def both(a, b):
    seen = {}
    seen[a] = True
    return b in seen
""",
        """\
# A fresh one in each pass.
def twins(pairs):
    for a, b in pairs:
        seen = {}
        seen[a] = True
        if b in seen:
            print(a)
""",
        """\
# The mark has a second name.
def unique(words):
    seen = {}
    for word in words:
        if word not in seen:
            last = seen[word] = True
            print(last)
""",
        """\
# One is taken out again.
def unique(words):
    seen = {}
    for word in words:
        if word not in seen:
            seen[word] = True
        else:
            del seen[word]
""",
    ],
)
