"""Asking with a regular expression whether a plain text occurs.

`if re.search("abc", text):` looks up the compiled pattern, runs the regular expression engine and makes a match object,
to learn what `"abc" in text` says directly. `re.match("abc", text)` asks `text.startswith("abc")`, and
`re.fullmatch("abc", text)` asks `text == "abc"`.

**When not to bother**: in a test's `assert`, which is not reported. Elsewhere the plain form is shorter, too.

**Why the fix needs review**: it does where `text` may be no string: `re` raises an exception then, and `==` or `in` may
not. A `$` also matches before a newline at the end, which `==` and `endswith()` do not.
"""

from __future__ import annotations

import ast

from ...semantics.questions.patterns import asked, literal_source, meaning, pattern_call, plain, takes_text
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_TEMPLATES = {
    ("in", False): "{old} in {text}", ("in", True): "{old} not in {text}",
    ("==", False): "{text} == {old}", ("==", True): "{text} != {old}",
    ("startswith", False): "{text}.startswith({old})", ("startswith", True): "not {text}.startswith({old})",
    ("endswith", False): "{text}.endswith({old})", ("endswith", True): "not {text}.endswith({old})",
}  # fmt: skip
_SAID = {"in": "in", "==": "==", "startswith": "startswith()", "endswith": "endswith()"}


def check(node: ast.Call, at: Site) -> Match | None:
    if at.function is None:  # run once, on import
        return None
    call = pattern_call(at, node, "match", "search", "fullmatch")
    if call is None or call.constant is None:
        return None
    found = plain(*call.constant)
    if found is None or isinstance(at.statement(node), ast.Assert):
        return None
    question, operator = asked(at, node), meaning(call.method, found)
    if question is None:
        return None
    exact = found.is_exact(call.method)
    safe = exact and takes_text(at, call)
    reason = "the text must be a string" if exact else "the pattern also matches before a newline at the end"
    return Match(
        node,
        f"uses the regular expression engine to look for plain text: ask with {_SAID[operator]}",
        "safe" if safe else "review",
        "" if safe else reason,
        {"question": question, "call": call, "text": found.texts[0], "operator": operator},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    (whole, absent), call = match.nodes["question"], match.nodes["call"]
    same = match.nodes["text"] == call.pattern and isinstance(call.source, ast.Name)
    old = edit.text(call.source) if same else literal_source(match.nodes["text"], edit.text(call.source))
    edit.replace(whole, _TEMPLATES[match.nodes["operator"], absent], old=old, text=call.text)


RULE = Rule(
    slug="re-literal",
    code="SLP804",
    family="regex",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"match", "search", "fullmatch"})),
    check=check,
    rewrite=rewrite,
    title="Ask for the text directly",
    also=("RUF055",),
    examples=[
        Example(
            before="""\
import re


def errors(lines):
    found = []
    for line in lines:
        line = str(line)
        if «re.search(r"ERROR", line)»:
            found.append(line)
        elif not «re.match("# ", line)» and «re.search(r"\\.py\\Z", line)» is None:
            found.append("?")
    return found
""",
            after="""\
import re


def errors(lines):
    found = []
    for line in lines:
        line = str(line)
        if "ERROR" in line:
            found.append(line)
        elif not line.startswith("# ") and not line.endswith(".py"):
            found.append("?")
    return found
""",
            workload=lambda n: ([f"{i} ERROR in a line" for i in range(n)],),
            same=[(["an ERROR", "# x", "a.py", "a.py\n", "axpy", ""],), ([],)],
        ),
        Example(
            before="""\
from re import fullmatch, match, search

END = "end"


def kinds(words):
    ends = sum(1 for word in words if not «fullmatch(END, word)»)
    data = any(«search(b"=", word.encode())» for word in words)
    last = bool(«search(END, words[-1])») or «match('"$', words[-1])» is not None
    return ends, data, last and (1 if «fullmatch("x", words[0])» else 2)
""",
            after="""\
from re import fullmatch, match, search

END = "end"


def kinds(words):
    ends = sum(1 for word in words if word != END)
    data = any(b"=" in word.encode() for word in words)
    last = END in words[-1] or words[-1] == '"'
    return ends, data, last and (1 if words[0] == "x" else 2)
""",
            workload=lambda n: (["the", "end", "="] * n,),
            same=[(["end", "a=b", "x"],), (["x", "the end"],)],
            differs=[(["end", '"\n'],)],
        ),
        Example(
            before="""\
import re


def is_end(value):
    return bool(«re.match("end$", str(value))»)
""",
            after="""\
import re


def is_end(value):
    return str(value) == "end"
""",
            workload=lambda n: ("end" * n,),
            same=[("end",), ("ends",), (1,)],
            differs=[("end\n",)],
        ),
        Example(
            before="""\
import re


def is_end(value):
    return «re.fullmatch("end$", value)» is not None
""",
            after="""\
import re


def is_end(value):
    return value == "end"
""",
            workload=lambda n: ("end" * n,),
            same=[("end",), ("end\n",), ("",)],
            differs=[(1,)],
        ),
    ],
    clean=[
        """\
# The match itself is used.
import re

def place(text):
    found = re.search("abc", text)
    return found.start() if found else -1
""",
        """\
# Not plain text: any character, a class, a choice, an empty pattern, any case.
import re

def some(text):
    return [
        1 if re.search("a.c", text) else 0,
        1 if re.search("[ab]", text) else 0,
        1 if re.search("a|b", text) else 0,
        1 if re.search("", text) else 0,
        1 if re.search("abc", text, re.IGNORECASE) else 0,
        1 if re.search("(?i)abc", text) else 0,
        1 if re.search("(?i:abc)", text) else 0,
    ]
""",
        """\
# With MULTILINE each line has a start and an end.
import re

def heading(text):
    if re.search("^# ", text, re.MULTILINE) or re.search(";$", text, re.M):
        return True
    return False
""",
        """\
# The pattern, or its flags, are not known.
import re

def has(pattern, text, flags):
    if re.search(pattern, text) or re.search("abc", text, flags):
        return True
    return re.search("abc", text)
""",
        """\
# Another module's search, and an argument that re does not have.
import re

def has(index, text):
    if index.search("abc", text) or re.search("abc", text, start=2):
        return True
    if re.search(*text) or re.search("abc") or re.match("a", text, 0, 1):
        return True
""",
        """\
# A test, run once.
import re

def test_output(capsys):
    assert re.search("ready", capsys.readouterr().out)
""",
        """\
# Run once, on import.
import re, sys

WINDOWS = bool(re.match("win", sys.platform))
""",
        """\
# The result is compared with, or kept as, something else.
import re

def kept(text, other):
    return [re.search("abc", text) == other, re.search("abc", text) is other, str(re.search("abc", text))]

def listed(lines):
    return list(re.search("abc", line) for line in lines), [other for other in re.search("abc", lines)]

def either(text):
    return re.search("abc", text) or re.search("def", text), -re.search("abc", text)

def chosen(text):
    return re.search("abc", text) if text else None
""",
    ],
)
