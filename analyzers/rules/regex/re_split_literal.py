"""Splitting at a plain text with a regular expression.

`re.split(",", line)` looks for a text that means nothing but itself with the regular expression engine, and makes its
parts one by one. `line.split(",")` looks for it directly. `re.split(r"\\s+", line.strip())` is `line.split()`.

**When not to bother**: never; the string method is shorter, too.

**Why the fix needs review**: it does where the text may be no string: another exception is raised then, or the object
has a `split` of its own. Of a blank text, `split()` gives no parts, `re.split()` an empty one.
"""

from __future__ import annotations

import ast

from ...semantics.questions.patterns import literal_source, parsed, pattern_call, plain, takes_text
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


class SplitsItself:
    """An object with a `split` of its own, for the example."""

    def split(self, separator: str) -> list[str]:
        return [separator]


def check(node: ast.Call, at: Site) -> Match | None:
    if at.function is None:  # run once, on import
        return None
    call = pattern_call(at, node, "split")
    if call is None or call.constant is None:
        return None
    limit = at.constant(call.arguments["maxsplit"]) if "maxsplit" in call.arguments else 0
    if type(limit) is not int or limit < 0:
        return None
    found = plain(*call.constant)
    if found is not None and not found.start and not found.end and not _is_captured(*call.constant):
        safe = takes_text(at, call)
        return Match(
            node,
            "uses the regular expression engine to split at plain text: split() looks for it directly",
            "safe" if safe else "review",
            "" if safe else "the text must be a string",
            {"call": call, "text": call.text, "separator": found.texts[0], "limit": limit},
        )
    stripped = call.text
    if (
        call.pattern in (r"\s+", rb"\s+")
        and not call.flags
        and limit == 0
        and isinstance(stripped, ast.Call)
        and isinstance(stripped.func, ast.Attribute)
        and stripped.func.attr == "strip"
        and not stripped.args
        and not stripped.keywords
    ):
        return Match(
            node,
            "uses the regular expression engine to split at white space: split() does so directly",
            "review",
            "of a blank text split() gives no parts, where this gives an empty one",
            {"text": stripped.func.value},
        )
    return None


def _is_captured(pattern: str | bytes, flags: int) -> bool:
    """Has the pattern a group, whose text is kept between the parts?"""
    return parsed(pattern, flags).state.groups > 1


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    if "call" not in nodes:
        edit.replace(match.node, "{text}.split()", text=nodes["text"])
        return
    call = nodes["call"]
    same = nodes["separator"] == call.pattern and isinstance(call.source, ast.Name)
    separator = edit.text(call.source) if same else literal_source(nodes["separator"], edit.text(call.source))
    template = "{text}.split({separator}, {limit})" if nodes["limit"] else "{text}.split({separator})"
    edit.replace(match.node, template, text=nodes["text"], separator=separator, limit=str(nodes["limit"]))


RULE = Rule(
    slug="re-split-literal",
    code="SLP805",
    family="regex",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"split"})),
    check=check,
    rewrite=rewrite,
    title="Use str.split()",
    also=("RUF055",),
    examples=[
        Example(
            before="""\
import re


def cells(lines):
    return [«re.split(r"\\|", line)» for line in lines]
""",
            after="""\
import re


def cells(lines):
    return [line.split("|") for line in lines]
""",
            workload=lambda n: (["one|two|three"] * n,),
            same=[(["a|b", "", "|"],), ([],)],
            differs=[([SplitsItself()],)],
        ),
        Example(
            before="""\
from re import split

MARK = "--"


def parts(number, text):
    head = «split(MARK, str(number), maxsplit=1)»
    return head, «split(b"[.]", str(number).encode(), 2)», «split(r"\\s+", text.strip())»
""",
            after="""\
from re import split

MARK = "--"


def parts(number, text):
    head = str(number).split(MARK, 1)
    return head, str(number).encode().split(b".", 2), text.split()
""",
            workload=lambda n: ("1--2.3" * n, " a  b\tc\n" * n),
            same=[("1--2--3", " a  b "), (1.5, "a"), ("", "a\nb")],
            differs=[("", " ")],
        ),
    ],
    clean=[
        """\
# A pattern: any white space, any of several characters.
import re

def words(text):
    return re.split(r"\\s+", text), re.split("[,;]", text), re.split("a|b", text), re.split("", text)
""",
        """\
# White space at the ends makes empty parts; only some are split off; other flags, other white space.
import re

def words(text):
    first = re.split(r"\\s+", text.strip("-")), re.split(r"\\s+", text.strip(), 1), re.split(" +", text.strip())
    other = re.split(r"\\s+", strip()), re.split(r"\\s+", text.strip(chars="-"))
    return first, other, re.split(r"\\s+", text.strip(), flags=re.A), re.split(r"\\s+", text.lower()), strip(text)
""",
        """\
# The separators are kept; or it is bound to the start or the end.
import re

def parts(text):
    return re.split("(,)", text), re.split("^,", text), re.split(r",\\Z", text), re.split("a", text, flags=re.I)
""",
        """\
# How often, or at what, or by which flags, is not known; or in a way that re does not take.
import re

def parts(text, count, pattern, flags):
    return re.split(",", text, count), re.split(pattern, text), re.split(",", text, 0, flags), re.split(",")

def none(text):
    return re.split(",", text, -1), re.split(",", text, maxsplit=True)
""",
        """\
# Another split.
def parts(text, index):
    return text.split(","), index.split(",", text)
""",
        """\
# Run once, on import.
import re, os

PATHS = re.split(":", os.environ["PATH"])
""",
        """\
# Not a split.
import re

def found(text):
    return re.findall(",", text)
""",
    ],
)
