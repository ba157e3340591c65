"""Asking with a regular expression whether a text is one of some plain texts.

`re.fullmatch("red|green|blue", word)` runs the regular expression engine through the branches and makes a match object.
`word in {"red", "green", "blue"}` is one look-up in a set, which Python builds once; `re.match("http:|https:", url)`
asks `url.startswith(("http:", "https:"))`.

**When not to bother**: in a test's `assert`, which is not reported. Elsewhere the plain form is shorter, too.

**Why the fix needs review**: it does where the text may be no string: `re` raises an exception then, and `in` may not.
A `$` also matches before a newline at the end.
"""

from __future__ import annotations

import ast

from ...semantics.questions.patterns import asked, choices, literal_source, meaning, pattern_call, takes_text
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_TEMPLATES = {
    ("==", False): "{text} in {{{texts}}}", ("==", True): "{text} not in {{{texts}}}",
    ("startswith", False): "{text}.startswith(({texts}))", ("startswith", True): "not {text}.startswith(({texts}))",
    ("endswith", False): "{text}.endswith(({texts}))", ("endswith", True): "not {text}.endswith(({texts}))",
}  # fmt: skip
_LONG = 72
"""So many characters of texts stay on one line."""
_SAID = {"==": "ask a set", "startswith": "ask with startswith()", "endswith": "ask with endswith()"}


def check(node: ast.Call, at: Site) -> Match | None:
    if at.function is None:  # run once, on import
        return None
    call = pattern_call(at, node, "match", "search", "fullmatch")
    if call is None or call.constant is None:
        return None
    written = call.pattern if isinstance(call.pattern, str) else call.pattern.decode("latin-1")  # pyright: ignore[reportOptionalMemberAccess]
    found = choices(*call.constant) if "|" in written else None
    if found is None or len(found.texts) < 2 or isinstance(at.statement(node), ast.Assert):
        return None
    question, operator = asked(at, node), meaning(call.method, found)
    if question is None or operator not in _SAID:
        return None
    exact = found.is_exact(call.method)
    safe = exact and takes_text(at, call)
    reason = "the text must be a string" if exact else "the pattern also matches before a newline at the end"
    return Match(
        node,
        f"uses the regular expression engine to find one of some plain texts: {_SAID[operator]}",
        "safe" if safe else "review",
        "" if safe else reason,
        {"question": question, "call": call, "texts": found.texts, "operator": operator},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    (whole, absent), call = match.nodes["question"], match.nodes["call"]
    texts = _wrapped([literal_source(text, edit.text(call.source)) for text in match.nodes["texts"]])
    edit.replace(whole, _TEMPLATES[match.nodes["operator"], absent], texts=texts, text=call.text)


def _wrapped(texts: list[str]) -> str:
    """The texts with commas between them, on lines of their own where they are many."""
    if sum(len(text) + 2 for text in texts) < _LONG:
        return ", ".join(texts)
    lines = [""]
    for text in texts:
        if lines[-1] and len(lines[-1]) + len(text) >= _LONG:
            lines.append("")
        lines[-1] += f"{text}, "
    return "".join(f"\n    {line.rstrip()}" for line in lines) + "\n"


RULE = Rule(
    slug="re-literal-choice",
    code="SLP807",
    family="regex",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"match", "search", "fullmatch"})),
    check=check,
    rewrite=rewrite,
    title="Ask for the texts directly",
    examples=[
        Example(
            before="""\
import re


def kept(words):
    found = []
    for word in words:
        word = str(word)
        if «re.fullmatch(r"red|green|blue", word)» or not «re.match("http:|ftp:", word)»:
            found.append(word)
    return found
""",
            after="""\
import re


def kept(words):
    found = []
    for word in words:
        word = str(word)
        if word in {"red", "green", "blue"} or not word.startswith(("http:", "ftp:")):
            found.append(word)
    return found
""",
            workload=lambda n: (["red", "http:", "x"] * n,),
            same=[(["green", "blues", "ftp:x", "http"],), ([],)],
        ),
        Example(
            before="""\
from re import match, search


def kinds(word):
    done = «match(r'^(?:yes|no)$', word)» is None
    return done, bool(«search(r"(\\.py|\\.pyi)\\Z", word)»), len(word)
""",
            after="""\
from re import match, search


def kinds(word):
    done = word not in {'yes', 'no'}
    return done, word.endswith((".py", ".pyi")), len(word)
""",
            workload=lambda n: ("word" * n,),
            same=[("yes",), ("no",), ("a.py",), ("a.pyi",), ("yesno",), ("",)],
            differs=[("yes\n",)],
        ),
        Example(
            before="""\
import re


def is_end(value):
    return bool(«re.match(b"(?:end|stop)$", bytes(value))»)
""",
            after="""\
import re


def is_end(value):
    return bytes(value) in {b"end", b"stop"}
""",
            workload=lambda n: (b"end" * n,),
            same=[(b"end",), (b"ends",), (1,)],
            differs=[(b"stop\n",)],
        ),
        Example(
            before="""\
import re


def is_end(value):
    return «re.fullmatch("(end|stop)$", value)» is not None
""",
            after="""\
import re


def is_end(value):
    return value in {"end", "stop"}
""",
            workload=lambda n: ("end" * n,),
            same=[("end",), ("stop\n",), ("",)],
            differs=[(1,)],
        ),
    ],
    clean=[
        """\
# The match itself is used.
import re

def color(word):
    found = re.fullmatch("(red)|(green)", word)
    return found.lastindex if found else None
""",
        """\
# Anywhere in the text: one pass of the engine, or one for each text.
import re

def has(text):
    return bool(re.search("red|green", text))
""",
        """\
# Not plain text; or one text; or no choice.
import re

def some(text):
    if re.match("a.|b", text) or re.match("a|", text) or re.match("red|green", text, re.IGNORECASE):
        return 1
    if re.match("red", text) or re.match("re[dt]", text) or re.match("(?:a|b|c)(?:a|b|c)(?:a|b|c)(?:a|b|c)", text):
        return 2
    if re.match("(?:red|red)", text):
        return 3
    return 0
""",
        """\
# The pattern or its flags are not known, or it is another module's match.
import re

def matches(index, pattern, flags, text):
    if re.match("a|" + pattern, text) or re.match("a|b", text, flags) or index.match("a|b", text):
        return True
    return re.match("a|b")
""",
        """\
# A test, run once; and run once, on import.
import re, sys

UNIX = bool(re.match("linux|darwin", sys.platform))

def test_color(color):
    assert re.fullmatch("red|green", color)
""",
        """\
# Not a question.
import re

def color(word):
    return re.split("red|green", word)[0] if word else re.match("red|green", word)
""",
    ],
)
