"""A data set mapped by Python code: `tf.py_function` or `tf.numpy_function` in `Dataset.map`.

The rest of a data set's pipeline runs in threads of TensorFlow, without Python. `tf.py_function` goes back to Python
for each item, and holds its lock: items are worked on one after another, whatever `num_parallel_calls` says, and the
training loop's own Python waits, too. Operations of TensorFlow (`tf.io`, `tf.image`, `tf.strings`) run in parallel.

**When not to bother**: nothing of TensorFlow does it, or it is done once, and kept (`.cache()`).
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import DATASET
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_BACK = ("tensorflow.py_function", "tensorflow.numpy_function", "tensorflow.compat.v1.py_func", "tensorflow.py_func")


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, *_BACK):
        return None
    for parent in at.parents(node):
        if isinstance(parent, ast.Lambda):
            call = at.parent(parent)
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "map"):
                return None
            if at.type(call.func.value).name != DATASET:
                return None
            return Match(
                node,
                "goes back to Python for each item, one at a time: operations of TensorFlow run in parallel threads",
            )
        if isinstance(parent, ast.stmt):
            return None
    return None


RULE = Rule(
    slug="tf-py-function-in-map",
    code="SLP452",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in _BACK), packages=frozenset({"tensorflow"})),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import tensorflow as tf


def total(values):
    data = tf.data.Dataset.from_tensor_slices(values)
    data = data.map(lambda x: «tf.numpy_function(lambda y: y * y + y, [x], tf.float32)»)
    return sum(float(x) for x in data)
""",
            after="""\
import tensorflow as tf


def total(values):
    data = tf.data.Dataset.from_tensor_slices(values)
    data = data.map(lambda x: x * x + x)
    return sum(float(x) for x in data)
""",
            workload=lambda n: ([1.0] * n,),
            same=[([1.0, 2.0],)],
            needs=("tensorflow",),
        ),
    ],
    clean=[
        """\
# Operations of TensorFlow.
import tensorflow as tf

def work(paths):
    return tf.data.Dataset.from_tensor_slices(paths).map(lambda path: tf.io.read_file(path))
""",
        """\
# Elsewhere than in a data set.
import tensorflow as tf

def work(xs, f):
    y = tf.py_function(f, [xs], tf.float32)
    return y, xs.map(lambda x: tf.py_function(f, [x], tf.float32))
""",
        """\
# In another method of it.
import tensorflow as tf

def work(f):
    return tf.data.Dataset.range(3).filter(lambda x: tf.py_function(f, [x], tf.bool))
""",
    ],
)
