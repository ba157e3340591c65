"""Mapping a data set item by item, where a function of whole batches would do.

`dataset.map(f).batch(32)` calls f's graph once for each item, and then puts 32 results together. Arithmetic and casts
work on a batch as on an item: `dataset.batch(32).map(f)` calls it once for 32 items. For small items most of the time
goes into the calls.

**When not to bother**: the function does a lot for each item (decodes an image). `num_parallel_calls=tf.data.AUTOTUNE`
helps there.

**Why the fix needs review**: what f adds or multiplies may have a shape that fits items, and fits batches in another
way.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import DATASET
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_BY_ELEMENT = ("tensorflow.cast", "tensorflow.abs", "tensorflow.sqrt", "tensorflow.square", "tensorflow.exp",
               "tensorflow.math.log", "tensorflow.math.exp", "tensorflow.clip_by_value", "tensorflow.one_hot",
               "tensorflow.tanh", "tensorflow.sigmoid", "tensorflow.nn.relu")  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Attribute(value=source, attr="map"), args=[given]) as mapped)
        ) if node.args:
            pass
        case _:
            return None
    if at.type(source).name != DATASET or not _is_by_element(at, given):
        return None
    if any(keyword.arg != "num_parallel_calls" for keyword in mapped.keywords):
        return None
    if any(keyword.arg not in ("drop_remainder", "batch_size") for keyword in node.keywords):
        return None
    constants = all(
        isinstance(part, (ast.Constant, ast.Name)) for part in (*node.args, *(k.value for k in node.keywords))
    )
    return Match(
        node,
        "calls the function for each item: it works on whole batches as well, so batch first and map then",
        "review" if constants else None,
        "the function is given whole batches then",
        {"source": source, "mapped": mapped},
    )


def _is_by_element(at: Site, given: ast.expr) -> bool:
    """Is it a lambda that does the same to an item and to a batch of items: arithmetic with numbers, casts?"""
    if not isinstance(given, ast.Lambda):
        return False
    names = {argument.arg for argument in given.args.args}
    body = given.body
    parts = body.elts if isinstance(body, ast.Tuple) else [body]
    changed = [part for part in parts if not isinstance(part, ast.Name)]
    return bool(changed) and all(_steady(at, part, names) for part in parts)


def _steady(at: Site, node: ast.expr, names: set[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            if isinstance(right, ast.Constant):
                return _steady(at, left, names)
            return isinstance(left, ast.Constant) and _steady(at, right, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _steady(at, operand, names)
        case ast.Call(args=[first, *rest]):
            plain = all(isinstance(part, (ast.Constant, ast.Attribute)) for part in rest)
            return plain and at.is_call(node, *_BY_ELEMENT) and _steady(at, first, names)
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    node, mapped = match.node, match.nodes["mapped"]
    assert isinstance(node, ast.Call)
    edit.replace(
        node,
        "{source}.batch({size}).map({function})",
        source=match.nodes["source"],
        size=", ".join(edit.text(part) for part in (*node.args, *node.keywords)),
        function=", ".join(edit.text(part) for part in (*mapped.args, *mapped.keywords)),
    )


RULE = Rule(
    slug="tf-map-before-batch",
    code="SLP449",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(calls=frozenset({"batch"}), packages=frozenset({"tensorflow"})),
    check=check,
    rewrite=rewrite,
    title="Batch first",
    examples=[
        Example(
            before="""\
import tensorflow as tf


def total(values):
    data = tf.data.Dataset.from_tensor_slices(values)
    data = «data.map(lambda x: tf.cast(x, tf.float32) / 4.0).batch(32)»
    return sum(float(tf.reduce_sum(batch)) for batch in data)
""",
            after="""\
import tensorflow as tf


def total(values):
    data = tf.data.Dataset.from_tensor_slices(values)
    data = data.batch(32).map(lambda x: tf.cast(x, tf.float32) / 4.0)
    return sum(float(tf.reduce_sum(batch)) for batch in data)
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 3],), (list(range(100)),)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf


def pipeline(images, labels, size):
    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(1000)
    return «data.map(lambda x, y: (x / 255.0, y), num_parallel_calls=4).batch(size, drop_remainder=True)».prefetch(2)
""",
        ),
    ],
    clean=[
        """\
# Batched first.
import tensorflow as tf

def work(values):
    return tf.data.Dataset.from_tensor_slices(values).batch(32).map(lambda x: x / 255.0)
""",
        """\
# The function is about an item, or not known.
import tensorflow as tf

def work(values, f, mean):
    data = tf.data.Dataset.from_tensor_slices(values)
    a = data.map(f).batch(32)
    b = data.map(lambda x: tf.reduce_sum(x)).batch(32)
    c = data.map(lambda x: x - mean).batch(32)
    d = data.map(lambda x: tf.reshape(x, [4])).batch(32)
    e = data.map(lambda x, y: (y, x)).batch(32)
    return a, b, c, d, e, data.map(lambda x: x[0] / 2).batch(32)
""",
        """\
# No data set, as far as known; something between.
import tensorflow as tf

def work(data):
    own = tf.data.Dataset.range(9)
    return data.map(lambda x: x / 2).batch(32), own.map(lambda x: x / 2).shuffle(9).batch(32)
""",
    ],
    unsafe=[
        """\
# The function is given whole batches then.
import tensorflow as tf

def work(values):
    return tf.data.Dataset.from_tensor_slices(values).map(lambda x: x / 255.0).batch(32)
""",
    ],
)
