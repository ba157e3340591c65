"""A data loader whose workers are started anew in every epoch.

`for batch in loader` starts the worker processes and ends them after the last batch. In a loop over epochs that
happens again and again: each worker imports the program, gets a copy of the data set, and fills its queue while the
device waits. `persistent_workers=True` keeps them from one epoch to the next.

**When not to bother**: an epoch takes minutes, and its start does not show; or the data set is changed between epochs
by the process that trains, which living workers would not see.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *_LOADERS) or in_test(at):
        return None
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    workers = at.constant(given.get("num_workers"))
    if None in given or "persistent_workers" in given or not (type(workers) is int and workers > 0):
        return None
    epochs = _epochs(node, at)
    if epochs is None:
        return None
    return Match(
        node,
        "starts and ends its workers in every pass of the loop over epochs: persistent_workers=True keeps them",
        "review",
        "workers that live on do not see what is changed in the data set between epochs",
        {"call": node},
        related=[(epochs, "the loop over epochs")],
    )


def _epochs(node: ast.Call, at: Site) -> ast.AST | None:
    """The loop around the one that goes over the loader, where a local name is all that holds the loader."""
    statement = at.parent(node)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    name = statement.targets[0]
    if not isinstance(name, ast.Name) or at.only_value(name) is not node:
        return None
    reads = (
        [usage.node for usage in at.usages(name)]
        if at.is_local(name)
        else [other for other in ast.walk(ast.Module(list(at.siblings(statement)[0]), [])) if _reads(other, name.id)]
    )
    for read in reads:
        inner: ast.AST | None = None
        for parent in at.parents(read):
            if isinstance(parent, ast.For) and inner is None and at.inside(read, parent.iter):
                inner = parent
            elif inner is not None and isinstance(parent, (ast.For, ast.While)):
                if isinstance(parent, ast.For) and at.loop_of(parent).trip_count == 1:
                    return None
                return parent if not at.inside(statement, parent) else None
            elif isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                break
    return None


def _reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.nodes["call"]
    given = ", ".join(edit.text(part) for part in (*call.args, *call.keywords))
    edit.replace(call, "{loader}({given}, persistent_workers=True)", loader=edit.text(call.func), given=given)


RULE = Rule(
    slug="torch-loader-restarts-workers",
    code="SLP408",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset({"DataLoader"}), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Keep the workers",
    gains="latency",
    examples=[
        Example(
            before="""\
from torch.utils.data import DataLoader


def total(rows, epochs):
    loader = «DataLoader(rows, batch_size=64, num_workers=1)»
    found = 0
    for _ in range(epochs):
        for batch in loader:
            found += int(batch.sum())
    return found
""",
            after="""\
from torch.utils.data import DataLoader


def total(rows, epochs):
    loader = DataLoader(rows, batch_size=64, num_workers=1, persistent_workers=True)
    found = 0
    for _ in range(epochs):
        for batch in loader:
            found += int(batch.sum())
    return found
""",
            workload=lambda n: (list(range(n)), 3),
            same=[([1, 2, 3], 2), ([], 2)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# One pass over the data.
from torch.utils.data import DataLoader

def total(rows):
    loader = DataLoader(rows, num_workers=2)
    return sum(int(batch.sum()) for batch in loader)
""",
        """\
# They are kept; there are none.
from torch.utils.data import DataLoader

def total(rows, epochs, many):
    kept = DataLoader(rows, num_workers=2, persistent_workers=True)
    none = DataLoader(rows, num_workers=0)
    some = DataLoader(rows, num_workers=many)
    for _ in range(epochs):
        for batch in kept:
            print(batch)
        for batch in none:
            print(batch)
        for batch in some:
            print(batch)
""",
        """\
# Other rows in each pass.
from torch.utils.data import DataLoader

def total(parts):
    for rows in parts:
        loader = DataLoader(rows, num_workers=2)
        for batch in loader:
            print(batch)
""",
    ],
)
