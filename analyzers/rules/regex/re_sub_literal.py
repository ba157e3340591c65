"""Replacing plain text with a regular expression.

`re.sub("-", "_", text)` looks up the compiled pattern and has the regular expression engine look for a text that means
nothing but itself. `text.replace("-", "_")` looks for it directly.

**When not to bother**: never; the string method is shorter, too.

**Why the fix needs review**: it does where `text` may be no string: then another exception is raised, or the object
has a `replace` of its own.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.patterns import PatternCall, pattern_call, plain, takes_text
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    call = pattern_call(at, node, "sub")
    if call is None or call.constant is None or isinstance(call.text, ast.Constant):
        return None
    replacement = at.constant(call.arguments["repl"])
    if type(replacement) is not type(call.pattern) or "\\" in str(replacement):
        return None
    found = plain(*call.constant)
    limit = at.constant(call.arguments["count"]) if "count" in call.arguments else 0
    if found is None or found.start or found.end or type(limit) is not int or limit < 0:
        return None
    safe = takes_text(at, call)
    return Match(
        node,
        "uses the regular expression engine for plain text: replace() looks for it directly",
        "safe" if safe else "review",
        "" if safe else "where the text may be no string, another exception is raised",
        {"call": call, "literal": found.texts[0], "plain": found.texts[0] == call.pattern, "count": limit},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    call: PatternCall = match.nodes["call"]
    pattern, replacement, text = call.source, call.arguments["repl"], call.text
    old = edit.text(pattern)
    if not match.nodes["plain"]:
        old = repr(match.nodes["literal"])
        if '"' in edit.text(pattern)[:3] and '"' not in old:
            prefix = "b" if old.startswith("b") else ""
            old = prefix + '"' + old.removeprefix("b")[1:-1].replace("\\'", "'") + '"'
    elif isinstance(pattern, ast.Constant) and "\\" not in old:
        old = re.sub(r"^(?i:r(b?)|(b)r)(?=['\"])", r"\1\2", old)
    template = "{text}.replace({old}, {new}, {count})" if match.nodes["count"] else "{text}.replace({old}, {new})"
    edit.replace(match.node, template, text=text, old=old, new=replacement, count=str(match.nodes["count"]))


RULE = Rule(
    slug="re-sub-literal",
    code="SLP802",
    family="regex",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sub"})),
    check=check,
    rewrite=rewrite,
    title="Use str.replace()",
    also=("RUF055", "S5361"),
    examples=[
        Example(
            before="""\
import re


def normalized(name):
    return «re.sub("-", "_", str(name))»
""",
            after="""\
import re


def normalized(name):
    return str(name).replace("-", "_")
""",
            workload=lambda n: ("some-name-" * n,),
            same=[("a-b-c",), ("",), ("--",), (1.5,)],
        ),
        Example(
            before="""\
import re


def quoted(text):
    «re.sub(r"\\.\\n", r".", text, count=1)»
    return «re.sub('\\\\$', "dollar's ", text + "")»
""",
            after="""\
import re


def quoted(text):
    text.replace(".\\n", r".", 1)
    return (text + "").replace('$', "dollar's ")
""",
            workload=lambda n: ("5$.\n" * n,),
            same=[("a.\nb.\n",), ("$$",), ("",)],
            differs=[(None,), ([],)],
        ),
        Example(
            before="""\
import re


def clean(data: bytes):
    return «re.sub(rb"\\t", b" ", data)»
""",
            after="""\
import re


def clean(data: bytes):
    return data.replace(b"\\t", b" ")
""",
            workload=lambda n: (b"a\tb" * n,),
            same=[(b"a\t\t",), (b"",)],
        ),
    ],
    clean=[
        """\
# A pattern: any digit.
import re

def masked(text):
    return re.sub(r"\\d", "#", text)
""",
        """\
# The dot matches any character.
import re

def dots(text):
    return re.sub(".", "-", text)
""",
        """\
# The replacement has a reference.
import re

def doubled(text):
    return re.sub("ab", r"\\g<0>!", text)
""",
        """\
# Bound to the start or the end.
import re

def bare(text):
    return re.sub("^-", "", text), re.sub(r"-\\Z", "", text)
""",
        """\
# Flags change what matches.
import re

def plain(text, flags):
    return re.sub("html", "text", text, flags=re.IGNORECASE), re.sub("html", "text", text, flags=flags)
""",
        """\
# The replacement is a function.
import re

def numbered(text, number):
    return re.sub("#", number, text)
""",
        """\
# Another sub.
def less(decimal, text):
    return decimal.sub("-", "_", text)
""",
        """\
# An empty pattern.
import re

def spaced(text):
    return re.sub("", " ", text)
""",
        """\
# The text is written right here.
import re

def replaced():
    return re.sub("y", "a", "xyz")
""",
        """\
# How many is not known.
import re

def some(text, count):
    return re.sub("-", "_", text, count), re.sub("-", "_", text, -1), re.sub("-", "_", text, True)
""",
    ],
)
