"""Asking for a file name pattern name by name.

`fnmatch.fnmatch(name, "*.py")` brings both texts into the case of the file system, looks up the pattern's translation
and matches it, for each name. `fnmatch.filter(names, "*.py")` prepares the pattern once for all names; where something
else happens with the names, `re.compile(fnmatch.translate(pattern)).match`, made before the loop, can be called.

**When not to bother**: there are a few names, or each pass does much more (it opens the file). A single loop is only
reported where it runs over a directory, or where `fnmatch.filter()` takes its place.

**Why the fix needs review**: `fnmatch.filter()` and the compiled pattern take strings only, no paths, and on Windows
the compiled pattern heeds case where `fnmatch()` does not.
"""

from __future__ import annotations

import ast

from ...semantics.questions.patterns import asked
from ...semantics.questions.placing import filtering, place_before
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_LISTINGS = ("glob.glob", "glob.iglob", "os.listdir", "os.scandir", "os.walk")


class Source:
    """A path that is no string, for the example."""

    def __fspath__(self) -> str:
        return "a.py"


def check(node: ast.Call, at: Site) -> Match | None:
    heeds_case = at.is_call(node, "fnmatch.fnmatchcase")
    if at.function is None or not (heeds_case or at.is_call(node, "fnmatch.fnmatch")):
        return None
    if len(node.args) != 2 or any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    name, pattern = node.args
    found = at.steady_loop(pattern)
    if found is None or at.waits(found[0]) or at.loops[0].keeps(name) == "certainly":
        return None
    whole = filtering(at, node) if not heeds_case else None
    if whole is not None and at.same(name, whole.elt):
        return Match(
            node,
            "prepares the pattern for each name: fnmatch.filter() does so once for all of them",
            "review",
            "the names must be strings, not paths",
            {"whole": whole, "names": whole.generators[0].iter, "pattern": pattern},
        )
    repeating = [loop for loop in at.repeating if loop.iterable is not None]
    if len(repeating) < 2 and not any(_lists_files(loop.iterable, at) for loop in repeating):
        return None  # a handful of names, mostly
    anchor = place_before(at, found[0], pattern) if asked(at, node) is not None else None
    reason = "the names must be strings, not paths" if heeds_case else "on Windows, fnmatch() ignores case"
    return Match(
        node,
        "prepares the pattern for each name: compile fnmatch.translate() of it once, before the loop",
        "review" if anchor is not None else None,
        reason if anchor is not None else "",
        {"anchor": anchor, "pattern": pattern, "name": name},
    )


def _lists_files(iterable: ast.expr | None, at: Site) -> bool:
    """Does the loop run over the entries of a directory?"""
    return any(at.is_call(node, *_LISTINGS) for node in (iterable, at.only_value(iterable)))  # pyright: ignore[reportArgumentType]


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    if "whole" in nodes:
        keep = edit.imported("fnmatch.filter", nodes["whole"])
        edit.replace(
            nodes["whole"], "{keep}({names}, {pattern})", keep=keep, names=nodes["names"], pattern=nodes["pattern"]
        )
        return
    anchor = nodes["anchor"]
    matches = edit.name("matches", match.node)
    compiler, translate = edit.imported("re.compile", anchor), edit.imported("fnmatch.translate", anchor)
    edit.insert_before(
        anchor,
        "{matches} = {compiler}({translate}({pattern})).match",
        matches=matches, compiler=compiler, translate=translate, pattern=nodes["pattern"],
    )  # fmt: skip
    edit.replace(match.node, "{matches}({name})", matches=matches, name=nodes["name"])


