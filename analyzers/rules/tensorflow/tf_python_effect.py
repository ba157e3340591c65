"""Something in a `tf.function` that happens when it is traced, and not when it is called.

`print`, the clock, Python's and NumPy's random numbers, and a list that grows belong to Python: they run once, when the
function is traced, and what they gave is a constant of the graph from then on. Who sees them run in each step pays for
traces. `tf.print`, `tf.timestamp`, `tf.random.uniform` and `tf.TensorArray` are part of the graph.

**When not to bother**: to see when a function is traced is what the `print` is for (one that says "trac…" is not
reported).
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.questions.tracing import inside_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_INSTEAD = {
    "builtins.print": "`tf.print`",
    "time.time": "`tf.timestamp`",
    "time.perf_counter": "`tf.timestamp`",
    "random.random": "`tf.random.uniform`",
    "random.uniform": "`tf.random.uniform`",
    "random.randint": "`tf.random.uniform`",
    "random.choice": "`tf.random.uniform`",
    "random.shuffle": "`tf.random.shuffle`",
    "random.gauss": "`tf.random.normal`",
    "numpy.random.rand": "`tf.random.uniform`",
    "numpy.random.randn": "`tf.random.normal`",
    "numpy.random.normal": "`tf.random.normal`",
    "numpy.random.uniform": "`tf.random.uniform`",
    "numpy.random.randint": "`tf.random.uniform`",
    "numpy.random.random": "`tf.random.uniform`",
    "numpy.random.choice": "`tf.random.uniform`",
    "numpy.random.shuffle": "`tf.random.shuffle`",
    "numpy.random.permutation": "`tf.random.shuffle`",
}


def check(node: ast.Call, at: Site) -> Match | None:
    qualified = at.qualified(node.func) or ""
    if at.function is None or qualified not in _INSTEAD or isinstance(at.function, ast.Lambda):
        return None
    if qualified == "builtins.print" and _speaks_of_tracing(node):
        return None
    if any(isinstance(parent, (ast.Raise, ast.Assert)) for parent in at.parents(node)):
        return None
    compiled = inside_compiled(at, COMPILERS)
    if compiled is None or compiled.function is not at.function:  # one inside may be run by `tf.py_function`
        return None
    return Match(node, f"runs when the function is traced, not when it is called: {_INSTEAD[qualified]} does")


def _speaks_of_tracing(node: ast.Call) -> bool:
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any("trac" in text.lower() or "compil" in text.lower() for text in texts)


RULE = Rule(
    slug="tf-python-effect",
    code="SLP444",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(
        calls=frozenset(name.rpartition(".")[2] for name in _INSTEAD), packages=frozenset({"tensorflow"})
    ),
    check=check,
    severity="info",
    gains="latency",
    examples=[
        Example(
            before="""\
import random
import time

import numpy as np
import tensorflow as tf


@tf.function
def step(x):
    «print("step", x)»
    noise = «np.random.normal(size=3)»
    return x * «random.random()» + noise + «time.time()»
""",
        ),
    ],
    clean=[
        """\
# It says that it is about tracing.
import tensorflow as tf

@tf.function
def step(x):
    print("Tracing with", x)
    return x + 1
""",
        """\
# Part of the graph; not compiled.
import random
import tensorflow as tf

@tf.function
def step(x):
    tf.print("step", x)
    return x * tf.random.uniform([])

def plain(x):
    print(x)
    return x * random.random()
""",
        """\
# In a function that runs in Python.
import tensorflow as tf

@tf.function
def step(x):
    def show(y):
        print(y)
        return y
    return tf.py_function(show, [x], tf.float32)
""",
    ],
)
