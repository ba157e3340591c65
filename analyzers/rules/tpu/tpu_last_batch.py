"""A last batch of another size, on a TPU.

A TPU runs programs compiled for one shape. Without `drop_remainder=True`, the last batch of each epoch has what is
left: the batch dimension is unknown when the program is compiled, or the program is compiled once more for the rest.

**When not to bother**: each item must be seen in each epoch, as when evaluating: pad the last batch there. What it
gains was not measured: that takes a TPU.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import DATASET
from ...semantics.questions.tpus import uses_tpus
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_ENDLESS = "repeat"


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) + len(node.keywords) == 0 or len(node.args) > 1:
        return None
    if any(keyword.arg in ("drop_remainder", None) for keyword in node.keywords):
        return None
    if at.type(node.func.value).name != DATASET or _never_ends(node.func.value):
        return None
    if not uses_tpus(at):
        return None
    return Match(
        node,
        "has a last batch of another size, which a TPU compiles for itself: `drop_remainder=True` leaves it out",
    )


def _never_ends(node: ast.expr) -> bool:
    """Is it repeated for ever before: `….repeat().batch(…)`?"""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == _ENDLESS and not node.args and not node.keywords:
            return True
        node = node.func.value
    return False


RULE = Rule(
    slug="tpu-last-batch",
    code="SLP521",
    family="tpu",
    stage="preview",
    triggers=Triggers(calls=frozenset({"batch", "padded_batch"}), packages=frozenset({"tensorflow"})),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()


def pipeline(files):
    data = tf.data.TFRecordDataset(files, num_parallel_reads=8)
    return «data.batch(1024)».prefetch(2)
""",
        ),
    ],
    clean=[
        """\
# It is left out.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline(files, how):
    data = tf.data.TFRecordDataset(files)
    return data.batch(1024, drop_remainder=True), data.batch(1024, True), data.batch(1024, **how)
""",
        """\
# There is no last one.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline(files):
    return tf.data.TFRecordDataset(files).shuffle(9).repeat().batch(1024)
""",
        """\
# No TPU; no data set, as far as known.
import tensorflow as tf

def pipeline(files, data):
    return tf.data.TFRecordDataset(files).batch(100), data.batch(100)
""",
    ],
)
