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

from ...semantics.questions.patterns import asked, first_group, pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    parent: Any = at.parent(node)
    question = asked(at, node)
    first = isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load) and at.constant(parent.slice) == 0
    if question is None and not first:
        return None
    if at.function is None or isinstance(at.statement(node), ast.Assert):  # run once
        return None
    call = pattern_call(at, node, "findall")
    if call is None and not (isinstance(node.func, ast.Attribute) and at.type(node.func.value).is_("re.Pattern")):
        return None
    message = "finds all matches where one is needed: search() stops at the first"
    if question is not None:
        if isinstance(parent, ast.Compare):
            return Match(node, message)
        declared = call is None and not at.type(node.func.value).proven  # pyright: ignore[reportAttributeAccessIssue]
        reason = "what is declared to be a pattern may be another object" if declared else ""
        return Match(node, message, "review" if declared else "safe", reason, {"func": node.func})
    group = first_group(at, node)
    if group is None:
        return Match(node, message)
    return Match(
        node,
        message,
        "review",
        "where nothing matches, another exception is raised"
        + (', and a group that took no part is None instead of ""' if group else ""),
        {"func": node.func, "subscript": parent, "group": group},
    )


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
    stage="preview",
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


def pairs(text, pattern, compiled: re.Pattern):
    if «re.findall("a", text)» is None:
        return None
    try:
        first = «re.findall("b", text)»[0]
    except IndexError:
        first = ""
    return first, «compiled.findall(text)»[0], «re.findall(pattern, text)»[0]
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
    unsafe=[
        """\
# What is declared to be a pattern may be another object.
import re

def has(pattern: re.Pattern, text):
    return 1 if pattern.findall(text) else 2
""",
    ],
)
