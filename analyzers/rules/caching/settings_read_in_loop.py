"""Asking in each pass of a loop for what does not change while the program runs.

`os.environ.get("MODE")` encodes the name and decodes the value, `shutil.which("git")` looks into each folder of the
search path, `importlib.metadata.version("x")` opens files, `socket.gethostname()` asks the system. The answer is the
same in each pass: ask once, before the loop.

**When not to bother**: the loop has a few passes, or each of them does much more (it asks a server).

**Why the fix needs review**: the question is asked before the loop, also where no pass would have asked it; code that
the loop calls may change the environment.
"""

from __future__ import annotations

import ast
from keyword import iskeyword

from ...semantics.knowledge.process import ENVIRONMENT, SETTLED
from ...semantics.questions.placing import place_before
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_NAMES = frozenset(name.rpartition(".")[2] for name in ENVIRONMENT | SETTLED)


def check(node: ast.Call, at: Site) -> Match | None:
    func = node.func
    if getattr(func, "attr", "") == "get" and getattr(getattr(func, "value", None), "attr", "") != "environ":  # cheap
        return None
    qualified = at.qualified(func)
    if at.function is None or qualified not in ENVIRONMENT | SETTLED:
        return None
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not all(isinstance(argument, ast.Constant) for argument in arguments):
        return None
    repeating = [loop for loop in at.repeating if loop.iterable is not None]  # `while` may wait for a change
    if not repeating or any(at.waits(loop) for loop in at.loops):
        return None
    if qualified in ENVIRONMENT and any(_changes_environment(part) for part in at.loops[-1].walk()):
        return None
    anchor = place_before(at, at.loops[-1])
    return Match(
        node,
        "asks in each pass for what does not change: ask once, before the loop",
        "review" if anchor is not None else None,
        "it is asked before the loop, even where no pass asks" if anchor is not None else "",
        {"anchor": anchor, "name": _name(qualified, node)},
    )


def _changes_environment(node: ast.AST) -> bool:
    """`os.environ["A"] = …`, `os.environ.update(…)`, `os.putenv(…)`, `monkeypatch.setenv(…)`"""
    if isinstance(node, ast.Subscript):
        return getattr(node.value, "attr", "") == "environ" and not isinstance(node.ctx, ast.Load)
    if not isinstance(node, ast.Attribute):
        return False
    changing = node.attr in ("update", "pop", "setdefault", "clear") and getattr(node.value, "attr", "") == "environ"
    return changing or node.attr in ("putenv", "unsetenv", "setenv", "delenv")


def _name(qualified: str, node: ast.Call) -> str:
    """`HOME` → home, `socket.gethostname` → hostname."""
    last = "value" if qualified in ENVIRONMENT else qualified.rpartition(".")[2].removeprefix("get")
    first = node.args[0] if node.args else None
    key = first.value if isinstance(first, ast.Constant) and qualified in ENVIRONMENT else None
    name = key.lower() if isinstance(key, str) else ""
    return name if name.isidentifier() and not iskeyword(name) else last


def rewrite(match: Match, edit: Rewrite) -> None:
    anchor = match.nodes["anchor"]
    name = edit.name(match.nodes["name"], match.node)
    edit.insert_before(anchor, "{name} = {call}", name=name, call=edit.text(match.node))
    edit.replace(match.node, name)


RULE = Rule(
    slug="settings-read-in-loop",
    code="SLP830",
    family="caching",
    stage="preview",
    triggers=Triggers(calls=_NAMES, in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Ask once, before the loop",
    examples=[
        Example(
            before="""\
import os


def shown(items):
    lines = []
    for group in items:
        for item in group:
            if «os.environ.get("PLAIN", "")»:
                lines.append(str(item))
            else:
                lines.append(f"[{item}]")
    return lines
""",
            after="""\
import os


def shown(items):
    lines = []
    plain = os.environ.get("PLAIN", "")
    for group in items:
        for item in group:
            if plain:
                lines.append(str(item))
            else:
                lines.append(f"[{item}]")
    return lines
""",
            workload=lambda n: ([list(range(n))],),
            same=[([[1], ["a"]],), ([],)],
        ),
        Example(
            before="""\
import platform
import socket
from os import getenv


def stamped(records):
    return [(«getenv("USER")», «socket.gethostname()», «platform.system()», record) for record in records]
""",
            after="""\
import platform
import socket
from os import getenv


def stamped(records):
    user = getenv("USER")
    hostname = socket.gethostname()
    system = platform.system()
    return [(user, hostname, system, record) for record in records]
""",
            workload=lambda n: (list(range(n)),),
            same=[([1],), ([],)],
        ),
        Example(
            before="""\
import os
import shutil


def found(names):
    paths = {}
    for name in names:
        os.environ["NAME"] = name
        paths.update({name: «shutil.which("python3")»})
    for name in names:
        paths.update({name: «os.environ.get("no-such-key", "")» + os.environ["NAME"]})
        paths["last"] = «os.getenv("CLASS", "")»
    return paths
""",
            after="""import os
import shutil


def found(names):
    paths = {}
    which = shutil.which("python3")
    for name in names:
        os.environ["NAME"] = name
        paths.update({name: which})
    value = os.environ.get("no-such-key", "")
    value_2 = os.getenv("CLASS", "")
    for name in names:
        paths.update({name: value + os.environ["NAME"]})
        paths["last"] = value_2
    return paths
""",
            workload=lambda n: ([str(i) for i in range(n)],),
            same=[(["a", "b"],)],
        ),
        Example(
            before="""\
import os


def waiting(groups, ready):
    while not ready(lambda: [group for group in groups if «os.getenv("MODE")»]):
        pass
""",
        ),
    ],
    clean=[
        """\
# Asked once.
import os, shutil

def shown(items):
    plain = os.environ.get("PLAIN")
    return [item for item in items if plain], shutil.which("git")
""",
        """\
# Another question in each pass; or a few of them.
import os

def values(names):
    found = [os.environ.get(name) for name in names] + [os.getenv("A", default=name) for name in names]
    for name in ("a", "b"):
        found.append(os.environ.get("HOME"))
    return found
""",
        """\
# The loop changes the environment, or waits for a change, or for an answer.
import os
import requests

def runs(names, items, patch):
    for name in names:
        os.environ["NAME"] = name
        print(os.environ.get("NAME"))
    for name in names:
        os.environ.update(NAME=name)
        print(os.environ.get("NAME"))
    for name in names:
        patch.setenv("NAME", name)
        print(os.environ.get("NAME"))
    while True:
        if os.environ.get("READY"):
            break
    for name in names:
        requests.get(name + os.environ.get("TOKEN"))
""",
        """\
# Other dictionaries, and other answers.
import os

def values(names, settings):
    found = [settings.get("A") or os.environ.copy() for name in names]
    return found, [settings.environ.get("A") or settings.getenv("A") for name in names]
""",
        """\
# Run once, on import.
import os

PATHS = [name for name in dir(os) if os.environ.get("HOME")]
""",
    ],
)
