"""Counting the bits of a number in its text.

`bin(number).count("1")` writes the number out as text, one character per bit, and searches that. `number.bit_count()`
counts the bits in the number itself.

**When not to bother**: it is done for a few numbers.

**Why the fix needs review**: what is no `int` but can be used as one (a NumPy integer, an object with `__index__`) may
lack the method.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


class _Index:
    """Usable as a number, but no int."""

    def __xor__(self, other: object) -> _Index:
        return self

    def __index__(self) -> int:
        return 7


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or at.constant(node.args[0]) != "1":
        return None
    text = node.func.value
    if isinstance(text, ast.Subscript):  # bin(number)[2:]
        cut = text.slice
        if not (isinstance(cut, ast.Slice) and cut.upper is None and cut.step is None and at.constant(cut.lower) == 2):
            return None
        text = text.value
    if not isinstance(text, ast.Call) or len(text.args) != 1 or not at.is_call(text, "builtins.bin"):
        return None
    if isinstance(text.args[0], ast.Starred):
        return None
    kind = at.type(text.args[0])
    safe = kind.is_("int", "bool") and kind.proven
    return Match(
        node,
        "writes the number out to count its bits: bit_count() counts them in the number",
        "safe" if safe else "review",
        "" if safe else "what is no int may lack bit_count()",
        {"number": text.args[0]},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{number}.bit_count()", number=match.nodes["number"])


RULE = Rule(
    slug="bin-count",
    code="SLP180",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"count"})),
    check=check,
    rewrite=rewrite,
    title="Use bit_count()",
    severity="info",
    also=("FURB161",),
    examples=[
        Example(
            before="""\
def distance(a, b):
    return «bin(a ^ b).count("1")»
""",
            after="""\
def distance(a, b):
    return (a ^ b).bit_count()
""",
            workload=lambda n: (1 << n, 12345),
            same=[(5, 3), (-5, 0), (0, 0), (True, False)],
            differs=[(_Index(), 3)],
        ),
        Example(
            before="""\
def weights(n):
    return [«bin(number)[2:].count("1")» for number in range(n)]
""",
            after="""\
def weights(n):
    return [number.bit_count() for number in range(n)]
""",
            workload=lambda n: (n,),
            same=[(17,), (0,)],
        ),
    ],
    clean=[
        '# Zeros.\ndef zeros(n):\n    return bin(n).count("0")\n',
        '# Another text.\ndef ones(text):\n    return text.count("1")\n',
        """\
# Not in all of its digits.
def low(n):
    return bin(n)[-8:].count("1"), bin(n)[2:6].count("1"), bin(n)[2::2].count("1"), bin(n)[2].count("1")
""",
        '# From some place on.\ndef high(n):\n    return bin(n).count("1", 4)\n',
        '# Hexadecimal.\ndef other(n):\n    return hex(n).count("1")\n',
        '# Whatever it is given.\ndef ones(n):\n    return bin(*n).count("1")\n',
        '# A function of that name.\ndef other(n, bin):\n    return bin(n).count("1")\n',
    ],
    unsafe=[
        """\
# What is declared to be a number may be another object, with an __index__ of its own.
def ones(number: int):
    return bin(number).count("1")
""",
        """\
# A string, of which there is no bit_count().
def ones(number):
    text = str(number)
    return bin(text).count("1")
""",
    ],
)
