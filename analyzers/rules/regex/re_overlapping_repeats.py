"""Three repeats side by side that take the same characters.

In `\\s*\\t+\\s*x` each of the three repeats takes tabs. Where no `x` follows, the engine tries every way to divide a
run of tabs among them before it gives up: time grows with the cube of the run's length, and where the pattern is
searched for, the engine starts over from every character of the run.

Take the shared characters out of one of the classes, repeat one class only, or look at the text with string methods:
`line.lstrip()` finds the first character behind white space at once.

**When not to bother**: runs of these characters are certainly short.
"""

from __future__ import annotations

import ast

from ...semantics.questions.backtracking import growth_at
from ...semantics.questions.patterns import FUNCTIONS, pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    call = pattern_call(at, node)
    if call is None or growth_at(call) != "cubic":
        return None
    return Match(
        call.source,
        "has repeats side by side that take the same characters: a run of them is divided in all ways before it fails",
    )


RULE = Rule(
    slug="re-overlapping-repeats",
    code="SLP880",
    family="regex",
    stage="preview",
    triggers=Triggers(calls=frozenset(FUNCTIONS)),
    check=check,
    also=("S8786",),
    examples=[
        Example(
            before="""\
import re

INDENT = re.compile(«r"\\s*\\t+\\s*(\\S)"»)


def columns(lines):
    found = []
    for line in lines:
        match = INDENT.match(line)
        found.append(match.start(1) if match is not None else 0)
    return found
""",
            after="""\
def columns(lines):
    found = []
    for line in lines:
        rest = line.lstrip()
        indent = len(line) - len(rest)
        found.append(indent if rest and "\\t" in line[:indent] else 0)
    return found
""",
            workload=lambda n: (["\t" * n],),
            same=[(["\tx", " x", "x", " \t ", "  \t  y z"],), ([],)],
        ),
    ],
    clean=[
        """\
# The classes share nothing, or only two of them do.
import re

ASSIGNMENT = re.compile(r"[a-z]+\\s*=\\s*\\d+;")
SPACED = re.compile(r"\\d*\\w+\\s*;")
NUMBER = re.compile(r"\\d*\\.?\\d+;")
""",
        """\
# Nothing comes after the last, so it never fails.
import re

INDENT = re.compile(r"\\s*\\t+\\s*")
""",
        """\
# Something that they do not take stands between, or only some of them repeat.
import re

TRIPLE = re.compile(r"\\d+,\\d+,\\d+;")
NAME = re.compile(r"\\d+\\d\\d*\\d;")
FIRST = re.compile(r"\\d\\d+\\d+;")
""",
        """\
# One of them takes nearly everything: such patterns are everywhere, and mostly on short lines.
import re

FIELD = re.compile(r"\\s*(.+?)\\s*=")
OTHER = re.compile(r"[^=]+\\s*[^;]+=")
""",
        """\
# One loop around all of them.
import re

LETTERS = re.compile(r"(?:a+b+a)+;")
""",
        """\
# No pattern at all, one that is not known, or another module's.
import re

def broken(pattern, flags, template):
    first = re.compile("a+a+a+("), re.compile(pattern + "a+a+a+b"), re.compile("a+a+a+b", flags)
    return first, template.compile("a+a+a+b")
""",
    ],
)
