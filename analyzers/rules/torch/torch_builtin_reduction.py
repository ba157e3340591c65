"""A builtin (`sum`, `min`, `max`) that goes over a tensor.

`sum(t)` makes a tensor for every element and adds them up one by one: an operation of the device each. `t.sum(dim=0)`
is a single operation.

**When not to bother**: the tensor has a few elements or rows.

**Why the fix needs review**: `t.sum()` adds floats in another order, so that the last digits may differ; of an empty
tensor `sum(t)` is the integer 0; and `max(t)` passes over NaN by chance, where `t.max()` gives NaN.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.tensors import is_tensor
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_BUILTINS = {"sum": "sum(dim=0)", "min": "min()", "max": "max()"}
_REASONS = {"sum": "floats are added in another order, and nothing at all sums up to a tensor"}


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or isinstance(node.args[0], (ast.GeneratorExp, ast.ListComp, ast.Starred)):
        return None
    name = (at.qualified(node.func) or "").removeprefix("builtins.")
    if name not in _BUILTINS:
        return None
    tensor = node.args[0]
    if not is_tensor(at, tensor) or isinstance(tensor, ast.Attribute) or in_test(at):
        return None
    return Match(
        node,
        f"makes a tensor of each element, and compares or adds them one by one: .{_BUILTINS[name]} is one operation",
        "review",
        _REASONS.get(name, "it gives NaN where there is one"),
        {"tensor": tensor, "method": _BUILTINS[name]},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{tensor}.{method}", tensor=match.nodes["tensor"], method=match.nodes["method"])


RULE = Rule(
    slug="torch-builtin-reduction",
    code="SLP414",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset(_BUILTINS), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Use the tensor's method",
    examples=[
        Example(
            before="""\
import torch


def share(figures):
    sold = torch.tensor(figures)
    return (sold / «sum(sold)»).tolist(), «max(sold)».item()
""",
            after="""\
import torch


def share(figures):
    sold = torch.tensor(figures)
    return (sold / sold.sum(dim=0)).tolist(), sold.max().item()
""",
            workload=lambda n: ([1.0] * n,),
            same=[([1.0, 3.0],), ([2, 2],)],
            differs=[([1.0, float("nan"), 2.0],)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# A test.
import torch

def test_total():
    assert sum(torch.ones(3)) == 3
""",
        """\
# One operation.
import torch

def total(sold: torch.Tensor):
    return sold.sum()
""",
        """\
# A list of losses; a start; a key.
import torch

def total(losses: list[torch.Tensor], sold: torch.Tensor):
    return sum(losses), sum(sold, torch.zeros(3)), max(sold, key=abs)
""",
        """\
# Not known to be a tensor; its shape is none.
import torch

def total(sold, other: torch.Tensor):
    return sum(sold), max(other.shape)
""",
    ],
)
