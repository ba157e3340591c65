"""A training step that runs operation by operation, in a loop that no `tf.function` compiles.

With `tf.GradientTape` in a plain Python loop each operation of the forward and the backward computation is started from
Python by itself, in each step. A step in a `tf.function` is traced once, its operations are started by the runtime,
and small ones are fused; with small operations that is several times as quick.

**When not to bother**: each operation takes long by itself (large matrices on a device), or the step is being debugged.
What differs from pass to pass must come as tensors, or each value is traced anew.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.questions.places import in_test
from ...semantics.questions.tracing import inside_compiled, may_be_traced
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "tensorflow.GradientTape") or at.repeated_in is None or in_test(at):
        return None
    item = at.parent(node)
    if not (isinstance(item, ast.withitem) and _is_first(at, item)):
        return None
    if _may_override(at) and not _runs_in_python(at):
        return None
    if inside_compiled(at, COMPILERS) is not None or may_be_traced(at):
        return None
    return Match(
        node,
        "runs the step operation by operation in each pass: put it in a function under `@tf.function`",
    )


def _is_first(at: Site, item: ast.withitem) -> bool:
    """Not the second of `with tf.GradientTape() as a, tf.GradientTape() as b:`."""
    statement = at.parent(item)
    return isinstance(statement, (ast.With, ast.AsyncWith)) and statement.items[0] is item


def _may_override(at: Site) -> bool:
    """Is it a method of a class with a base, which may compile it, as Keras does with `train_step`?"""
    frame = at.frame.function
    owner = frame.parent.node if frame is not None and frame.parent is not None else None
    return isinstance(owner, ast.ClassDef) and bool(owner.bases)


def _runs_in_python(at: Site) -> bool:
    """Does the loop do what only Python can: show its progress, log, take numbers out of tensors?"""
    loop = at.repeated_in
    assert loop is not None
    shown = loop.iterable
    if isinstance(shown, ast.Call) and (at.qualified(shown.func) or "").startswith("tqdm."):
        return True
    return any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _OF_PYTHON
        for part in loop.walk()
    )


_OF_PYTHON = frozenset({"numpy", "info", "debug", "set_description", "set_postfix"})

RULE = Rule(
    slug="tf-eager-training",
    code="SLP445",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(calls=frozenset({"GradientTape"}), in_loop=True, packages=frozenset({"tensorflow"})),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


def fit(x, steps):
    w, x = tf.Variable(0.1), tf.constant(x)
    for _ in range(steps):
        with «tf.GradientTape()» as tape:
            loss = tf.reduce_mean((tf.tanh(x * w) - 0.5) ** 2)
        w.assign_sub(0.1 * tape.gradient(loss, w))
    return round(float(w), 3)
""",
            after="""\
import tensorflow as tf


@tf.function
def step(w, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.tanh(x * w) - 0.5) ** 2)
    w.assign_sub(0.1 * tape.gradient(loss, w))


def fit(x, steps):
    w, x = tf.Variable(0.1), tf.constant(x)
    for _ in range(steps):
        step(w, x)
    return round(float(w), 3)
""",
            workload=lambda n: ([0.5, 1.0, 1.5], n),
            same=[([0.5, 1.0], 3), ([1.0], 0)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf
from tqdm import trange


class Attack(Base):
    def run(self, x, w):
        for _ in trange(100):
            with «tf.GradientTape()» as tape, tf.GradientTape() as other:
                loss = tf.reduce_sum(x * w)
            w.assign_sub(tape.gradient(loss, w))
        for batch in x:
            with «tf.GradientTape()» as tape:
                loss = tf.reduce_sum(x * w)
            self.log.info("loss %s", loss)
""",
        ),
    ],
    clean=[
        """\
# Compiled.
import tensorflow as tf

@tf.function
def train(w, batches):
    for batch in batches:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(batch * w)
        w.assign_sub(tape.gradient(loss, w))
""",
        """\
# Handed to something that may compile it.
import tensorflow as tf

def train(w, batches):
    for batch in batches:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(batch * w)
        w.assign_sub(tape.gradient(loss, w))

compiled = tf.function(train)
""",
        """\
# A method that the base class may compile, as Keras does.
import tensorflow as tf

class GAN(tf.keras.Model):
    def train_step(self, data):
        for _ in range(self.steps):
            with tf.GradientTape() as tape:
                loss = self.loss_of(data)
            self.optimizer.apply_gradients(zip(tape.gradient(loss, self.weights), self.weights))
        return {"loss": loss}
""",
        """\
# One step; a few; in a test.
import tensorflow as tf

def step(w, batch):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(batch * w)
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(batch * w)
    return tape.gradient(loss, w)

def test_training(w, batches):
    for batch in batches:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(batch * w)
""",
    ],
)
