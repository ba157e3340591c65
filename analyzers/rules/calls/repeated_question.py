"""Asking a database or a service twice for the same thing on one path.

`check(get_user(key))` followed by `greet(get_user(key))` sends the same question twice, and waits twice, though
nothing has changed in between. A name for the first answer, handed on to what needs it, spares the second.

Calls are followed through functions and files: that `get_user` asks a database shows only there. Reported are calls
that read, by their names (`get_…`, `find_…`, `load_…`), written alike with the same plain arguments, of which the first
certainly comes before the second; nothing between them may write, by its name, or give one of the arguments another
value.

**When not to bother**: what is asked for changes by itself, and the second answer is meant to be newer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...semantics.questions.effects import asking_effect, is_run, steps_of, way_of
from ...semantics.questions.places import seldom_run
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_READS = re.compile(r"_*(?:a?get|find|fetch|load|read|list|query|lookup|search|count|is|has|exists)(?:_.*|[A-Z].*)?")
_HARMLESS = re.compile(
    r"(?:a?get|find|fetch|load|read|list|query|lookup|search|count|is|has|exists|len|str|int|print|debug|info|warning|log"
    r"|format|join|split|append|items|keys|values|lower|upper|strip|startswith|endswith|isinstance|bool|sorted|dict|set"
    r"|tuple|min|max|sum|any|all|json|dumps|loads|render|check|validate|assert.*)(?:_.*)?"
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_SOMETIMES = (
    ast.If, ast.IfExp, ast.BoolOp, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match, ast.comprehension, *_SCOPES,
)  # fmt: skip


def check(node: ast.expr, at: Site) -> Match | None:
    if not isinstance(node, ast.Call) or at.function is None:
        return None
    called = at.called(node)
    effect = asking_effect(called) if called is not None else None
    if called is None or effect is None or not effect.hops or not is_run(at, node, called) or seldom_run(at):
        return None
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if not _READS.fullmatch(name) or not (node.args or node.keywords) or not _is_plain(node):
        return None
    first = _asked_before(node, at)
    if first is None:
        return None
    return Match(
        node,
        f"asks once more what was asked above: {way_of(called, effect)}; keep the first answer",
        related=[(first, "asked here"), *steps_of(effect)],
    )


def _is_plain(call: ast.Call) -> bool:
    """Are the callee and all arguments names, attributes of names and constants?"""
    given = [call.func, *call.args, *(keyword.value for keyword in call.keywords)]
    return all(
        isinstance(part, (ast.Name, ast.Attribute, ast.Constant, ast.Load)) for each in given for part in ast.walk(each)
    )


def _asked_before(node: ast.Call, at: Site) -> ast.Call | None:
    """The same call in a statement that certainly ran before, with nothing between that may have changed the answer."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    statement: ast.AST = at.statement(node)
    while isinstance(statement, ast.stmt) and not isinstance(statement, _SCOPES):
        body, index = at.siblings(statement)
        for earlier in reversed(body[:index]):
            found = next((call for call in _certain_calls(earlier) if at.same(call, node)), None)
            if found is not None:
                return found if not _may_change(earlier, names, at, but=found) else None
            if _may_change(earlier, names, at):
                return None
        above = at.parent(statement)
        while not isinstance(above, (ast.stmt, ast.Module)):
            above = at.parent(above)
        if isinstance(above, (ast.For, ast.AsyncFor, ast.While)):
            return None  # a pass before may have written, or waits for another answer
        statement = above
    return None


def _certain_calls(statement: ast.stmt) -> Iterator[ast.Call]:
    if isinstance(statement, _SOMETIMES):
        return
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call):
            yield node
        pending += [child for child in ast.iter_child_nodes(node) if not isinstance(child, _SOMETIMES)]


def _may_change(statement: ast.stmt, names: set[str], at: Site, but: ast.Call | None = None) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in names and not isinstance(node.ctx, ast.Load):
            return True
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            return True
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if isinstance(node, ast.Call) and node is not but:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if not _HARMLESS.fullmatch(name.lstrip("_")):
                return True
    return False


RULE = Rule(
    slug="repeated-question",
    code="SLP632",
    family="calls",
    stage="preview",
    gains="latency",
    triggers=Triggers(told=True),
    check=check,
    examples=[
        Example(
            before="""\
import sqlite3


class Users:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def get_user(self, key):
        return self.connection.execute("SELECT name FROM users WHERE key = ?", (key,)).fetchone()


def is_known(users: Users, key):
    return users.get_user(key) is not None


def page(users: Users, key):
    name = users.get_user(key)
    print(name)
    if name is None:
        return "nobody"
    return f"{«users.get_user(key)»} is here"
""",
        ),
    ],
    clean=[
        """\
# Something is written in between.
import sqlite3

class Users:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def get_user(self, key):
        return self.connection.execute("SELECT name FROM users WHERE key = ?", (key,)).fetchone()

    def rename(self, key, name):
        self.connection.execute("UPDATE users SET name = ? WHERE key = ?", (name, key))

def renamed(users: Users, key):
    before = users.get_user(key)
    users.rename(key, "x")
    return before, users.get_user(key)
""",
        """\
# Another key.
import requests

def get_user(key):
    return requests.get("http://127.0.0.1/" + key).json()

def pair(first, second):
    one = get_user(first)
    return one, get_user(second)
""",
        """\
# One of two branches.
import requests

def get_user(key):
    return requests.get("http://127.0.0.1/" + key).json()

def name(key, short):
    if short:
        return get_user(key)["nick"]
    return get_user(key)["name"]
""",
        """\
# Asked again until it has changed.
import requests

def get_state(key):
    return requests.get("http://127.0.0.1/" + key).json()

def wait(key):
    state = get_state(key)
    while state != "done":
        state = get_state(key)
    return state
""",
    ],
)
