"""Giving the memory of the GPU back in each pass of a loop.

`torch.cuda.empty_cache()` waits for the device and gives all that PyTorch keeps back to the driver; the next pass asks
the driver for it again, which takes a thousand times as long as taking it from what is kept. It makes no more memory
free for PyTorch itself, which would have used what it keeps.

**When not to bother**: another process needs the memory between two passes; or pieces of very different sizes leave
holes.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NAMES = ("torch.cuda.empty_cache", "torch.mps.empty_cache", "torch.xpu.empty_cache")


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, *_NAMES) or in_test(at):
        return None
    loop = at.repeated_in
    if loop is None or loop.kind != "for" or loop.few or _is_rare(at, loop.node):
        return None
    return Match(node, "gives the memory back in each pass, for the next to ask for it again: leave it out of the loop")


def _is_rare(at: Site, loop: ast.AST) -> bool:
    """Does a condition or handler stand before it, or is there a loop within the loop, whose passes are the many?"""
    for parent in at.parents(at.node):
        if parent is loop:
            break
        if isinstance(parent, (ast.If, ast.ExceptHandler, ast.Try)):
            return True
    return any(isinstance(node, (ast.For, ast.While, ast.Yield)) and node is not loop for node in ast.walk(loop))


RULE = Rule(
    slug="torch-empty-cache-in-loop",
    code="SLP419",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"empty_cache"}), in_loop=True, packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import torch


def predict(model, batches):
    found = []
    for batch in batches:
        found.append(model(batch.cuda()).cpu())
        «torch.cuda.empty_cache()»
    return found
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# After the loop; after an epoch.
import torch

def predict(model, batches, epochs):
    for epoch in range(epochs):
        for batch in batches:
            model(batch.cuda())
        torch.cuda.empty_cache()
    torch.cuda.empty_cache()
""",
        """\
# Between two results, which are somebody else's to use.
import torch

def results(models, data):
    for model in models:
        result = model.fit(data)
        torch.cuda.empty_cache()
        yield result
""",
        """\
# When memory has run out.
import torch

def predict(model, batches):
    for batch in batches:
        try:
            model(batch.cuda())
        except torch.cuda.OutOfMemoryError:
            torch.cuda.empty_cache()
""",
        """\
# Every hundred passes.
import torch

def predict(model, batches):
    for step, batch in enumerate(batches):
        model(batch.cuda())
        if step % 100 == 0:
            torch.cuda.empty_cache()
""",
    ],
)
