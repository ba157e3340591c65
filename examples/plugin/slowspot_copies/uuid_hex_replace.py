"""Taking the hyphens out of a UUID that was written with them.

`str(uuid.uuid4()).replace("-", "")` formats 32 digits with four hyphens, and copies them without. The UUID has them as
its attribute `hex`, hyphens never written.

**When not to bother**: it runs now and then; making a random UUID takes longer than either.
"""

from __future__ import annotations

import ast

from slowspot.analyzers.rules.declaration import Example, Match, Rewrite, Rule, Triggers
from slowspot.analyzers.semantics.site import Site

_MAKERS = ("uuid.uuid1", "uuid.uuid3", "uuid.uuid4", "uuid.uuid5", "uuid.UUID")


def check(node: ast.Call, at: Site) -> Match | None:
    match node:  # str(uuid4()).replace("-", "")
        case ast.Call(
            func=ast.Attribute(value=ast.Call(args=[made], keywords=[]) as text),
            args=[ast.Constant(value="-"), ast.Constant(value="")],
            keywords=[],
        ) if at.is_call(text, "builtins.str") and at.is_call(made, *_MAKERS):
            message = "writes the hyphens of a UUID only to take them out: its `hex` has none"
            return Match(node, message, "safe", nodes={"made": made})
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{made}.hex", made=match.nodes["made"])


RULE = Rule(
    slug="uuid-hex-replace",
    code="DUP102",
    family="strings",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"replace"})),
    check=check,
    rewrite=rewrite,
    title="Use .hex",
    examples=[
        Example(
            before="""\
import uuid


def keys(names):
    return [«str(uuid.uuid5(uuid.NAMESPACE_DNS, name)).replace("-", "")» for name in names]
""",
            after="""\
import uuid


def keys(names):
    return [uuid.uuid5(uuid.NAMESPACE_DNS, name).hex for name in names]
""",
            workload=lambda n: ([f"host{i}.example.org" for i in range(n)],),
            same=[(["a", "b"],), ([],), (["ä"],), ([1],)],
        ),
    ],
    clean=[
        """\
# Other characters are replaced.
import uuid

key = str(uuid.uuid4()).replace("-", "_")
""",
        """\
# Only the first hyphen goes.
import uuid

key = str(uuid.uuid4()).replace("-", "", 1)
""",
        """\
# Nobody knows that it is a UUID.
def key(value):
    return str(value).replace("-", "")
""",
    ],
)
