"""A data loader with workers, without pinned memory, whose batches go to a GPU.

The driver copies from ordinary memory by way of a buffer of its own, and Python waits for it. From pinned memory the
device fetches the batch by itself: `pin_memory=True` lets a thread of the loader pin each batch, and
`.to(device, non_blocking=True)` then goes on while the copy runs.

**When not to bother**: there is no GPU of NVIDIA's; batches are small; or memory is short, for what is pinned cannot
be paged out.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.whole_file import document_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *_LOADERS) or in_test(at):
        return None
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if None in given or "pin_memory" in given or "num_workers" not in given or len(node.args) > 5:
        return None
    workers = at.constant(given["num_workers"])
    if workers is not at.NOT_CONSTANT and not (type(workers) is int and workers > 0):
        return None
    # The loop that copies batches may stand anywhere in the file.
    text = document_of(at).text
    if ".cuda(" not in text and '"cuda' not in text and "'cuda" not in text:
        return None
    return Match(
        node,
        "its batches are copied to the GPU by way of a buffer: pin_memory=True lets the device fetch them itself",
    )


RULE = Rule(
    slug="torch-loader-not-pinned",
    code="SLP407",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"DataLoader"}), packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
from torch.utils.data import DataLoader


def train(model, dataset, optimizer):
    loader = «DataLoader(dataset, batch_size=64, num_workers=4)»
    model.cuda()
    for inputs, targets in loader:
        loss = model(inputs.cuda(), targets.cuda())
        loss.backward()
        optimizer.step()
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Pinned; or not to be.
from torch.utils.data import DataLoader

def loaders(dataset):
    device = "cuda"
    return DataLoader(dataset, num_workers=4, pin_memory=True), DataLoader(dataset, num_workers=4, pin_memory=False)
""",
        """\
# Nothing says that there is a GPU.
from torch.utils.data import DataLoader

def loader(dataset):
    return DataLoader(dataset, num_workers=4)
""",
        """\
# No workers: the process that asks would pin.
from torch.utils.data import DataLoader

def loader(dataset, options):
    device = "cuda"
    return DataLoader(dataset), DataLoader(dataset, num_workers=0), DataLoader(dataset, **options)
""",
    ],
)
