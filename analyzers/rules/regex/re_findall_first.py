"""Finding all matches where the first one answers the question.

`re.findall(pattern, text)` goes on to the end of the text and makes a list of all matches. `if re.findall(…):` and
`re.findall(…)[0]` need one of them: `re.search()` stops there.

**When not to bother**: the text is short, or seldom has more than one match.

**Why the fix needs review**: where nothing matches, `findall(…)[0]` raises IndexError and `search(…)[0]` TypeError; and
of a group that took no part in the match, `findall()` says `""` and `search()` None.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.patterns import asked, parsed, pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) and not isinstance(node.func, ast.Name):
        return None
    parent: Any = at.parent(node)
    question = asked(at, node)
    first = isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load) and at.constant(parent.slice) == 0
    if question is None and not first:
        return None
    if at.function is None or isinstance(at.statement(node), ast.Assert):  # run once
        return None
    call = pattern_call(at, node)
    if call is None and not (isinstance(node.func, ast.Attribute) and at.type(node.func.value).is_("re.Pattern")):
        return None
    message = "finds all matches where one is needed: search() stops at the first"
    if question is not None:
        return Match(node, message, "safe" if not isinstance(parent, ast.Compare) else None, "", {"func": node.func})
    pattern = call.pattern if call is not None else _compiled(node.func, at)
    tree = parsed(pattern, 0) if pattern is not None else None
    groups = tree.state.groups - 1 if tree is not None else 2
    around = (parent for parent in at.parents(node) if isinstance(parent, (ast.Try, ast.If, ast.IfExp)))
    if groups > 1 or next(around, None) is not None:
        return Match(node, message)
    return Match(
        node,
        message,
        "review",
        "where nothing matches, another exception is raised",
        {"func": node.func, "subscript": parent, "group": groups},
    )


def _compiled(func: ast.expr, at: Site) -> str | bytes | None:
    """The text of the pattern whose method it is, where that is one compiled from a constant."""
    value = at.only_value(func.value) if isinstance(func, ast.Attribute) else None
    if not isinstance(value, ast.Call) or len(value.args) != 1 or value.keywords:
        return None
    pattern = value.args[0].value if isinstance(value.args[0], ast.Constant) else None
    return pattern if isinstance(pattern, (str, bytes)) else None


def rewrite(match: Match, edit: Rewrite) -> None:
    func = match.nodes["func"]
    if isinstance(func, ast.Attribute):
        edit.replace(func, "{owner}.search", owner=func.value)
    else:
        edit.replace(func, "{search}", search=edit.imported("re.search", func))
    if match.nodes.get("group"):
        edit.replace(match.nodes["subscript"].slice, "1")


RULE = Rule(
    slug="re-findall-first",
    code="SLP806",
    family="regex",
    stage="stable",
    triggers=Triggers(calls=frozenset({"findall"})),
    check=check,
    rewrite=rewrite,
    title="Use search()",
    examples=[
        Example(
            before="""\
import re

NUMBER = re.compile(r"\\d+")


def loud(texts):
    shouted = [text for text in texts if not «re.findall(r"[a-z]", text)»]
    if any(«NUMBER.findall(text)» for text in texts):
        shouted.append("?")
    return shouted
""",
            after="""\
import re

NUMBER = re.compile(r"\\d+")


def loud(texts):
    shouted = [text for text in texts if not re.search(r"[a-z]", text)]
    if any(NUMBER.search(text) for text in texts):
        shouted.append("?")
    return shouted
""",
            workload=lambda n: (["abc" * n, "12" * n],),
            same=[(["AB", "ab", "1"],), ([],), ([None],)],
        ),
        Example(
            before="""\
import re
from re import findall

WORD = re.compile("[a-z]+")


def heads(text):
    year = «findall(r"(\\d{4})-", text)»[0]
    word = «WORD.findall(text)»[0]
    return year, word, «re.findall(r"[A-Z]", text)»[0]
""",
            after="""\
import re
from re import findall

WORD = re.compile("[a-z]+")


def heads(text):
    year = re.search(r"(\\d{4})-", text)[1]
    word = WORD.search(text)[0]
    return year, word, re.search(r"[A-Z]", text)[0]
""",
            workload=lambda n: ("2024-a B" * n,),
            same=[("in 2024-12 Ab",), ("1999-2000-xY",)],
            differs=[("",)],
        ),
        Example(
            before="""\
import re


def pairs(text, pattern, compiled):
    if «re.findall("a", text)» is None:
        return None
    try:
        first = «re.findall("b", text)»[0]
    except IndexError:
        first = ""
    return first, «re.findall("(a)(b)", text)»[0], «re.findall(pattern, text)»[0]
""",
        ),
    ],
    clean=[
        """\
# All of them are used, or another one.
import re

def words(text):
    found = re.findall("[a-z]+", text)
    some = re.findall("c", text)[1:], re.findall("d", text)[:]
    return found, len(re.findall("a", text)), re.findall("b", text)[-1], some
""",
        """\
# Elements of a document, and of what is not known.
def title(tree, index):
    if tree.findall("title") and index.findall("a")[0]:
        return tree.findall("title")[0]
""",
        """\
# A test, run once; and run once, on import.
import re, sys

VERSION = re.findall("[0-9]+", sys.version)[0]

def test_output(capsys):
    assert re.findall("ready", capsys.readouterr().out)
""",
        """\
# The list is changed.
import re

def changed(text):
    re.findall("a", text)[0] = 1
    del re.findall("a", text)[0]
    found[0]("a")
""",
    ],
)
