"""Asking the expensive question first, where a flag alone would settle it.

`if os.path.exists(path) and options.check:` asks the file system also where `check` is false, and then throws the
answer away. With the flag first, `and` and `or` stop before the question is asked. Questions that go to the file
system, search a text, or run through a collection cost from hundreds to millions of times as much as a look at a name.

It is reported in loops, and where the flag is an option of the program, the same for the whole run.

**When not to bother**: it is asked once, or the flag is nearly always such that the question is needed.

**Why the fix needs review**: the question is not asked any more where the flag settles it, which matters if asking has
an effect; and it must not be what makes sure that the flag can be read.
"""

from __future__ import annotations

import ast

from ...semantics.questions.conditions import costs, is_flag, is_setting, is_tested
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.BoolOp, at: Site) -> Match | None:
    values = node.values
    first = next(
        (i for i, value in enumerate(values[:-1]) if any(isinstance(p, ast.Call) for p in ast.walk(value))), None
    )
    if first is None or at.function is None:
        return None
    last = next((j for j in range(first + 1, len(values)) if is_flag(at, values[j])), None)
    if last is None:
        return None
    what = costs(at, values[first])
    if not what or not is_tested(at, node):
        return None
    if not _is_worth_it(what, is_setting(at, values[last]), bool(at.repeating)):
        return None
    names = _names(values[last]) - {"self", "cls", "sys", "os"}
    if any(names & _names(value) for value in values[first:last]):
        return None  # `isinstance(x, A) and x.flag`
    flag = ast.unparse(values[last])
    return Match(
        values[first],
        f"{_WORDS.get(what, what)} before {flag} is looked at, which may settle it: ask that first",
        "review",
        "the call is not made where the other condition settles it, and must not be what makes that one possible",
        {"values": values[first : last + 1]},
    )


def _is_worth_it(what: str, setting: bool, repeated: bool) -> bool:
    if what == "asks":
        return setting
    if what == "asks the system":
        return setting and repeated
    return setting or repeated


_WORDS = {"asks": "finds out"}


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def rewrite(match: Match, edit: Rewrite) -> None:
    values = match.nodes["values"]
    texts = [edit.text(value) for value in (values[-1], *values[:-1])]
    for value, text in zip(values, texts, strict=True):
        edit.replace(value, "{text}", text=text)


RULE = Rule(
    slug="expensive-condition-first",
    code="SLP147",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.BoolOp,)),
    check=check,
    rewrite=rewrite,
    title="Ask the flag first",
    severity="info",
    examples=[
        Example(
            before="""\
def first(words, banned, strict):
    for word in words:
        if «any(part in word for part in banned)» and strict:
            return word
    return None
""",
            after="""\
def first(words, banned, strict):
    for word in words:
        if strict and any(part in word for part in banned):
            return word
    return None
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], [f"x{i}" for i in range(20)], False),
            same=[(["ab", "b"], ["a"], True), (["ab"], ["a"], False), ([], [], True)],
            differs=[(["a"], [1], False)],
        ),
        Example(
            before="""\
import os


class Runner:
    def __init__(self, options):
        self.options = options

    def run(self, paths):
        for path in paths:
            if «not os.path.isdir(path)» or self.options.force:
                self.take(path)
""",
            after="",
        ),
        Example(
            before="""\
class Checker:
    def __init__(self, options):
        self.options = options

    def check(self, node):
        if «not is_plain(node, self.table)» and self.options.strict:
            raise ValueError(node)
""",
        ),
        Example(
            before="""\
import re


class Reader:
    def __init__(self, options):
        self.options = options

    def accepts(self, text):
        if «re.search("[a-z]+[0-9]", text)» and self.options.strict:
            raise ValueError(text)
""",
        ),
    ],
    clean=[
        """\
# Nothing that takes long, in a loop.
def f(xs, y, g):
    for x in xs:
        if len(x) and y:
            g(x)
""",
        """\
# The value is used, in a loop.
def f(xs, y, bad):
    return [any(part in x for part in bad) and y for x in xs]
""",
        """\
# Makes sure that there is something to look at.
def f(xs, g):
    for x in xs:
        if any(part.name for part in x.parts) and x.flag:
            g(x)
""",
        """\
# On import.
import sys
strict = len(sys.argv)
for name in sys.path:
    if any(part in name for part in sys.modules) and strict:
        print(name)
""",
        """\
# Asked once.
import os
def f(path, options, g):
    if os.path.exists(path) and options.strict:
        g()
""",
        """\
# A flag of this pass: no more often true than the file is there.
import os
def f(paths, force, g):
    for path in paths:
        if os.path.exists(path) and force:
            g()
""",
        """\
# What it finds is used.
import re
def f(xs, options, g):
    for x in xs:
        if re.search("a", (y := x)) and options.strict:
            g(y)
""",
        """\
# Makes sure that there is a flag.
import os
def f(x):
    if os.path.exists(x) and x.flag:
        g()
""",
        """\
# The flag comes first.
import os
def f(x, y):
    if y and os.path.exists(x):
        g()
""",
        """\
# Its value is used.
import os
def f(x, y):
    return os.path.exists(x) or y
""",
        """\
# May take no longer than the flag.
def f(x, y):
    if is_it(x) and y:
        g()
""",
        """\
# Nothing to ask.
def f(x, y):
    if len(x) and y:
        g()
""",
        """\
# What it found is used.
import re
def f(x, y):
    if (m := re.match('a', x)) and y:
        g(m)
""",
        """\
# At the top of a module it runs once.
import os
if os.path.exists('a') and __name__:
    print(1)
""",
        """\
# Both cost.
import os
def f(x, y):
    if os.path.exists(x) and y():
        g()
""",
    ],
)
