"""Putting together and looking up the same pattern in each pass of a loop.

`re.match(prefix + r"\\d+", line)` makes the text of the pattern in each pass, and `re` looks up what it had compiled
for that text. Where the pattern does not change from pass to pass, `re.compile()` before the loop does both once. With
more patterns in use than the cache of `re` holds, each call even compiles its pattern again.

**When not to bother**: each pass does much more than that (it opens a file, it asks a server).

**Why the fix needs review**: a pattern that cannot be compiled raises before the loop, also where no pass would have
used it.
"""

from __future__ import annotations

import ast

from ...semantics.questions.patterns import FUNCTIONS, PatternCall, pattern_call
from ...semantics.questions.placing import place_before
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASON = "a pattern that cannot be compiled raises before the loop, even where no pass uses it"


def check(node: ast.Call, at: Site) -> Match | None:
    if at.function is None:  # run once, on import
        return None
    call = pattern_call(at, node)
    if call is None or call.constant is not None or at.type(call.source).name == "re.Pattern":
        return None  # constant: for re-compile-in-loop
    parts = [argument for name, argument in call.arguments.items() if name in ("pattern", "flags")]
    found = at.steady_loop(call.source)
    if found is None or any(found[0].keeps(part) == "no" for part in parts) or at.waits(found[0]):
        return None
    loop = found[0]
    anchor = place_before(at, loop, *parts)
    same = [other for inner in loop.walk() if (other := _same(inner, call, at)) is not None]
    return Match(
        node,
        "looks up the pattern in each pass, where it is the same: compile it once, before the loop",
        "review" if anchor is not None else None,
        "a pattern that cannot be compiled raises before the loop, even where no pass uses it"
        if anchor is not None
        else "",
        {"anchor": anchor, "call": call, "same": same},
    )


def _same(node: ast.AST, call: PatternCall, at: Site) -> tuple[ast.AST, PatternCall] | None:
    """A call with the same pattern and flags, in the same loop."""
    other = pattern_call(at, node)
    if other is None or not at.same(other.source, call.source):
        return None
    return (node, other) if at.same(other.arguments.get("flags"), call.arguments.get("flags")) else None


def rewrite(match: Match, edit: Rewrite) -> None:
    call: PatternCall = match.nodes["call"]
    anchor = match.nodes["anchor"]
    wanted = "pattern" if not isinstance(call.source, ast.Name) else f"compiled_{call.source.id}".lower()
    pattern = edit.name(wanted, match.node)
    compiler = edit.imported("re.compile", anchor)
    holes = {name: call.arguments[name] for name in ("pattern", "flags") if name in call.arguments}
    given = ", ".join(f"{{{name}}}" for name in holes)
    edit.insert_before(anchor, "{compiled} = {compiler}(" + given + ")", compiled=pattern, compiler=compiler, **holes)
    for node, other in match.nodes["same"]:
        if other.method == "compile":
            edit.replace(node, pattern)
            continue
        left = [argument for name, argument in other.arguments.items() if name not in ("pattern", "flags")]
        keywords = {keyword.value: keyword.arg for keyword in node.keywords}
        written = ", ".join(
            f"{keywords[argument]}={edit.text(argument)}" if argument in keywords else edit.text(argument)
            for argument in left
        )
        edit.replace(node, "{compiled}.{method}({given})", compiled=pattern, method=other.method, given=written)


RULE = Rule(
    slug="re-dynamic-in-loop",
    code="SLP809",
    family="regex",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset(FUNCTIONS), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Compile the pattern before the loop",
    examples=[
        Example(
            before="""\
import re


def versions(lines, name):
    found = []
    for line in lines:
        if «re.match(rf"{re.escape(name)}==", line)»:
            found.append(«re.sub(rf"{re.escape(name)}==", "", line, count=1)»)
        found += «re.findall(name + "$", line)» + «re.findall(name + "$", line, re.I)»
    return found
""",
            after="""\
import re


def versions(lines, name):
    found = []
    pattern = re.compile(rf"{re.escape(name)}==")
    pattern_2 = re.compile(name + "$")
    pattern_3 = re.compile(name + "$", re.I)
    for line in lines:
        if pattern.match(line):
            found.append(pattern.sub("", line, count=1))
        found += pattern_2.findall(line) + pattern_3.findall(line)
    return found
""",
            workload=lambda n: ([f"numpy=={i}" for i in range(n)], "numpy"),
            same=[(["a==1", "b==2", "a.b==3", "bA"], "a"), ([], "x")],
            differs=[([], None)],
        ),
        Example(
            before="""\
import re


def matching(names, pattern, flags):
    return [name for name in names if «re.compile(pattern, flags=flags)».search(name)]
""",
            after="""\
import re


def matching(names, pattern, flags):
    compiled_pattern = re.compile(pattern, flags)
    return [name for name in names if compiled_pattern.search(name)]
""",
            workload=lambda n: ([f"name{i}" for i in range(n)], "[13]$", 0),
            same=[(["ab", "B"], "b", 2), ([], "b", 0)],
            differs=[([], "(", 0)],
        ),
        Example(
            before="""\
import re


class Filter:
    def __init__(self, pattern=None):
        self.pattern = pattern

    def kept(self, names):
        return [name for name in names if self.pattern and not «re.search(self.pattern + "$", name)»]

    def counted(self, names):
        total = 0
        while names:
            try:
                total += len(«re.findall(self.pattern, names.pop())»)
            except re.error:
                continue
        return total
""",
        ),
    ],
    clean=[
        """\
# Another pattern in each pass.
import re

def first(patterns, line):
    for pattern in patterns:
        if re.match(pattern, line):
            return pattern
    return None
""",
        """\
# Not in a loop.
import re

def matches(pattern, line):
    return re.match(pattern + "$", line)
""",
        """\
# Constant: for another rule.
import re

WORD = "[a-z]+"

def numbers(lines):
    return [re.findall(r"\\d+", line) + re.findall(WORD, line) for line in lines]
""",
        """\
# Compiled before; what is left is the call of a function.
import re

def numbers(lines, digit):
    number = re.compile(digit + "+")
    return [re.findall(number, line) for line in lines]
""",
        """\
# The pattern grows, or its flags change.
import re

def grown(lines, pattern, flags):
    for line in lines:
        pattern += line
        flags |= len(line)
        print(re.search(pattern, line))
        print(re.search("".join(lines), line, flags))
""",
        """\
# Each pass waits for an answer: that takes much longer.
import re
import requests

def pages(urls, pattern):
    return [re.search(pattern, requests.get(url).text) for url in urls]
""",
        """\
# Run once, on import.
import re, os

PATTERN = os.environ["PATTERN"]
NAMES = [name for name in dir(re) if re.match(PATTERN, name)]
""",
        """\
# Another module's match.
def count(regex, lines, pattern):
    return sum(regex.match(pattern, line) for line in lines)
""",
    ],
)
