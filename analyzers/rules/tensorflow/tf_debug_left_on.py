"""TensorFlow told to run without graphs, or to check every result, for the whole program.

`tf.config.run_functions_eagerly(True)` turns every `tf.function`, Keras' training step too, into Python that starts one
operation after another; `model.compile(run_eagerly=True)` does so for one model. `tf.debugging.enable_check_numerics()`
looks at every result, and `tf.data.experimental.enable_debug_mode()` runs data sets in Python, one item at a time. They
are for finding a mistake.

**When not to bother**: it is a program for finding mistakes, or a test. Where it stands under a condition, it is not
reported.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import MODEL
from ...semantics.questions.places import in_test
from ...semantics.questions.whole_file import is_test_file
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_SWITCHES = {
    "tensorflow.config.run_functions_eagerly": "runs every `tf.function` in Python, operation by operation",
    "tensorflow.config.experimental_run_functions_eagerly": "runs every `tf.function` in Python",
    "tensorflow.debugging.enable_check_numerics": "looks at every result of every operation",
    "tensorflow.data.experimental.enable_debug_mode": "runs data sets in Python, item by item",
}


def check(node: ast.Call, at: Site) -> Match | None:
    if isinstance(node.func, ast.Attribute) and node.func.attr == "compile":
        eager = [k.value for k in node.keywords if k.arg == "run_eagerly"]
        if not eager or not (isinstance(eager[0], ast.Constant) and eager[0].value is True):
            return None
        if at.type(node.func.value).name != MODEL:
            return None
        effect = "trains the model in Python, operation by operation"
    else:
        effect = _SWITCHES.get(at.qualified(node.func) or "", "")
        if not effect or (node.args and not (isinstance(node.args[0], ast.Constant) and node.args[0].value is True)):
            return None
        if "functions_eagerly" in (at.qualified(node.func) or "") and len(node.args) != 1:
            return None
    if in_test(at) or any(isinstance(p, (ast.If, ast.Try, ast.With)) for p in at.parents(node)):
        return None
    if is_test_file(at):
        return None
    return Match(node, f"{effect}: it is for finding mistakes")


RULE = Rule(
    slug="tf-debug-left-on",
    code="SLP451",
    family="tensorflow",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"compile", *(name.rpartition(".")[2] for name in _SWITCHES)}),
        packages=frozenset({"tensorflow", "keras", "tf_keras"}),
    ),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


@tf.function
def decayed(x, rate):
    for _ in range(30):
        x = tf.tanh(x) * rate + 0.01
    return x


def run(n):
    «tf.config.run_functions_eagerly(True)»
    x = tf.ones([8])
    for _ in range(n):
        x = decayed(x, tf.constant(0.9))
    tf.config.run_functions_eagerly(False)
    return round(float(tf.reduce_sum(x)), 3)
""",
            after="""\
import tensorflow as tf


@tf.function
def decayed(x, rate):
    for _ in range(30):
        x = tf.tanh(x) * rate + 0.01
    return x


def run(n):
    x = tf.ones([8])
    for _ in range(n):
        x = decayed(x, tf.constant(0.9))
    tf.config.run_functions_eagerly(False)
    return round(float(tf.reduce_sum(x)), 3)
""",
            workload=lambda n: (n,),
            same=[(3,), (0,)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf

«tf.debugging.enable_check_numerics()»
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
«model.compile("adam", "mse", run_eagerly=True)»
""",
        ),
    ],
    clean=[
        """\
# Turned off; under a condition; in a test.
import sys

import tensorflow as tf

tf.config.run_functions_eagerly(False)
if "--debug" in sys.argv:
    tf.config.run_functions_eagerly(True)

def test_work():
    tf.config.run_functions_eagerly(True)

def set_up(debug):
    tf.config.run_functions_eagerly(debug)
""",
        """\
# Compiled as usual; another compile.
import re

import tensorflow as tf

def work(debug):
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("adam", "mse")
    model.compile("adam", "mse", run_eagerly=False)
    model.compile("adam", "mse", run_eagerly=debug)
    return re.compile("a")
""",
        """\
# A file of tests.
import tensorflow as tf

class NetworkTest(tf.test.TestCase):
    def setUp(self):
        tf.config.run_functions_eagerly(True)
""",
        """\
# Of a model of which nothing is known.
import tensorflow as tf

def work(model):
    model.compile("adam", run_eagerly=True)
""",
    ],
)
