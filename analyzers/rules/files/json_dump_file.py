"""Writing JSON to a file piece by piece.

`json.dump(data, file)` makes the text with the encoder written in Python and writes each small piece of it separately.
`json.dumps(data)` uses the encoder written in C and makes the text in one go; writing that is one call. Both take the
same options. With `indent=` both use the encoder in Python, and the rule is silent.

**When not to bother**: little is written, or so much that its text does not fit into memory.

**Why the fix needs review**: the whole text is in memory at once before any of it is written. Where an object cannot
be encoded, nothing is written, instead of the text up to there.
"""

from __future__ import annotations

import ast
import io

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASON = "the whole text is in memory at once, and none of it is written where an object cannot be encoded"


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "json.dump") or any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    if not 1 <= len(node.args) <= 2 or any(keyword.arg in (None, "indent") for keyword in node.keywords):
        return None
    options = [keyword for keyword in node.keywords if keyword.arg != "fp"]
    file = node.args[1] if len(node.args) == 2 else next((k.value for k in node.keywords if k.arg == "fp"), None)
    if file is None or _is_short(node.args[0], at):
        return None
    # The file would be evaluated before the data.
    movable = isinstance(at.parent(node), ast.Expr) and (at.dotted(file) is not None or at.pure(node.args[0]))
    return Match(
        node,
        "writes JSON in many small pieces made in Python: dumps() makes the text in one go, in C",
        "review" if movable else None,
        _REASON if movable else "",
        {"file": file, "options": options},
    )


def _is_short(data: ast.expr, at: Site) -> bool:
    """Is it written right here, with nothing in it that could be long?"""
    if isinstance(data, ast.Dict):
        return at.is_small(data) and all(_is_short(value, at) for value in data.values)
    if isinstance(data, (ast.List, ast.Tuple)):
        return at.is_small(data) and all(_is_short(value, at) for value in data.elts)
    return isinstance(data, (ast.Constant, ast.JoinedStr)) or at.type(data).is_("int", "float", "bool", "None", "str")


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Call = match.node  # pyright: ignore[reportAssignmentType]
    dumps = edit.imported("json.dumps", node)
    options = "".join(f", {edit.text(keyword)}" for keyword in match.nodes["options"])
    template = "{file}.write({dumps}({data}{options}))"
    edit.replace(node, template, file=match.nodes["file"], dumps=dumps, data=node.args[0], options=options)


RULE = Rule(
    slug="json-dump-file",
    code="SLP230",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"dump"})),
    check=check,
    rewrite=rewrite,
    title="Write the text of json.dumps()",
    examples=[
        Example(
            before="""\
import json


def save(rows, file):
    «json.dump(rows, file)»
""",
            after="""\
import json


def save(rows, file):
    file.write(json.dumps(rows))
""",
            workload=lambda n: ([{"id": i, "name": "x"} for i in range(n)], io.StringIO()),
            same=[lambda: ([1, "é", None], io.StringIO()), lambda: ({}, io.StringIO())],
            differs=[lambda: ([1, object], io.StringIO())],
        ),
        Example(
            before="""\
from json import dump


def save(users, path):
    with open(path, "w") as out:
        «dump([user for user in users], fp=out, separators=(",", ":"), sort_keys=True)»  # compact
    with open(path) as saved:
        return saved.read()
""",
            after="""\
from json import dump, dumps


def save(users, path):
    with open(path, "w") as out:
        out.write(dumps([user for user in users], separators=(",", ":"), sort_keys=True))  # compact
    with open(path) as saved:
        return saved.read()
""",
            workload=lambda n: ([{"b": i, "a": "x"} for i in range(n)], "/dev/null"),
            same=[([{"b": 1, "a": []}], "/dev/null")],
        ),
        Example(
            before="""\
import json


def save(make_rows, path):
    «json.dump(make_rows(), open(path, "w"))»
""",
        ),
    ],
    clean=[
        """\
# Indented: the encoder in Python makes it in any case.
import json

def save(rows, file):
    json.dump(rows, file, indent=2)
""",
        """\
# Another module's dump.
import pickle

def save(rows, file):
    pickle.dump(rows, file)
""",
        """\
# A method of that name.
def save(self, rows, file):
    self.json.dump(rows, file)
""",
        """\
# Short, as one sees.
import json

def save_state(count: int, name, file):
    json.dump({"version": 1, "count": count, "name": f"{name}", "tags": ["a", "b"]}, file)
""",
        """\
# The options are not known: there may be an indent.
import json

def save(rows, file, **options):
    json.dump(rows, file, **options)
""",
        """\
# Text, not a file.
import json

def text(rows):
    return json.dumps(rows)
""",
        """\
# No file is given.
import json

def save(rows):
    json.dump(rows)
""",
    ],
)
