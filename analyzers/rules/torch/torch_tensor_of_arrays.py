"""A tensor made of a list of NumPy arrays.

`torch.tensor([a, b, …])` goes through the arrays number by number, as through nested lists; PyTorch itself warns that
this is extremely slow. `np.array([a, b, …])` copies each array as a whole, and a tensor is made of that at once.

**When not to bother**: there are a few numbers.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MAKERS = ("torch.tensor", "torch.as_tensor", "torch.Tensor", "torch.FloatTensor", "torch.LongTensor")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *_MAKERS):
        return None
    source = node.args[0]
    if at.is_small(source) and not isinstance(source, ast.ListComp):
        return None
    kind = at.type(source)
    if not kind.is_("list", "tuple") or not kind.element.is_("numpy.ndarray"):
        return None
    return Match(
        node,
        "goes through the arrays number by number: make one array of them first, with np.array()",
        "review",
        "arrays of one length are taken for granted: others raise another error",
        {"source": source},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    source = match.nodes["source"]
    function = edit.imported("numpy.array", match.node)
    edit.replace(source, "{function}({source})", function=function, source=edit.text(source))


RULE = Rule(
    slug="torch-tensor-of-arrays",
    code="SLP423",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset(name.removeprefix("torch.") for name in _MAKERS), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Make one array first",
    examples=[
        Example(
            before="""\
import numpy as np
import torch


def batch(rows):
    arrays = [np.asarray(row, dtype=np.float32) for row in rows]
    return «torch.tensor(arrays)».tolist()
""",
            after="""\
import numpy as np
import torch


def batch(rows):
    arrays = [np.asarray(row, dtype=np.float32) for row in rows]
    return torch.tensor(np.array(arrays)).tolist()
""",
            workload=lambda n: ([[1.0] * 64] * n,),
            same=[([[1.0, 2.0], [3.0, 4.0]],), ([],)],
            needs=("torch", "numpy"),
        ),
        Example(
            before="""\
import numpy as np
import torch


def windows(values, width: int):
    values = np.array(values)
    return «torch.FloatTensor([values[i : i + width].copy() for i in range(len(values) - width)])»
""",
            needs=("torch", "numpy"),
        ),
    ],
    clean=[
        """\
# One array.
import numpy as np
import torch

def batch(rows):
    return torch.tensor(np.array(rows)), torch.from_numpy(np.stack(rows))
""",
        """\
# Lists of numbers, and what is not known.
import torch

def batch(rows, numbers: list[float]):
    return torch.tensor(rows), torch.tensor(numbers), torch.tensor([row[0] for row in rows])
""",
        """\
# Two arrays.
import numpy as np
import torch

def pair(a, b):
    return torch.tensor([np.array(a), np.array(b)])
""",
        """\
# Tensors are stacked otherwise.
import torch

def batch(rows):
    return torch.stack([torch.as_tensor(row) for row in rows])
""",
    ],
)
