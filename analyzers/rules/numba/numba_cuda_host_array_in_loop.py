"""A NumPy array handed to a CUDA kernel in a loop: it is copied to the device and back at each launch.

For an array in the memory of the host, numba makes a copy on the device before the launch, waits for the kernel, and
copies the array back, whether it was changed or not. `cuda.to_device(a)` before the loop copies it once, and
`copy_to_host()` after it fetches what is wanted.

What it gains has not been measured: it takes a GPU.

**When not to bother**: the loop makes a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import called
from ...semantics.questions.places import in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Subscript) or in_test(at):
        return None
    function = called(at, node.func.value)
    loop = at.repeated_in
    if function is None or function.kind != "cuda" or loop is None:
        return None
    for given in node.args:
        if at.type(given).is_("numpy.ndarray") and not depends_on_pass(given, loop):
            return Match(given, "is copied to the device and back at each launch: cuda.to_device() copies it once")
    return None


RULE = Rule(
    slug="numba-cuda-host-array-in-loop",
    code="SLP544",
    family="numba",
    stage="preview",
    triggers=Triggers(nodes=(ast.Call,), in_loop=True, packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
from numba import cuda


@cuda.jit
def step(values):
    i = cuda.grid(1)
    if i < values.size:
        values[i] *= 0.5


def work(n, steps):
    values = np.ones(n)
    for _ in range(steps):
        step[(n + 255) // 256, 256](«values»)
    return values
""",
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numpy
from numba import cuda


@cuda.jit("void(f8, f8[:])")
def step(x, values):
    values[cuda.grid(1)] *= x


def work(values: numpy.ndarray, factors, blocks):
    while factors:
        step[blocks, 128](factors.pop(), «values»)
""",
            needs=("numba", "numpy"),
        ),
    ],
    clean=[
        """\
# Copied once.
import numpy as np
from numba import cuda

@cuda.jit
def step(values):
    values[cuda.grid(1)] *= 0.5

def work(n, steps):
    values = cuda.to_device(np.ones(n))
    for _ in range(steps):
        step[n // 256, 256](values)
    return values.copy_to_host()
""",
        """\
# Another one in each pass; one of which nothing is known; one launch; three.
import numpy as np
from numba import cuda

@cuda.jit
def step(values):
    values[cuda.grid(1)] *= 0.5

def work(n, batches, given):
    for batch in batches:
        values = np.asarray(batch)
        step[n // 256, 256](values)
        step[n // 256, 256](given)
    values = np.ones(n)
    step[n // 256, 256](values)
    for i in range(3):
        step[n // 256, 256](values)
""",
        """\
# No kernel; a test.
import numpy as np
from numba import cuda

@cuda.jit
def step(values):
    values[cuda.grid(1)] *= 0.5

def work(table, n):
    values = np.ones(n)
    for i in range(n):
        table[i, 256](values)
        print(values)

def test_step(n):
    values = np.ones(n)
    for i in range(n):
        step[1, 256](values)
""",
    ],
)
