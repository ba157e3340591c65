"""Anomaly detection left on.

`torch.autograd.set_detect_anomaly(True)` keeps a stack trace for each operation, and looks through all gradients for
NaN in each step. It is there to find where one comes from, and takes a multiple of the time meanwhile.

**When not to bother**: the run is for finding a NaN.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_SETS = ("torch.autograd.set_detect_anomaly", "torch.autograd.anomaly_mode.set_detect_anomaly")
_MANAGES = ("torch.autograd.detect_anomaly", "torch.autograd.anomaly_mode.detect_anomaly")


def check(node: ast.Call, at: Site) -> Match | None:
    if at.is_call(node, *_SETS):
        mode = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "mode"), None)
        if not isinstance(mode, ast.Constant) or mode.value is not True:
            return None
    elif not at.is_call(node, *_MANAGES):
        return None
    if any(keyword.arg == "check_nan" and _is_false(keyword.value) for keyword in node.keywords):
        return None  # it is the stack traces that are wanted
    if in_test(at) or any(isinstance(parent, ast.If) and not _is_main(parent) for parent in at.parents(node)):
        return None
    return Match(node, "keeps a stack trace of each operation and looks for NaN in each step: take it out again")


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_main(test: ast.If) -> bool:
    return "__main__" in ast.dump(test.test)


RULE = Rule(
    slug="torch-detect-anomaly",
    code="SLP418",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset({"set_detect_anomaly", "detect_anomaly"}), packages=frozenset({"torch"})),
    check=check,
    examples=[
        Example(
            before="""\
import torch


def descent(steps):
    weight = torch.zeros(8, requires_grad=True)
    with «torch.autograd.detect_anomaly(check_nan=True)»:
        for _ in range(steps):
            ((weight - 1).tanh().exp() ** 2).sum().backward()
    return steps
""",
            after="""\
import torch


def descent(steps):
    weight = torch.zeros(8, requires_grad=True)
    for _ in range(steps):
        ((weight - 1).tanh().exp() ** 2).sum().backward()
    return steps
""",
            workload=lambda n: (n,),
            same=[(0,), (2,)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch

«torch.autograd.set_detect_anomaly(True)»
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Off, or as somebody says.
import torch

def prepare(debug):
    torch.autograd.set_detect_anomaly(False)
    torch.autograd.set_detect_anomaly(debug)
""",
        """\
# The stack traces are what is wanted.
import torch

def traced(f):
    with torch.autograd.detect_anomaly(check_nan=False):
        return f()
""",
        """\
# Where it is asked for.
import torch

def prepare(options):
    if options.debug:
        torch.autograd.set_detect_anomaly(True)
""",
        """\
# A test is there to find it.
import torch

def test_gradients(model):
    with torch.autograd.detect_anomaly():
        model().backward()
""",
    ],
)
