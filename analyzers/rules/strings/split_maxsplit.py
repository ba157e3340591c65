"""Splitting a whole string to use its first or last part.

`line.split(",")[0]` looks for every comma, and makes a string of each field, to use the first. `line.split(",", 1)[0]`
stops at the first comma. For the last part, `rsplit` starts from the end. The saving grows with the number of parts.

**When not to bother**: the string has but a few parts (`key=value`, a dotted name): then there is nothing to save. The
rule reports splits at line ends and blanks, and in loops those at commas and the like.

**Why the fix needs review**: what is only declared to be a string may be another object with a `split` method. For the
last part, a separator that overlaps itself (`"--"` in `"---"`) is found at another place from the end than from the
beginning.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MANY = ("\n", "\r\n", " ", None)
"""Separators that a text has many of."""
_SOME = (*_MANY, ",", ";", "|", "\t", ", ", "; ")
"""Separators of lists, which have some elements; `=` or `/` mostly part a string into a few."""


def check(node: ast.Subscript, at: Site) -> Match | None:
    call = node.value  # text.split(…)[0], text.split(…)[-1]
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(node.ctx, ast.Load)):
        return None
    if call.func.attr not in ("split", "rsplit") or len(call.args) + len(call.keywords) > 1:
        return None
    index = at.constant(node.slice)
    if type(index) is not int or index not in (0, -1) or any(keyword.arg != "sep" for keyword in call.keywords):
        return None
    separator = call.args[0] if call.args else call.keywords[0].value if call.keywords else None
    if isinstance(separator, ast.Starred) or at.function is None:
        return None
    receiver = at.type(call.func.value)
    if not receiver.is_("str", "bytes") or isinstance(call.func.value, ast.Constant):
        return None
    parts_at = at.constant(separator) if separator is not None else None
    parts_at = parts_at.decode("latin-1") if isinstance(parts_at, bytes) else parts_at
    if at.repeated_in is None and parts_at not in _MANY:
        return None
    if parts_at is not Site.NOT_CONSTANT and parts_at not in _SOME:
        return None
    # `s.split(sep)` and `s.rsplit(sep)` part at the same places unless the separator can overlap itself.
    method = "split" if index == 0 else "rsplit"
    steady = method == call.func.attr or separator is None or not _may_overlap(at.constant(separator))
    reason = ""
    if not steady:
        reason = "separators that overlap are found at other places from the other end"
    elif receiver.declared:
        reason = "what is declared to be a string may be another object with a split method"
    return Match(
        node,
        f"splits the whole string to use one part: {method}() with maxsplit stops after that part",
        "review" if reason else "safe",
        reason,
        {"call": call, "method": method, "separator": separator},
    )


def _may_overlap(separator: object) -> bool:
    """Does a proper beginning of the separator equal its end? True where the separator is not known."""
    if separator is None:
        return False
    if not isinstance(separator, (str, bytes)):
        return True
    return any(separator[:length] == separator[-length:] for length in range(1, len(separator)))


def rewrite(match: Match, edit: Rewrite) -> None:
    call: ast.Call = match.nodes["call"]
    method, separator = match.nodes["method"], match.nodes["separator"]
    assert isinstance(call.func, ast.Attribute)
    template = "{text}.{method}(sep={separator}, maxsplit=1)" if call.keywords else "{text}.{method}({separator}, 1)"
    if separator is None:
        template = "{text}.{method}(maxsplit=1)"
    holes = {"separator": separator} if separator is not None else {}
    edit.replace(call, template, text=call.func.value, method=method, **holes)


RULE = Rule(
    slug="split-maxsplit",
    code="SLP204",
    family="strings",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,)),
    check=check,
    rewrite=rewrite,
    title="Split only as often as needed",
    severity="info",
    also=("PLC0207",),
    examples=[
        Example(
            before="""\
def columns(text):
    return [«line.split(";")[0]» for line in str(text).splitlines()]
""",
            after="""\
def columns(text):
    return [line.split(";", 1)[0] for line in str(text).splitlines()]
""",
            workload=lambda n: ("field;" * n + "\n",),
            same=[("a;b\nc\n;;",), ("",), (1,)],
        ),
        Example(
            before="""\
def last_line(error):
    return «str(error).split("\\n")[-1]», «repr(error).split()[0]»
""",
            after="""\
def last_line(error):
    return str(error).rsplit("\\n", 1)[-1], repr(error).split(maxsplit=1)[0]
""",
            workload=lambda n: ("line\n" * n,),
            same=[("a\nb",), ("",), (" \n\n",), (b"a b",)],
        ),
        Example(
            before="""\
def endings(paths: list[str], mark: str):
    found = set()
    for path in paths:
        found.add(«path.split(sep=mark)[-1]».lower())
    return found
""",
            after="""\
def endings(paths: list[str], mark: str):
    found = set()
    for path in paths:
        found.add(path.rsplit(sep=mark, maxsplit=1)[-1].lower())
    return found
""",
            workload=lambda n: (["." + "-" * n], "-"),
            same=[(["a-b", "c"], "-"), ([], "-"), (["a"], "")],
            differs=[(["---"], "--")],
        ),
    ],
    clean=[
        """\
# It stops at the first one already.
def names(lines: list[str]):
    return [line.split(",", 1)[0] for line in lines]
""",
        """\
# The second part.
def values(lines: list[str]):
    return [line.split(",")[1] for line in lines]
""",
        """\
# All parts are used.
def parts(line: str):
    fields = line.split(",")
    return fields[0], fields[-1]
""",
        """\
# A column of a table has its own split.
import pandas as pd

def first(table: pd.DataFrame):
    return table["name"].str.split(" ")[0]
""",
        """\
# What it is, is not known: a pattern has a split method too.
def first(splitters):
    return [splitter.split(" ")[0] for splitter in splitters]
""",
        """\
# A key and a value: two parts.
def keys(lines: list[str]):
    return [line.split("=")[0] for line in lines]
""",
        """\
# A name has but a few parts.
def last(names: list[str]):
    return [name.split(".")[-1] for name in names]
""",
        """\
# Once, and a line has not that many fields.
def first(line: str):
    return line.split(",")[0]
""",
        """\
# Some parts.
def head(line: str):
    return line.split()[:1]
""",
        """\
# Evaluated once, when the module is imported.
import sys
PYTHON = str(sys.version).split(" ")[0]
""",
        """\
# A text that is written right here is short.
def unit(number):
    return "B KB MB".split()[0]
""",
        """\
# Which part is not known.
def part(line: str, number):
    return line.split()[number]
""",
    ],
)
