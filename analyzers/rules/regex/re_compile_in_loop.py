"""Handing a pattern to `re` anew in each pass of a loop.

`re.match(r"\\d+", line)` and `re.compile(r"\\d+")` look up in each call what was compiled before: a function call or
two and a dictionary look-up, which often takes longer than the match itself. More patterns than the cache of `re`
holds are even compiled again. A pattern compiled before the loop has the same methods, without all that.

**When not to bother**: each pass does much more than that (it opens a file, it asks a server). A constant pattern
outside of loops is not reported: the look-up is all that it costs after the first call.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import Any

from ...semantics.questions.patterns import flags_value
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from . import re_sub_literal

_FLAGS_AT = {
    "compile": 1, "match": 2, "search": 2, "fullmatch": 2, "findall": 2, "finditer": 2, "split": 3, "sub": 4, "subn": 4,
}  # fmt: skip

_NONDESCRIPT = ("found", "m", "match", "matched", "matches", "mo", "pattern", "x")
_NO_WORDS = re.compile(r"\[[^\]]*\]|\(\?P?<?|\\.|[{<]\w*[}>]")
"""What in a pattern is no text."""
_WORD = re.compile(r"(?a:[A-Za-z][a-z]{2,})")


def check(node: ast.Call, at: Site) -> Match | None:
    module, _, method = (at.qualified(node.func) or "").rpartition(".")
    if module != "re" or method not in _FLAGS_AT or not node.args or at.repeated_in is None:
        return None
    if at.function is None:  # run once, on import
        return None
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg in (None, "pattern") for k in node.keywords):
        return None
    position = _FLAGS_AT[method]
    flags = node.args[position] if len(node.args) > position else None
    flags = flags or next((keyword.value for keyword in node.keywords if keyword.arg == "flags"), None)
    if not _compiles(at.constant(node.args[0]), flags_value(at, flags)) or re_sub_literal.check(node, at) is not None:
        return None
    place = _before(node.args[0], at)
    statement = at.statement(node)
    named = (
        method == "compile"
        and isinstance(statement, ast.Assign)
        and statement.value is node
        and at.only_value(statement.targets[0]) is node
        and isinstance(statement.targets[0], ast.Name)
        and at.is_local(statement.targets[0])
        and _read_behind(statement, statement.targets[0], at)
    )
    return Match(
        node,
        "looks up the compiled pattern in each pass: compile it once, before the loop",
        "safe" if place is not None else None,
        "",
        {
            "place": place,
            "method": method,
            "flags": flags,
            "assignment": statement if named else None,
            "instead": _names(statement, node, at.constant(node.args[0])),
            "name": _compiled_before(place, at.constant(node.args[0]), flags_value(at, flags), at),
        },
    )


def _names(statement: ast.stmt, call: ast.expr, pattern: Any) -> list[str]:
    """What to call the pattern where `pattern` is taken: by what the match is called, or by a word in it."""
    words: list[str] = []
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is call and name not in _NONDESCRIPT:
            words.append(name)
        case _:
            pass
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    words += _WORD.findall(_NO_WORDS.sub(" ", text))[:1]
    return [f"{word.lower()}_pattern" for word in words]


def _read_behind(statement: ast.stmt, name: ast.Name, at: Site) -> bool:
    """Is the name read only where the statement has run before, in the same pass?"""
    body, index = at.siblings(statement)
    return all(any(at.inside(usage.node, later) for later in body[index + 1 :]) for usage in at.usages(name))


def _compiles(pattern: object, flags: int | None) -> bool:
    """Is it a pattern that `re` takes without a complaint, and compiles once and for all?"""
    if not isinstance(pattern, (str, bytes)) or flags is None or flags & re.DEBUG:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern, flags)
    except (re.error, ValueError, OverflowError, RecursionError, Warning):
        return False
    return True


def _before(pattern: ast.expr, at: Site) -> ast.stmt | None:
    """The statement before which it can be compiled: the outermost loop of the function, or what holds it."""
    if isinstance(at.function, ast.Lambda):
        return None
    place = at.statement(at.loops[-1].container)
    if isinstance(pattern, ast.Name) and at.is_local(pattern):
        body, index = at.siblings(place)
        if not any(at.only_value(pattern) is getattr(earlier, "value", None) for earlier in body[:index]):
            return None  # not bound there yet, for all that is clear from here
    return place


def _compiled_before(place: ast.stmt | None, pattern: object, flags: int | None, at: Site) -> str | None:
    """The variable that holds the same pattern already, compiled in the statements before that place."""
    body, index = at.siblings(place) if place is not None else ((), 0)
    for earlier in body[:index]:
        if not isinstance(earlier, ast.Assign) or not at.is_call(earlier.value, "re.compile"):
            continue
        target, call = earlier.targets[0], earlier.value
        if (
            isinstance(target, ast.Name)
            and isinstance(call, ast.Call)
            and at.is_local(target)
            and at.only_value(target) is call
            and not call.keywords
            and [type(at.constant(argument)) for argument in call.args[:1]] == [type(pattern)]
            and at.constant(call.args[0]) == pattern
            and flags_value(at, call.args[1] if len(call.args) > 1 else None) == flags
        ):
            return target.id
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Call = match.node  # pyright: ignore[reportAssignmentType]
    place, method, flags = match.nodes["place"], match.nodes["method"], match.nodes["flags"]
    assignment = match.nodes["assignment"]
    if assignment is not None:
        edit.insert_before(place, "{assignment}", assignment=edit.text(assignment))
        edit.delete(assignment)
        return
    pattern = match.nodes["name"] or edit.name("pattern", node, *match.nodes["instead"])
    if match.nodes["name"] is None:
        compiler = edit.imported("re.compile", place)
        sources = "{source}, {flags}" if flags is not None else "{source}"
        holes = {"flags": flags} if flags is not None else {}
        template = "{pattern} = {compiler}(" + sources + ")"
        edit.insert_before(place, template, pattern=pattern, compiler=compiler, source=node.args[0], **holes)
    if method == "compile":
        edit.replace(node, pattern)
        return
    arguments = [edit.text(argument) for argument in [*node.args[1:], *node.keywords] if _passed(argument, flags)]
    edit.replace(
        node, "{pattern}.{method}({arguments})", pattern=pattern, method=method, arguments=", ".join(arguments)
    )


def _passed(argument: ast.expr | ast.keyword, flags: ast.expr | None) -> bool:
    return argument is not flags and not (isinstance(argument, ast.keyword) and argument.value is flags)


RULE = Rule(
    slug="re-compile-in-loop",
    code="SLP801",
    family="regex",
    stage="preview",
    triggers=Triggers(calls=frozenset(_FLAGS_AT), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Compile the pattern before the loop",
    also=("FURB170",),
    former=("re-compile-in-func",),
    examples=[
        Example(
            before="""\
