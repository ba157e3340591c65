"""Making a tensor longer by one piece in each pass of a loop.

`x = torch.cat([x, y])` allocates a new tensor and copies all of the old one, to put `y` behind it. Over n passes that
copies n² elements, and on a GPU it asks for a new piece of memory of another size each time. Collecting the pieces in a
list and joining them once, after the loop, copies each element once.

**When not to bother**: the loop makes only a few passes, or each computes far longer than a copy takes.

**Why the fix needs review**: the tensor is complete only after the loop, which shows where the loop ends in an
exception; and the pieces must not be changed in place after they were added.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.questions.joining import joining
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..joined_after import join_after_loop

_JOINS = ("torch.cat", "torch.concat", "torch.concatenate", "torch.vstack", "torch.hstack", "torch.dstack")


def check(node: ast.Call, at: Site) -> Match | None:
    found = joining(at, node, lambda other: _operands(other, at))
    # What is read in each pass (a text that a model makes longer) has to be whole in each pass.
    if found is None or at.waits(found.growth.loop) or not all(_asks_for_none(at, read) for read in found.growth.reads):
        return None
    loop = found.growth.loop
    fixable = found.collectable and all(
        keyword.arg in ("dim", "axis") and loop.is_invariant(keyword.value) for keyword in node.keywords
    )
    return Match(
        node,
        "copies the whole tensor in each pass: collect the pieces in a list and join them once after the loop",
        "review" if fixable and all(loop.is_invariant(argument) for argument in node.args[1:]) else None,
        "the tensor is complete only after the loop",
        {"found": found},
    )


def _asks_for_none(at: Site, read: ast.expr) -> bool:
    around = at.parent(read)
    return isinstance(around, ast.Compare) and isinstance(around.ops[0], (ast.Is, ast.IsNot))


def _operands(node: ast.AST, at: Site) -> Sequence[ast.expr] | None:
    if isinstance(node, ast.Call) and node.args and at.is_call(node, *_JOINS):
        pieces = node.args[0]
        return pieces.elts if isinstance(pieces, (ast.List, ast.Tuple)) else None
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.node
    assert isinstance(call, ast.Call)
    rest = "".join(f", {edit.text(part)}" for part in (*call.args[1:], *call.keywords))
    join_after_loop(match.nodes["found"], edit, edit.text(call.func), rest)


RULE = Rule(
    slug="torch-cat-in-loop",
    code="SLP412",
    family="torch",
    stage="preview",
    triggers=Triggers(
        calls=frozenset(name.removeprefix("torch.") for name in _JOINS), in_loop=True, packages=frozenset({"torch"})
    ),
    check=check,
    rewrite=rewrite,
    title="Join once after the loop",
    examples=[
        Example(
            before="""\
import torch


def joined(parts):
    whole = torch.zeros(0, 4)
    for part in parts:
        whole = «torch.cat([whole, torch.as_tensor(part) * 2], dim=0)»
    return whole.tolist()
""",
            after="""\
import torch


def joined(parts):
    whole = torch.zeros(0, 4)
    whole_pieces = [whole]
    for part in parts:
        whole_pieces.append(torch.as_tensor(part) * 2)
    whole = torch.cat(whole_pieces, dim=0)
    return whole.tolist()
""",
            workload=lambda n: ([[[1.0, 2.0, 3.0, 4.0]]] * n,),
            same=[([],), ([[[1.0, 2.0, 3.0, 4.0]], [[5.0, 6.0, 7.0, 8.0]] * 2],)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def features(model, loader):
    found = None
    for batch in loader:
        if found is None:
            found = model(batch)
        else:
            found = «torch.vstack((found, model(batch)))»
    return found
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Each pass needs the whole: a model reads what it has written so far.
import torch

def write(model, tokens, length):
    for _ in range(length):
        token = model(tokens)
        tokens = torch.cat([tokens, token], dim=-1)
    return tokens
""",
        """\
# Each pass starts anew.
import torch

def pairs(lefts, rights):
    for left, right in zip(lefts, rights):
        both = torch.cat([left, right])
        print(both)
""",
        """\
# Two passes.
import torch

def both(whole, parts):
    for i in range(2):
        whole = torch.cat([whole, parts[i]])
    return whole
""",
        """\
# A window of fixed length.
import torch

def window(values, last):
    for value in values:
        last = torch.cat([last[1:], value])
    return last
""",
        """\
# Joined once.
import torch

def joined(parts):
    pieces = []
    for part in parts:
        pieces.append(part)
    return torch.cat(pieces)
""",
    ],
)
