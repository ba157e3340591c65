"""Tensors of PyTorch: what makes one, what operations keep one, and what calling a layer or a module gives."""

from __future__ import annotations

import pytest

from .probing import ask, written

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn, Tensor


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 4).to("cuda")

    def forward(self, x):
        return F.relu(self.layer(x))

"""


def types(source: str) -> list[str]:
    return ask(HEAD + source, lambda node, at: written(at.type(node)))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("torch.zeros(3)", "torch.Tensor"),
        ("torch.zeros(3).cuda().float().mean(dim=0)", "torch.Tensor"),
        ("torch.zeros(3)[1:]", "torch.Tensor"),
        ("torch.zeros(3) > n", "torch.Tensor"),
        ("2 * torch.zeros(3) + 1", "torch.Tensor"),
        ("-t", "~torch.Tensor"),
        ("t @ n", "~torch.Tensor"),
        ("t.shape[0]", "~int"),
        ("t.grad", "~torch.Tensor"),
        ("t.device", "~torch.device"),
        ("t.item()", "unknown"),
        ("t.max(dim=0)", "unknown"),
        ("t.numpy()", "~numpy.ndarray"),
        ("t.tolist()", "~list"),
        ("nn.CrossEntropyLoss()(t, n)", "~torch.Tensor"),
        ("nn.Linear(3, 4).to(n)", "~torch.nn.Linear"),
        ("nn.LSTM(3, 4)(t)", "unknown"),
        ("Net()(t)", "~torch.Tensor"),
        ("n(t)", "unknown"),
        ("[x for x in t]", "list[~torch.Tensor]"),
    ],
)
def test_types(expression: str, expected: str) -> None:
    assert types(f"def f(t: Tensor, n):\n    probe({expression})\n") == [expected]


def test_what_a_name_is_called_with_is_followed_in_its_class() -> None:
    source = "class Trainer:\n    def __init__(self):\n        self.loss = nn.MSELoss()\n"
    source += "    def step(self, a, b):\n        loss = self.loss(a, b)\n        probe(loss)\n"
    assert types(source) == ["~torch.Tensor"]


def test_a_file_without_pytorch_has_no_tensors() -> None:
    assert ask("def f(t, loss):\n    probe(loss(t))\n", lambda node, at: at.type(node).known) == [False]
