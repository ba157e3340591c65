"""A layer whose width is padded to twice what it has, on a TPU.

The matrix unit of a TPU works on 128 columns at a time. A layer of 130 units is padded to 256, and half of what is
computed for it is thrown away; one of 256 takes the same time.

**When not to bother**: the width is given (the number of classes). Only widths above 128 of which more than a quarter
is padding are reported. What it gains was not measured: that takes a TPU.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tpus import uses_tpus
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_TILE = 128
_WASTE = 0.25
_LAYERS = tuple(
    f"{package}.layers.{name}"
    for package in ("keras", "tensorflow.keras", "tf_keras")
    for name in ("Dense", "LSTM", "GRU", "EinsumDense")
)


def check(node: ast.Call, at: Site) -> Match | None:
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "units"), None)
    units = at.constant(given)
    if given is None or type(units) is not int or units <= _TILE:
        return None
    padded = -(-units // _TILE) * _TILE
    if (padded - units) / padded <= _WASTE or not at.is_call(node, *_LAYERS) or not uses_tpus(at):
        return None
    return Match(given, f"is padded to {padded} on a TPU, which works on {_TILE} columns at a time: use {padded}")


RULE = Rule(
    slug="tpu-feature-padding",
    code="SLP522",
    family="tpu",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({"Dense", "LSTM", "GRU", "EinsumDense"}),
        packages=frozenset({"tensorflow", "keras", "tf_keras"}),
    ),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

with strategy.scope():
    model = tf.keras.Sequential([
        tf.keras.layers.Dense(«130», activation="relu"),
        tf.keras.layers.LSTM(units=«260»),
        tf.keras.layers.Dense(10),
    ])
""",
        ),
    ],
    clean=[
        """\
# Little is padded.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def model(classes):
    layers = tf.keras.layers
    return [layers.Dense(256), layers.Dense(1000), layers.Dense(10), layers.Dense(64), layers.Dense(classes)]
""",
        """\
# No TPU.
import tensorflow as tf

layer = tf.keras.layers.Dense(130)
""",
        """\
# Another library's.
import tensorflow as tf
from my_layers import Dense

strategy = tf.distribute.TPUStrategy()
layer = Dense(130)
""",
    ],
)
