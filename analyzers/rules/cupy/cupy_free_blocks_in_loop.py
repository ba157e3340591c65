"""The memory that CuPy keeps for reuse is given back in each pass of a loop.

CuPy keeps the memory of arrays that are gone, and gives it to the next ones at once. `pool.free_all_blocks()` gives it
back to the driver, which waits for the device to be done, and the next pass must ask the driver anew. Once,
before a large allocation or for another process, is where it belongs.

**When not to bother**: without it the device runs out of memory. `pool.set_limit()` is another way, then.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import busy_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_POOLS = ("cupy.cuda.MemoryPool", "cupy.cuda.PinnedMemoryPool", "cupy.cuda.memory.MemoryPool")


def check(node: ast.Call, at: Site) -> Match | None:
    if busy_loop(at) is None or not isinstance(node.func, ast.Attribute) or not at.type(node.func.value).is_(*_POOLS):
        return None
    return Match(
        node, "gives memory back to the driver in every pass, which waits for the device: the next pass could reuse it"
    )


RULE = Rule(
    slug="cupy-free-blocks-in-loop",
    code="SLP508",
    family="cupy",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"free_all_blocks", "free_all_free"}), in_loop=True, packages=frozenset({"cupy"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def spectra(batches):
    for batch in batches:
        yield cp.asnumpy(cp.fft.fft(cp.asarray(batch)))
        «cp.get_default_memory_pool().free_all_blocks()»
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
from cupy import get_default_memory_pool, get_default_pinned_memory_pool


def work(batches, use):
    pool = get_default_memory_pool()
    pinned = get_default_pinned_memory_pool()
    for batch in batches:
        use(batch)
        «pool.free_all_blocks()»
        «pinned.free_all_blocks()»
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Once.
import cupy as cp

def work(batches, use):
    for batch in batches:
        use(batch)
    cp.get_default_memory_pool().free_all_blocks()
""",
        """\
# When something says that it is needed.
import cupy as cp

def work(batches, use):
    pool = cp.get_default_memory_pool()
    for batch in batches:
        try:
            use(batch)
        except MemoryError:
            pool.free_all_blocks()
        if pool.used_bytes() > 1e9:
            pool.free_all_blocks()
""",
        """\
# Some other pool; three passes; a test.
import cupy as cp

def work(pool, batches, free_all_blocks):
    for batch in batches:
        pool.free_all_blocks()
        free_all_blocks()
    for i in range(3):
        cp.get_default_memory_pool().free_all_blocks()

def test_free(batches):
    for batch in batches:
        cp.get_default_memory_pool().free_all_blocks()
""",
    ],
)