import re


def names(lines):
    for line in lines:
        word = "[a-z]+"
        yield «re.findall(word, line)»
""",
        ),
        Example(
            before="""\
import re


def numbers(lines):
    found = []
    for line in lines:
        match = «re.match(r"(\\d+)[.,](\\d\\d)$", line, flags=re.ASCII)»
        if match is not None:
            found.append(match[1])
    return found
""",
            after="""\
import re


def numbers(lines):
    found = []
    pattern = re.compile(r"(\\d+)[.,](\\d\\d)$", re.ASCII)
    for line in lines:
        match = pattern.match(line)
        if match is not None:
            found.append(match[1])
    return found
""",
            workload=lambda n: ([f"{i}.50" for i in range(n)],),
            same=[(["1,20", "x"],), ([],), ([1],)],
        ),
        Example(
            before="""\
import re


def words(pages):
    total = 0
    for page in pages:
        for line in page.splitlines():
            word = «re.compile("[a-z]+", re.I | re.A)»
            total += len(word.findall(line))
    return total
""",
            after="""\
import re


def words(pages):
    total = 0
    word = re.compile("[a-z]+", re.I | re.A)
    for page in pages:
        for line in page.splitlines():
            total += len(word.findall(line))
    return total
""",
            workload=lambda n: (["some words\nand more"] * n,),
            same=[(["a b\nc", ""],), ([],)],
        ),
        Example(
            before="""\
import re


