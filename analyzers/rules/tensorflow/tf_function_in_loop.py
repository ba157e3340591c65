"""`tf.function` made anew in a loop, or at each call, traces anew each time.

Each `tf.function(…)` has graphs of its own, also of one and the same Python function: what an earlier one has traced is
not used again. Tracing runs the Python code and builds a graph, which takes milliseconds to minutes. Made once, outside
of the loop or as a decorator at the level of the module, it traces once for each kind of argument.

**When not to bother**: the function runs once in the program's life, or each pass has a model of its own.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.loops import Loop
from ...semantics.questions.places import by_hand, seldom_run
from ...semantics.questions.tracing import called_in_pass, inside_compiled
from ...semantics.questions.whole_file import is_test_file
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *COMPILERS):
        return None
    loop = next(iter(at.repeating), None)
    if loop is not None:
        if _hangs_on(at, node.args[0], loop) or not called_in_pass(at, node, loop):
            return None
        message = "traces anew in each pass, for each `tf.function` has its own graphs: make it once, before the loop"
    else:
        around = at.parent(node)
        immediate = isinstance(around, ast.Call) and around.func is node
        if not immediate or at.loops or at.function is None or by_hand(at) or seldom_run(at):
            return None
        message = "traces anew at each call, for each `tf.function` has its own graphs: make it once, outside"
    return None if inside_compiled(at, COMPILERS) or is_test_file(at) else Match(node, message)


def _hangs_on(at: Site, given: ast.expr, loop: Loop) -> bool:
    """May each pass need a function of its own: does it use what the loop binds, other than numbers and tensors?"""
    return any(
        isinstance(name, ast.Name)
        and name.id in loop.bound
        and at.owner(name) is not None
        and at.type(name).name not in ("int", "float", "tensorflow.Tensor")
        and not any(binding.kind in ("def", "parameter") for binding in at.bindings(name))
        for name in ast.walk(given)
    )


RULE = Rule(
    slug="tf-function-in-loop",
    code="SLP440",
    family="tensorflow",
    stage="stable",
    triggers=Triggers(calls=frozenset({"function"}), packages=frozenset({"tensorflow"})),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


def energy(x):
    return tf.reduce_sum(x * x)


def energies(rows):
    found = []
    for row in rows:
        found.append(float(«tf.function(energy)»(tf.constant(row))))
    return found
""",
            after="""\
import tensorflow as tf


@tf.function
def energy(x):
    return tf.reduce_sum(x * x)


def energies(rows):
    found = []
    for row in rows:
        found.append(float(energy(tf.constant(row))))
    return found
""",
            workload=lambda n: ([[1.0, 2.0, 3.0]] * n,),
            same=[([[1.0, 2.0], [3.0, 4.0]],), ([],)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf


def fit(loss, batches):
    for batch in batches:
        step = «tf.function(lambda x: loss(x))»
        step(batch)


def predict(model, x):
    return «tf.function(model)»(x)
""",
        ),
    ],
    clean=[
        """\
# Made once.
import tensorflow as tf

@tf.function
def step(x):
    return x + 1

double = tf.function(lambda x: x * 2)

def work(xs, loss):
    compiled = tf.function(loss)
    for x in xs:
        compiled(step(double(x)))
""",
        """\
# A function for each of several models; kept for later.
import tensorflow as tf

def work(models, x):
    for model in models:
        f = tf.function(lambda y: model(y))
        f(x)
    return [tf.function(model) for model in models]
""",
        """\
# At the level of the module; in a test; a few passes.
import tensorflow as tf

print(tf.function(abs)(3))

def test_work():
    tf.function(abs)(3)

def work(f, x):
    for i in range(2):
        g = tf.function(f)
        g(x)
""",
        """\
# Another function.
import tensorflow as tf

def work(xs, library):
    return [library.function(abs)(x) for x in xs]
""",
    ],
)
