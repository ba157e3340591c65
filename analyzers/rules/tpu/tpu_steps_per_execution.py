"""A Keras model that goes back to the host after each step, on a TPU.

`model.fit` starts each step from Python, and a TPU often ends a step before the next one is started.
`model.compile(…, steps_per_execution=50)` runs 50 steps in one go, so that Python and the connection to the TPU cost a
fiftieth.

**When not to bother**: a step takes seconds, or callbacks must see each batch (they run once for all of these steps
then). What it gains was not measured: that takes a TPU.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.tpus import uses_tpus
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or in_test(at):
        return None
    names = {keyword.arg for keyword in node.keywords}
    if None in names or not names.isdisjoint(
        {"steps_per_execution", "experimental_steps_per_execution", "run_eagerly"}
    ):
        return None
    if names.isdisjoint({"optimizer", "loss", "metrics"}) or not _in_scope(at):
        return None
    if not uses_tpus(at):
        return None
    return Match(
        node,
        "goes back to the host after each step: `steps_per_execution` runs many steps on the TPU in one go",
    )


def _in_scope(at: Site) -> bool:
    """Is it in `with strategy.scope():`?"""
    for parent in at.parents(at.node):
        if isinstance(parent, ast.With):
            for item in parent.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "scope":
                    return True
    return False


RULE = Rule(
    slug="tpu-steps-per-execution",
    code="SLP524",
    family="tpu",
    stage="preview",
    triggers=Triggers(calls=frozenset({"compile"}), packages=frozenset({"tensorflow", "keras", "tf_keras"})),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import tensorflow as tf


def train(data, build):
    resolver = tf.distribute.cluster_resolver.TPUClusterResolver()
    strategy = tf.distribute.TPUStrategy(resolver)
    with strategy.scope():
        model = build()
        «model.compile(optimizer="adam", loss="mse")»
    model.fit(data)
""",
        ),
    ],
    clean=[
        """\
# Many steps in one go.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def train(model, data, how):
    with strategy.scope():
        model.compile(optimizer="adam", loss="mse", steps_per_execution=50)
        model.compile(optimizer="adam", **how)
""",
        """\
# No TPU.
import tensorflow as tf

def train(model, strategy):
    with strategy.scope():
        model.compile(optimizer="adam", loss="mse")
""",
        """\
# Another compile; not in the scope.
import re

import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def train(model):
    with strategy.scope():
        re.compile("a")
    model.compile(optimizer="adam", loss="mse")
""",
    ],
)
