"""Parsing dates in the ISO form with strptime, in a loop.

`datetime.strptime(text, "%Y-%m-%d")` is Python code that looks the format up, matches a regular expression and asks for
the locale, each time. `datetime.fromisoformat(text)` reads the same form in C.

**When not to bother**: the loop has but a few dates.

**Why the fix needs review**: `fromisoformat` takes two digits for month and day only (`2024-1-2` is an error), and on
the other hand other forms of ISO 8601 (`20240102`, and a time where only a date was allowed).
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FORMS = {
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
}  # fmt: skip
"""What `fromisoformat` reads on every supported version of Python."""


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 2 or at.constant(node.args[1]) not in _FORMS or not at.repeating:
        return None
    if any(loop.kind == "while" or at.waits(loop) for loop in at.loops):
        return None  # pages of answers, which take much longer
    if not isinstance(node.func, ast.Attribute) or not at.is_call(node, "datetime.datetime.strptime"):
        return None
    return Match(
        node,
        "matches a pattern in Python for each date: fromisoformat() reads this form in C",
        "review",
        "month and day need two digits, and other forms of ISO 8601 are taken",
        {"owner": node.func.value, "text": node.args[0]},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{owner}.fromisoformat({text})", owner=match.nodes["owner"], text=match.nodes["text"])


RULE = Rule(
    slug="strptime-iso",
    code="SLP215",
    family="strings",
    stage="preview",
    triggers=Triggers(calls=frozenset({"strptime"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use fromisoformat()",
    severity="info",
    also=("FURB162",),
    examples=[
        Example(
            before="""\
from datetime import datetime


def days(rows):
    return [«datetime.strptime(row[0], "%Y-%m-%d")».weekday() for row in rows]
""",
            after="""\
from datetime import datetime


def days(rows):
    return [datetime.fromisoformat(row[0]).weekday() for row in rows]
""",
            workload=lambda n: ([("2024-02-29", i) for i in range(n)],),
            same=[([("2024-12-31",)],), ([("now",)],), ([],)],
            differs=[([("2024-1-2",)],), ([("2024-01-02 10:11",)],)],
        ),
        Example(
            before="""\
import datetime

STAMP = "%Y-%m-%dT%H:%M:%S"


def newest(entries):
    latest = datetime.datetime.min
    for entry in entries:
        made = «datetime.datetime.strptime(entry["made"], STAMP)»
        latest = max(latest, made)
    return latest
""",
            after="""\
import datetime

STAMP = "%Y-%m-%dT%H:%M:%S"


def newest(entries):
    latest = datetime.datetime.min
    for entry in entries:
        made = datetime.datetime.fromisoformat(entry["made"])
        latest = max(latest, made)
    return latest
""",
            workload=lambda n: ([{"made": "2024-02-29T10:11:12"}] * n,),
            same=[([{"made": "2024-02-29T10:11:12"}],), ([],)],
            differs=[([{"made": "2024-02-29T1:1:1"}],)],
        ),
    ],
    clean=[
        """\
# Once.
from datetime import datetime

def day(text):
    return datetime.strptime(text, "%Y-%m-%d")
""",
        """\
# Other forms.
from datetime import datetime

def days(rows, form):
    a = [datetime.strptime(row, "%d.%m.%Y") for row in rows]
    return a + [datetime.strptime(row, form) for row in rows] + [datetime.strptime(row) for row in rows]
""",
        """\
# A time in a tuple has no other parser.
import time

def times(rows):
    return [time.strptime(row, "%Y-%m-%d") for row in rows]
""",
        """\
# A method of that name, and a bare function.
from calendars import strptime

def days(rows, julian):
    return [julian.strptime(row, "%Y-%m-%d") for row in rows] + [strptime(row, "%Y-%m-%d") for row in rows]
""",
        """\
# One page of an answer in each pass.
import requests
from datetime import datetime

def pages(address, days, last):
    while last:
        last = address.after(datetime.strptime(last, "%Y-%m-%d"))
    for day in days:
        requests.get(address, params=datetime.strptime(day, "%Y-%m-%d"))
""",
        """\
# The first that can be read.
from datetime import datetime

def first(rows):
    for row in rows:
        return datetime.strptime(row, "%Y-%m-%d")
""",
    ],
)
