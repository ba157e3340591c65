"""A batch size that a TPU cannot divide evenly.

A TPU works on tiles of 8 × 128 numbers, and on as many parts of the batch as it has cores, mostly eight. A batch that
is no multiple of 64 leaves a part of each tile empty, or cores without work: what is empty is padded, and computed.
Google's guide asks for a multiple of 64, better of 128 for each core.

**When not to bother**: the model does not fit with a larger batch. What it gains was not measured: that takes
a TPU.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import DATASET
from ...semantics.questions.tpus import uses_tpus
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_EVEN = 8


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute):
        return None
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "batch_size"), None)
    size = at.constant(given)
    if given is None or not isinstance(size, int) or size % _EVEN == 0 or size < _EVEN:
        return None
    if at.type(node.func.value).name != DATASET or not uses_tpus(at):
        return None
    better = (size // 64 + 1) * 64
    return Match(given, f"does not divide evenly among a TPU's tiles and cores: {better} takes the same time as {size}")


RULE = Rule(
    slug="tpu-batch-multiple",
    code="SLP520",
    family="tpu",
    stage="preview",
    triggers=Triggers(calls=frozenset({"batch"}), packages=frozenset({"tensorflow"})),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()
SIZE = 100


def pipeline(files):
    data = tf.data.TFRecordDataset(files, num_parallel_reads=8)
    return data.batch(«SIZE», drop_remainder=True).prefetch(2)


def small(files):
    return tf.data.TFRecordDataset(files).batch(batch_size=«30», drop_remainder=True)
""",
        ),
    ],
    clean=[
        """\
# It divides evenly, or is not known.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline(files, size):
    data = tf.data.TFRecordDataset(files)
    return data.batch(1024), data.batch(64), data.batch(size), data.batch(8 * size), data.batch(1)
""",
        """\
# No TPU.
import tensorflow as tf

def pipeline(files):
    return tf.data.TFRecordDataset(files).batch(100)
""",
        """\
# No data set, as far as known.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline(data):
    return data.batch(100)
""",
    ],
)
