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

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_META = frozenset(".^$*+?{}[]\\|()")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "re.sub") or not 3 <= len(node.args) <= 4:
        return None
    if any(isinstance(argument, ast.Starred) for argument in node.args) or isinstance(node.args[2], ast.Constant):
        return None
    if any(keyword.arg != "count" for keyword in node.keywords) or len(node.args) + len(node.keywords) > 4:
        return None
    pattern, replacement = at.constant(node.args[0]), at.constant(node.args[1])
    if type(pattern) is not type(replacement) or not isinstance(pattern, (str, bytes)):
        return None
    # Each byte stands for one character here.
    literal = _literal(pattern if isinstance(pattern, str) else pattern.decode("latin-1"))
    written = replacement if isinstance(replacement, str) else replacement.decode("latin-1")
    if not literal or "\\" in written:
        return None
    literal = literal if isinstance(pattern, str) else literal.encode("latin-1")
    count = node.args[3] if len(node.args) == 4 else node.keywords[0].value if node.keywords else None
    limit = at.constant(count) if count is not None else 0
    if type(limit) is not int or limit < 0:
        return None
    subject = at.type(node.args[2])
    safe = subject.is_(type(pattern).__name__) and not subject.declared
    return Match(
        node,
        "uses the regular expression engine for plain text: replace() looks for it directly",
        "safe" if safe else "review",
        "" if safe else "where the text may be no string, another exception is raised",
        {"literal": literal, "plain": literal == pattern, "count": limit},
    )


def _literal(pattern: str) -> str | None:
    """The text that the pattern matches, when that is one text and it is clear without a second look."""
    found: list[str] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            position += 1
            escaped = pattern[position : position + 1]
            if not escaped or (escaped.isalnum() and escaped not in _CONTROLS):
                return None
            found.append(_CONTROLS.get(escaped, escaped))
        elif char in _META:
            return None
        else:
            found.append(char)
        position += 1
    return "".join(found)


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Call = match.node  # pyright: ignore[reportAssignmentType]
    pattern, replacement, text = node.args[:3]
    old = edit.text(pattern)
    if not match.nodes["plain"]:
        old = repr(match.nodes["literal"])
        if '"' in edit.text(pattern)[:3] and '"' not in old:
            prefix = "b" if old.startswith("b") else ""
            old = prefix + '"' + old.removeprefix("b")[1:-1].replace("\\'", "'") + '"'
    elif isinstance(pattern, ast.Constant) and "\\" not in old:
        old = re.sub(r"^(?i:r(b?)|(b)r)(?=['\"])", r"\1\2", old)
    template = "{text}.replace({old}, {new}, {count})" if match.nodes["count"] else "{text}.replace({old}, {new})"
    edit.replace(node, template, text=text, old=old, new=replacement, count=str(match.nodes["count"]))


RULE = Rule(
    slug="re-sub-literal",
    code="SLP802",
    family="regex",
    stage="stable",
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
# Flags change what matches.
import re

def plain(text):
    return re.sub("html", "text", text, flags=re.IGNORECASE)
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
    return re.sub("-", "_", text, count)
""",
    ],
)
