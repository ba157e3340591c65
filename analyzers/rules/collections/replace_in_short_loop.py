"""A loop over two or three constants whose body does nothing but replace one in a text.

`for char in "\\n\\r": text = text.replace(char, " ")` makes a list and an iterator and binds a name for each step, all
for two calls. Written one after the other (`text.replace("\\n", " ").replace("\\r", " ")`), the calls are all that is
left.

**When not to bother**: the texts are long, so that replacing takes most of the time, or it runs now and then.

**Why the fix needs review**: where the object is not known to be a text, its `replace` may return something else.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MOST = 3


def check(node: ast.For, at: Site) -> Match | None:
    if not isinstance(node.target, ast.Name):  # cheap
        return None
    if len(node.body) != 1 or node.orelse or isinstance(node.iter, ast.Set):
        return None
    statement, old = node.body[0], node.target
    if not isinstance(statement, ast.Assign) or len(statement.targets) > 1:
        return None
    if not isinstance(statement.value, ast.Call):
        return None
    call, text = statement.value, statement.targets[0]
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "replace" or not isinstance(text, ast.Name):
        return None
    if len(call.args) != 2 or not at.same(call.func.value, text) or not at.same(call.args[0], old):
        return None
    values = _constants(node.iter)
    if not 2 <= len(values) <= _MOST or not _is_text(call.args[1]) or is_cold(at):
        return None
    if not at.stays_in(old, at.loop_of(node)):
        return None
    kind = at.type(text)
    safe = kind.is_("str") if kind.proven else False
    return Match(
        node.target,
        f"loops to replace {len(values)} constants: call replace() on what the one before returned",
        "safe" if safe else "review",
        "" if safe else "the object must be a text, whose replace() returns another",
        {"loop": node, "text": text, "values": values, "new": call.args[1]},
    )


def _constants(node: ast.expr) -> list[str]:
    """The source of each, as text: of `["a", "b"]`, `("a", "b")`, `"ab"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [repr(char) for char in node.value]
    elements = getattr(node, "elts", [])
    return [repr(element.value) for element in elements] if all(map(_is_text, elements)) else []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    new = edit.text(nodes["new"])
    quote = new[-1]
    values = [f"{quote}{value[1:-1]}{quote}" if quote not in value[1:-1] else value for value in nodes["values"]]
    steps = "".join(f".replace({value}, {new})" for value in values)
    edit.replace(nodes["loop"], "{text} = {text}{steps}", text=nodes["text"].id, steps=steps)


RULE = Rule(
    slug="replace-in-short-loop",
    code="SLP153",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For,)),
    check=check,
    rewrite=rewrite,
    title="Chain the calls",
    severity="info",
    examples=[
        Example(
            before="""\
def clean(text):
    answer = str(text)
    for «char» in ["\\n", "\\r"]:
        answer = answer.replace(char, " ")
    return answer
""",
            after="""\
def clean(text):
    answer = str(text)
    answer = answer.replace("\\n", " ").replace("\\r", " ")
    return answer
""",
            workload=lambda n: ("a\nb\r" * n,),
            same=[("a\n\rb",), ("",), (5,)],
        ),
        Example(
            before="""\
def plain(text):
    for «mark» in "*_`":
        text = text.replace(mark, "")
    return text
""",
            after="""\
def plain(text):
    text = text.replace("*", "").replace("_", "").replace("`", "")
    return text
""",
            workload=lambda n: ("*a* _b_ `c`" * n,),
            same=[("*a*",), ("",)],
        ),
    ],
    unsafe=[
        """\
# Only said to be a text.
def f(text: str):
    for char in "*_":
        text = text.replace(char, "")
    return text
""",
    ],
    clean=[
        """\
# Numbers of a date.
import datetime
def f():
    day = datetime.datetime.now()
    for year in (2000, 2001):
        day = day.replace(year, 1)
    return day
""",
        """\
# No order.
def f(n):
    text = str(n)
    for char in {'a', 'ab'}:
        text = text.replace(char, '')
    return text
""",
        """\
# What was replaced has two names.
def f(n):
    text = str(n)
    for char in '*_':
        text = other = text.replace(char, '')
    return text, other
""",
        """\
# Many.
def f(text):
    for char in '*_`#':
        text = text.replace(char, '')
    return text
""",
        """\
# One.
def f(text):
    for char in ['*']:
        text = text.replace(char, '')
    return text
""",
        """\
# Not constants.
def f(text, a, b):
    for char in [a, b]:
        text = text.replace(char, '')
    return text
""",
        """\
# More is done.
def f(text):
    for char in '*_':
        text = text.replace(char, '')
        print(text)
    return text
""",
        """\
# Something follows.
def f(text):
    for char in '*_':
        text = text.replace(char, '')
    else:
        print(text)
    return text
""",
        """\
# Kept under another name.
def f(text):
    for char in '*_':
        other = text.replace(char, '')
    return other
""",
        """\
# Replaced by what differs.
def f(text, new):
    for char in '*_':
        text = text.replace(char, new())
    return text
""",
        """\
# Another is replaced.
def f(text):
    for char in '*_':
        text = text.replace('-', '')
    return text
""",
        """\
# Another method.
def f(text):
    for char in '*_':
        text = text.split(char, 1)[0]
    return text
""",
        """\
# A few times.
def f(text):
    for char in '*_':
        text = text.replace(char, '', 1)
    return text
""",
        """\
# The last is used.
def f(text):
    for char in '*_':
        text = text.replace(char, '')
    return text + char
""",
        """\
# On import.
text = __doc__
for char in '*_':
    text = text.replace(char, '')
""",
        """\
# In a test.
def test_f(text):
    for char in '*_':
        text = text.replace(char, '')
    assert text
""",
        """\
# A function of that name.
def f(text, replace):
    for char in '*_':
        text = replace(char, '')
    return text
""",
        """\
# An attribute.
def f(self):
    for char in '*_':
        self.text = self.text.replace(char, '')
""",
        """\
# Strips.
def f(text):
    for char in '*_':
        text = text.partition(char, '')
    return text
""",
    ],
)