def bare(text):
    while «re.search("<[^<>]*>", text)»:
        text = «re.sub("<[^<>]*>", "", text)»
    return text
""",
            after="""\
import re


def bare(text):
    pattern = re.compile("<[^<>]*>")
    while pattern.search(text):
        text = pattern.sub("", text)
    return text
""",
            workload=lambda n: ("<a<b>>" * n,),
            same=[("<a <b>>c",), ("",), ("<",)],
        ),
        Example(
            before="""\
import re


def count(lines):
    tag = re.compile("<b>")
    bold = [«re.findall("<b>", line)» for line in lines]
    loud = [«re.findall("<b>", line, re.I)» for line in lines]
    raw = [«re.findall(b"<b>", line.encode())» for line in lines]
    return bold, loud, raw, tag.pattern
""",
            after="""\
import re


def count(lines):
    tag = re.compile("<b>")
    bold = [tag.findall(line) for line in lines]
    pattern = re.compile("<b>", re.I)
    loud = [pattern.findall(line) for line in lines]
    pattern_2 = re.compile(b"<b>")
    raw = [pattern_2.findall(line.encode()) for line in lines]
    return bold, loud, raw, tag.pattern
""",
            workload=lambda n: (["<b>x</B>"] * n,),
            same=[(["<b><B>", ""],), ([],)],
        ),
        Example(
            before="""\
from re import sub


def squeezed(texts, pattern):
    return [«sub(" +", pattern, text, count=2)» for text in texts]
""",
            after="""\
import re
from re import sub


def squeezed(texts, pattern):
    pattern_2 = re.compile(" +")
    return [pattern_2.sub(pattern, text, count=2) for text in texts]
""",
            workload=lambda n: (["a  b   c    d"] * n, " "),
            same=[(["a  b"], "_"), ([], ""), (["  "], r"\\1")],
        ),
    ],
    clean=[
        """\
# Not in a loop: the look-up is all that it costs.
import re

def number(line):
    pattern = re.compile(r"\\d+")
    return pattern.match(line)
""",
        """\
# Compiled before.
import re
NUMBER = re.compile(r"\\d+")

def numbers(lines):
    return [NUMBER.match(line) for line in lines]
""",
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
# Another module's match.
def count(regex, lines):
    return sum(regex.match("[a-z]", line) for line in lines)
""",
        """\
# Run once, on import.
import re

NAMES = [name for name in dir(re) if re.match("[A-Z]+$", name)]
""",
        """\
# A few passes.
import re

def three(line):
    for end in "abc":
        print(re.sub(r"\\d", end, line))
""",
        """\
# No pattern at all: it raises in the loop, as it should.
import re

def broken(lines):
    for line in lines:
        try:
            re.match("(", line)
        except re.error:
            pass
""",
        """\
# Flags that are not known.
import re

def numbers(lines, flags):
    return [re.findall("[a-z]", line, flags) for line in lines]
""",
        """\
# Plain text: for re-sub-literal.
import re

def plain(lines):
    return [re.sub("-", "_", line) for line in lines]
""",
        """\
# The loop is left right after.
import re

def first(lines):
    for line in lines:
        if line:
            return re.match("[a-z]+", line)
    return None
""",
        """\
# What is looked for comes as it comes.
import re

def f(lines, args):
    for line in lines:
        print(re.match(*args), re.match("a+", *args))
""",
        """\
# The pattern is named, or may be.
import re

def f(lines, options):
    for line in lines:
        print(re.match("a+", line, **options), re.match(string=line, pattern="a+"))
""",
        """\
# It is to print how it is compiled.
import re

def f(lines):
    for line in lines:
        print(re.match("a+", line, re.DEBUG))
""",
        """\
# Another module, with functions of the same names.
import regex

def f(lines):
    for line in lines:
        print(regex.match("a+", line))
""",
    ],
    unsafe=[
        """\
# There is no place for it in an expression.
import re

first = lambda lines: [line for line in lines if re.match("a+", line)]
""",
        """\
# The pattern is bound in the loop.
import re

def f(lines):
    for line in lines:
        pattern = "a+"
        print(re.match(pattern, line))
""",
    ],
)
