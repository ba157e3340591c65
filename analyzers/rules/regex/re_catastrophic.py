"""A pattern whose repeats can share the same text in exponentially many ways.

In `(\\w+\\s*)*$` the inner repeat may stop after any letter, and the outer one go on: "word" is one word, or two, or
four. As long as the text matches, the first way is taken. Where it does not, the engine tries all the others before it
gives up, and each further character doubles their number: some thirty characters keep a processor busy for minutes,
and whoever sends the text decides.

Write the repeats so that only one way is left: something that the inner repeat does not take has to stand between two
passes (`\\w+(?:\\s+\\w+)*\\s*$`), or a class is repeated once (`[\\w\\s]*$`). Since Python 3.11 an atomic group `(?>…)`
or a possessive repeat (`++`) forbids going back.

**When not to bother**: the text always matches, or is certainly a few characters long.
"""

from __future__ import annotations

import ast

from ...semantics.questions.backtracking import growth_at
from ...semantics.questions.patterns import FUNCTIONS, pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.facts.says("+", "*", ",}"):  # cheap
        return None
    call = pattern_call(at, node)
    if call is None or growth_at(call) != "exponential":
        return None
    return Match(
        call.source,
        "its repeats can share the same text in many ways: each character more doubles the time to find no match",
    )


RULE = Rule(
    slug="re-catastrophic",
    code="SLP803",
    family="regex",
    stage="stable",
    triggers=Triggers(calls=frozenset(FUNCTIONS)),
    check=check,
    also=("S5852",),
    examples=[
        Example(
            before="""\
import re

WORDS = re.compile(«r"(\\w+\\s*)*$"»)
STRING = re.compile(«rb'"(?:[^"\\\\]+|\\\\.)*"'»)
LIST = re.compile(«"(?:\\\\s*,\\\\s*)*;"», re.ASCII)


def versions(texts):
    found = [re.search(«"^(?P<all>(\\\\d+\\\\.?)+)$"», text) for text in texts]
    return found + [re.fullmatch(«"(?i:[a-z]+|A+)*"», text) for text in texts]
""",
        ),
    ],
    clean=[
        """\
# Something stands between two passes.
import re

WORDS = re.compile(r"\\w+(?:\\s+\\w+)*\\s*$")
STRING = re.compile(r'"(?:[^"\\\\]|\\\\.)*"')
PARTS = re.compile(r"(?:[^/]+/)*x")
NAMES = re.compile(r"(?:\\w+[.-])*\\w+@(?:[\\w-]+\\.)+[a-z]{2,}$")
KINDS = re.compile(r"(?:\\d+|[a-z]|(?:\\s\\S)|.\\B)*;", re.ASCII)
""",
        """\
# Nothing comes after the loop, or what takes all the rest, so it never fails.
import re

LINE = re.compile(r"(\\w+\\s*)*.*$", re.MULTILINE)
OPTION = re.compile(r"\\[(?:\\\\]|[^]]|\\\\])*](.*)")

WORDS = re.compile(r"(\\w+\\s*)*")
""",
        """\
# Going back is forbidden, or what the loop takes depends on more than the character: not looked at.
import re

ATOMIC = re.compile(r"(?>\\w+\\s*)*$")
BORDERS = re.compile(r"(?:\\b\\w+\\b\\s*)*$")
STARTS = re.compile(r"(?:^\\w+ ?)+$")
ENDS = re.compile(r"(?:\\w+\\s*$)+x")
AHEAD = re.compile(r"(?:(?!end)\\w+|;)*$")
AGAIN = re.compile(r"(\\w)(?:\\1+|x)*$")
GREEK = re.compile("(?:[α-ω]+)*$|(?:α+)*$")
""",
        """\
# A limited number of passes.
import re

ADDRESS = re.compile(r"(?:\\d+\\.?){4}$")
""",
        """\
# No pattern at all, or one that is not known.
import re

def broken(pattern, flags):
    return re.compile("(a+)+("), re.compile(pattern + "(a+)+$"), re.compile("(a+)+$", flags), re.compile(*pattern)
""",
        """\
# Another module's compile.
def translate(template):
    return template.compile("(a+)+$")
""",
    ],
)
