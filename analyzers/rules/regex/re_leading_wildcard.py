"""Searching for a pattern that begins with `.*`.

`re.search(".*end", text)` begins at each place of the text in turn, and `.*` takes the rest of the line each time, and
gives it back character by character: where nothing matches, the work grows with the square of the line's length. The
first begin has tried all that the others try again. `re.match(".*end", text)` stops there. Where it only matters
whether something matches, leave `.*` out: `re.search("end", text)`.

**When not to bother**: lines are certainly short.

**Why the fix needs review**: `match()` looks at the first line of the text only, unless the pattern has `re.DOTALL`.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.patterns import begins_with_anything, pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    call = pattern_call(at, node, "search")
    if call is None or call.constant is None or not begins_with_anything(*call.constant):
        return None
    if at.function is None or isinstance(at.statement(node), ast.Assert):  # run once
        return None
    all_lines = bool(call.constant[1] & re.DOTALL)
    return Match(
        node,
        "begins with a repeat of anything, which is tried again from each place of the text: match() tries it once",
        "safe" if all_lines else "review",
        "" if all_lines else "match() looks at the first line of the text only",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    func: ast.expr = match.node.func  # pyright: ignore[reportAttributeAccessIssue]
    if isinstance(func, ast.Attribute):
        edit.replace(func, "{module}.match", module=func.value)
    else:
        edit.replace(func, "{match}", match=edit.imported("re.match", func))


RULE = Rule(
    slug="re-leading-wildcard",
    code="SLP808",
    family="regex",
    stage="preview",
    triggers=Triggers(calls=frozenset({"search"})),
    check=check,
    rewrite=rewrite,
    title="Use match()",
    examples=[
        Example(
            before="""\
import re


def numbers(lines):
    found = []
    for line in lines:
        match = «re.search(r".*_squashed_(\\d+)", line)»
        if match:
            found.append(match[1])
    return found
""",
            after="""\
import re


def numbers(lines):
    found = []
    for line in lines:
        match = re.match(r".*_squashed_(\\d+)", line)
        if match:
            found.append(match[1])
    return found
""",
            workload=lambda n: (["x" * n, "a_squashed_12"],),
            same=[(["a_squashed_1_squashed_2", "b", ""],), ([],)],
            differs=[(["a\nb_squashed_3"],)],
        ),
        Example(
            before="""\
from re import S, search


def value(text):
    found = «search("(.+?)=(.*)", text, flags=S)»
    return found and found.groups()
""",
            after="""\
import re
from re import S, search


def value(text):
    found = re.match("(.+?)=(.*)", text, flags=S)
    return found and found.groups()
""",
            workload=lambda n: ("x" * n,),
            same=[("a=b",), ("\n\na=\n=b",), ("=",), ("ab",)],
        ),
    ],
    clean=[
        """\
# Found anywhere.
import re

def number(text):
    return re.search(r"\\d+", text), re.search("a.*", text), re.search(".?a", text), re.search(".{3}a", text)
""",
        """\
# Matched from the start, or in each line; not a search.
import re

def number(text):
    every = re.search("^.*a", text, re.M), re.findall(".*a", text)
    return re.match(r".*(\\d+)", text), re.search("^.*a", text), every
""",
        """\
# Something else may come first; or it is another class of characters, or an empty pattern.
import re

def number(text):
    return re.search(".*a|b", text), re.search("[a-z]*1", text), re.search("", text), re.search("(a*)*.*", text)
""",
        """\
# The pattern or its flags are not known; or another module's search.
import re

def number(text, pattern, flags, index):
    return re.search(pattern, text), re.search(".*a", text, flags), index.search(".*a", text)
""",
        """\
# Run once: on import, and in a test.
import re, sys

VERSION = re.search(".*([0-9])", sys.version)

def test_output(capsys):
    assert re.search(".*ready", capsys.readouterr().out)
""",
    ],
)
