"""One file read after the other, to feed a TPU.

A TPU takes batches faster than one reader delivers them, least of all from a network file system or a bucket.
`tf.data.TFRecordDataset(files)` reads one file to its end, and then the next. `num_parallel_reads=tf.data.AUTOTUNE`
reads several at once; `Dataset.interleave(…, num_parallel_calls=tf.data.AUTOTUNE)` does so for other formats.

**When not to bother**: there is one file, or the data fits into memory (`.cache()`). What it gains was not measured:
that takes a TPU.

**Why the fix needs review**: the records of several files come mixed, in an order that differs from run to run.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tpus import uses_tpus
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_READERS = ("tensorflow.data.TFRecordDataset", "tensorflow.data.FixedLengthRecordDataset")
_LISTS = ("tensorflow.io.gfile.glob", "tensorflow.data.Dataset.list_files", "glob.glob")


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, *_READERS) or not node.args:
        return None
    if any(keyword.arg in ("num_parallel_reads", None) for keyword in node.keywords) or len(node.args) > 3:
        return None
    if not _are_several(at, node.args[0]) or not uses_tpus(at):
        return None
    return Match(
        node,
        "reads one file after the other, more slowly than a TPU takes batches: read several at once",
        "review",
        "records of several files come mixed, in another order in each run",
    )


def _are_several(at: Site, given: ast.expr) -> bool:
    """Is it a list of files: a display of several, what `glob` found?"""
    if isinstance(given, ast.Name):
        value = at.only_value(given)
        return value is not None and not isinstance(value, ast.Name) and _are_several(at, value)
    if isinstance(given, ast.Call) and at.is_call(given, "builtins.sorted") and given.args:
        given = given.args[0]
    if isinstance(given, (ast.List, ast.Tuple)):
        return len(given.elts) > 1
    return isinstance(given, ast.ListComp) or at.is_call(given, *_LISTS)


def rewrite(match: Match, edit: Rewrite) -> None:
    node = match.node
    assert isinstance(node, ast.Call)
    given = ", ".join(edit.text(part) for part in (*node.args, *node.keywords))
    edit.replace(
        node,
        "{reader}({given}, num_parallel_reads={several})",
        reader=edit.text(node.func),
        given=given,
        several=edit.imported("tensorflow.data.AUTOTUNE", node),
    )


RULE = Rule(
    slug="tpu-single-reader",
    code="SLP523",
    family="tpu",
    stage="preview",
    triggers=Triggers(
        calls=frozenset(name.rpartition(".")[2] for name in _READERS), packages=frozenset({"tensorflow"})
    ),
    check=check,
    rewrite=rewrite,
    title="Read several files at once",
    severity="info",
    examples=[
        Example(
            before="""\
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()


def pipeline(pattern):
    files = tf.io.gfile.glob(pattern)
    data = «tf.data.TFRecordDataset(files)»
    return data.batch(1024, drop_remainder=True).prefetch(2)
""",
        ),
    ],
    clean=[
        """\
# Several at once.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline(files):
    return tf.data.TFRecordDataset(tf.io.gfile.glob(files), num_parallel_reads=tf.data.AUTOTUNE)
""",
        """\
# One file, as far as known.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline(path):
    return tf.data.TFRecordDataset(path), tf.data.TFRecordDataset(["train.tfrecord"])
""",
        """\
# No TPU.
import tensorflow as tf

def pipeline():
    return tf.data.TFRecordDataset(tf.io.gfile.glob("*.tfrecord"))
""",
    ],
    unsafe=[
        """\
# The order of the records changes.
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()

def pipeline():
    return tf.data.TFRecordDataset(tf.io.gfile.glob("*.tfrecord"))
""",
    ],
)
