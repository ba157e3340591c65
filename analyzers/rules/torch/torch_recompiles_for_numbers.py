"""A function compiled for fixed sizes and numbers, and called with others in each pass of a loop.

With `dynamic=False` everything that is no tensor's content is compiled in: each new number, and each new shape, is
another compilation, of seconds. After eight of them PyTorch gives up, and runs the function uncompiled. Without
`dynamic=False`, the second value makes the number a variable, and there is no third compilation. Put in a tensor, a
number is data from the beginning.

**When not to bother**: the number takes a few values.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "torch.compile"):
        return None
    fixed = next((keyword for keyword in node.keywords if keyword.arg == "dynamic"), None)
    if fixed is None or not isinstance(fixed.value, ast.Constant) or fixed.value.value is not False:
        return None
    for name, call in _calls(node, at):
        found = _changing(name, call, at)
        if found is not None:
            return Match(
                node,
                "compiles for each number anew, eight times, and then not at all: leave out dynamic=False, or pass"
                " the number in a tensor",
                related=[(found, "another number in each pass")],
            )
    return None


def _calls(node: ast.Call, at: Site) -> list[tuple[ast.AST, ast.Call]]:
    """The calls, in the same function, of the name that holds what was compiled."""
    statement = at.parent(node)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return []
    name = statement.targets[0]
    if not isinstance(name, ast.Name) or not at.is_local(name) or at.only_value(name) is not node:
        return []
    return [
        (usage.node, around)
        for usage in at.usages(name)
        if isinstance(around := at.parent(usage.node), ast.Call) and around.func is usage.node
    ]


def _changing(name: ast.AST, call: ast.Call, at: Site) -> ast.expr | None:
    """The argument that is the counter of a loop around the call, or made of it."""
    for parent in at.parents(name):
        if not isinstance(parent, ast.For) or at.loop_of(parent).few:
            continue
        counted = at.is_call(parent.iter, "builtins.range")
        enumerated = at.is_call(parent.iter, "builtins.enumerate")
        target = parent.target
        if enumerated and isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        if not (counted or enumerated) or not isinstance(target, ast.Name):
            continue
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            if _is_number_of(argument, target.id):
                return argument
    return None


def _is_number_of(node: ast.expr, name: str) -> bool:
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        return any(_is_number_of(side, name) for side in sides) and all(
            isinstance(side, (ast.Constant, ast.BinOp)) or _is_number_of(side, name) for side in sides
        )
    return isinstance(node, ast.Name) and node.id == name


RULE = Rule(
    slug="torch-recompiles-for-numbers",
    code="SLP410",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset({"compile"}), packages=frozenset({"torch"})),
    check=check,
    examples=[
        Example(
            before="""\
import torch._dynamo


def scaled(x, factor):
    return (x * factor).sin()


def total(steps):
    torch._dynamo.reset()
    fast = «torch.compile(scaled, dynamic=False, backend="eager")»
    x = torch.ones(10)
    for step in range(steps):
        x = fast(x, 0.5 * step)
    return round(float(x.sum()), 3)
""",
            after="""\
import torch._dynamo


def scaled(x, factor):
    return (x * factor).sin()


def total(steps):
    torch._dynamo.reset()
    fast = torch.compile(scaled, backend="eager")
    x = torch.ones(10)
    for step in range(steps):
        x = fast(x, 0.5 * step)
    return round(float(x.sum()), 3)
""",
            workload=lambda n: (n,),
            same=[(0,), (12,)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# The second value makes it a variable.
import torch

def total(f, x, steps):
    fast = torch.compile(f)
    for step in range(steps):
        x = fast(x, step)
    return x
""",
        """\
# Tensors alone.
import torch

def total(f, x, steps):
    fast = torch.compile(f, dynamic=False)
    for step in range(steps):
        x = fast(x)
    return x
""",
        """\
# Three values.
import torch

def total(f, x):
    fast = torch.compile(f, dynamic=False)
    for step in range(3):
        x = fast(x, step)
    return x
""",
        """\
# A tensor of the counter.
import torch

def total(f, x, steps):
    fast = torch.compile(f, dynamic=False)
    for step in range(steps):
        x = fast(x, torch.tensor(step))
    return x
""",
    ],
)