RULE = Rule(
    slug="fnmatch-in-loop",
    code="SLP881",
    family="regex",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"fnmatch", "fnmatchcase"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Prepare the pattern once",
    examples=[
        Example(
            before="""\
import fnmatch


def sources(names, pattern="*.py"):
    return [name for name in names if «fnmatch.fnmatch(name, pattern)»]
""",
            after="""\
import fnmatch


def sources(names, pattern="*.py"):
    return fnmatch.filter(names, pattern)
""",
            workload=lambda n: ([f"name{i}.p{i % 3}" for i in range(n)], "*.p1"),
            same=[(["a.py", "b.PY", "c.txt"],), ([],), (["ab"], "?b")],
            differs=[([Source()],)],
        ),
        Example(
            before="""\
from fnmatch import fnmatch, fnmatchcase


def sizes(folders, pattern):
    total = 0
    for names in folders:
        for name in names:
            if not name.startswith(".") and «fnmatch(name, pattern)»:
                total += len(name)
    return total, [name.upper() for names in folders for name in names if not «fnmatchcase(name, "*.py")»]
""",
            after="""\
import re
from fnmatch import fnmatch, fnmatchcase, translate


def sizes(folders, pattern):
    total = 0
    matches = re.compile(translate(pattern)).match
    for names in folders:
        for name in names:
            if not name.startswith(".") and matches(name):
                total += len(name)
    matches_2 = re.compile(translate("*.py")).match
    return total, [name.upper() for names in folders for name in names if not matches_2(name)]
""",
            workload=lambda n: ([[f"name{i}.p{i % 3}" for i in range(n)]], "*.p1"),
            same=[([["a.py", ".py", "c.txt"], ["b"]], "*.py"), ([], "*")],
            differs=[([], None)],
        ),
        Example(
            before="""\
import os
from fnmatch import fnmatch


class Filter:
    def __init__(self, pattern):
        self.pattern = pattern

    def flags(self, folder):
        names = os.listdir(folder)
        hidden = [name for name in os.listdir(folder) if name and «fnmatch("." + name, self.pattern)»]
        return {name: «fnmatch(name, self.pattern)» for name in names}, hidden

    def some(self, groups, pattern=None):
        kept = [name for names in groups for name in names if pattern and «fnmatch(name, pattern)»]
        names = [name for name in os.listdir() if «fnmatch(name.lower(), "*.py")»]
        return kept, names, {name for names in groups for name in names if «fnmatch(name, "*.PY")»}
""",
        ),
    ],
    clean=[
        """\
# One name, many patterns.
from fnmatch import fnmatch

def ignored(name, patterns):
    return any(fnmatch(name, pattern) for pattern in patterns)
""",
        """\
# One loop: a handful of names, mostly; and a loop that waits for one.
from fnmatch import fnmatch

def kept(names, jobs, pattern, get):
    while True:
        for job in jobs:
            while fnmatch(get(job), pattern):
                return {name for name in names if fnmatch(name, pattern)}
""",
        """\
# What is asked about is not the name itself.
from fnmatch import fnmatch

def kept(names):
    return [name for name in names if fnmatch(name.lower(), "*.py")]
""",
        """\
# Not in a loop, and a few passes.
from fnmatch import fnmatch

def is_source(name, names, pattern):
    return fnmatch(name, pattern) or [fnmatch(part, pattern) for part in ("a", "b")]
""",
        """\
# Each pass waits for an answer.
from fnmatch import fnmatch
import requests

def pages(hosts, pattern):
    return [url for urls in hosts for url in urls if fnmatch(requests.get(url).text, pattern)]
""",
        """\
# Run once, on import.
from fnmatch import fnmatch
import os

PATTERN = "*.py"
SOURCES = [name for name in os.listdir() if fnmatch(name, PATTERN)]
""",
        """\
# The name does not change: the question has one answer.
from fnmatch import fnmatch

def kept(folders, pattern):
    first = str(folders)
    return [name for names in folders for name in names if fnmatch(first, pattern)]
""",
        """\
# Other calls.
from fnmatch import fnmatch

def kept(glob, names, pattern, both):
    for part in names:
        for name in part:
            print(glob.fnmatch(name, pattern), fnmatch(name=name, pat=pattern), fnmatch(*both), fnmatch(name, *both))
            print(glob.fnmatch(name, "*.py"))
""",
    ],
)
