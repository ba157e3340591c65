"""`"".join([a, b])` for two or three texts. Write `a + b` or an f-string.

That `join` is the fast way to put texts together is true for many of them, of which nobody knows the number. For a
handful that stand in the source it makes a list, looks up a method and calls it, where `a + b` and `f"{a}{b}"` do the
work at once.

**When not to bother**: the line does not run often; it is a question of microseconds.

**Why the fix needs review**: an f-string also takes what is no text, where `join` raises a TypeError; and it asks a
member of an Enum of texts how to write itself. Where all parts are known to be texts the fix is safe.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers

_MANY = 5


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    parts, separator = node.args[0], node.func.value
    if not isinstance(parts, (ast.List, ast.Tuple)) or not 2 <= len(parts.elts) < _MANY or not at.repeating:
        return None
    if not isinstance(separator, ast.Constant) or not isinstance(separator.value, str) or not _plain(separator.value):
        return None
    if not all(isinstance(part, (ast.Name, ast.Attribute, ast.Constant)) for part in parts.elts):
        return None
    if not all(_plain(part.value) for part in parts.elts if isinstance(part, ast.Constant)):
        return None
    known = all(at.type(part).is_("str") and at.type(part).proven for part in parts.elts)
    return Match(
        node,
        "join() is for many: an f-string puts these few together without a list and a call",
        "safe" if known else "review",
        "" if known else "an f-string takes what is no text, where join() raises, and an Enum of texts writes its name",
        {"parts": parts.elts, "separator": separator.value},
    )


def _plain(text: object) -> bool:
    """Can the text stand in an f-string between double quotes as it is?"""
    return isinstance(text, str) and text.isprintable() and not set(text) & set("{}\"\\'")


def rewrite(match: Match, edit: Rewrite) -> None:
    texts = [
        part.value if isinstance(part, ast.Constant) else f"{{{{{edit.text(part)}}}}}" for part in match.nodes["parts"]
    ]
    edit.replace(match.node, f'f"{match.nodes["separator"].join(texts)}"')


RULE = Rule(
    slug="join-of-few",
    code="SLP905",
    family="folklore",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"join"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use an f-string",
    also=("FLY002",),
    examples=[
        AntiExample(
            before="""\
def labels(names: list[str], suffix):
    found = []
    for name in names:
        first = name.strip()
        found.append(«"".join([first, "-", suffix])»)
    return found
""",
            after="""\
def labels(names: list[str], suffix):
    found = []
    for name in names:
        first = name.strip()
        found.append(f"{first}-{suffix}")
    return found
""",
            workload=lambda n: (["name "] * n, "x"),
            same=[(["a"], "b"), ([], "")],
            differs=[(["a"], 1)],
        ),
        AntiExample(
            before="""\
def keys(rows):
    found = []
    for row in rows:
        kind = str(row[0])
        number = str(row[1])
        found.append(«":".join((kind, number))»)
    return found
""",
            after="""\
def keys(rows):
    found = []
    for row in rows:
        kind = str(row[0])
        number = str(row[1])
        found.append(f"{kind}:{number}")
    return found
""",
            workload=lambda n: ([(i, i) for i in range(n)],),
            same=[([(1, "a")],), ([],)],
        ),
    ],
    clean=[
        """\
# Many, or one; not in a loop.
def f(a, b, xs):
    for x in xs:
        print("".join(xs), "".join([a]), "".join([a, b, x, a, b]), "".join([*xs, b]))
    return "".join([a, b])
""",
        """\
# What an f-string cannot show as it is.
def f(a, b, xs):
    for x in xs:
        print("\\n".join([a, b]), '"'.join([a, b]), "".join([a, "{"]), "".join([a, "\\t"]), "".join([a, 1]))
""",
        """\
# Parts that are computed read better apart; a separator that is not known.
def f(a, b, xs, separator):
    for x in xs:
        print("".join([a.strip(), b]), separator.join([a, b]), b"".join([a, b]), (1).join([a, b]))
""",
        """\
# Another join.
from shop import join


def f(a, b, xs):
    for x in xs:
        print(join([a, b]), "".join(), "".join([a, b], 1), "".join([a, b], key=1))
""",
        """\
# Once.
def label(first, second):
    return "".join([str(first), str(second)])
""",
    ],
    unsafe=[
        """\
# What is declared to be a text may be a number, or an Enum of texts.
def labels(names: list[str], suffix):
    for name in names:
        print("".join([name, name]), "".join([name, suffix]))
""",
    ],
)
