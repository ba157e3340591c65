"""Making a tensor longer by one piece in each pass of a loop.

`x = tf.concat([x, piece], 0)` copies all that is there in each pass: n² elements over n passes. Collecting the pieces
in a list and joining them once, after the loop, copies each once; in a `tf.function`, a `tf.TensorArray` does that.

**When not to bother**: a few passes.

**Why the fix needs review**: the tensor is complete only after the loop, which shows where the loop ends in an
exception.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.questions.joining import joining
from ...semantics.questions.tracing import inside_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..joined_after import join_after_loop


def check(node: ast.Call, at: Site) -> Match | None:
    found = joining(at, node, lambda other: _operands(other, at))
    if found is None or found.growth.reads or at.waits(found.growth.loop):
        return None
    loop = found.growth.loop
    extra = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    if not all(loop.is_invariant(value) for value in extra):
        return None
    fixable = found.collectable and inside_compiled(at, COMPILERS) is None
    return Match(
        node,
        "copies the whole tensor in each pass: collect the pieces in a list and join them once after the loop",
        "review" if fixable else None,
        "the tensor is complete only after the loop",
        {"found": found},
    )


def _operands(node: ast.AST, at: Site) -> Sequence[ast.expr] | None:
    if not isinstance(node, ast.Call) or not node.args or not at.is_call(node, "tensorflow.concat"):
        return None
    return node.args[0].elts if isinstance(node.args[0], (ast.List, ast.Tuple)) else None


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.node
    assert isinstance(call, ast.Call)
    rest = "".join(f", {edit.text(part)}" for part in (*call.args[1:], *call.keywords))
    join_after_loop(match.nodes["found"], edit, edit.text(call.func), rest)


RULE = Rule(
    slug="tf-concat-in-loop",
    code="SLP446",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(calls=frozenset({"concat"}), in_loop=True, packages=frozenset({"tensorflow"})),
    check=check,
    rewrite=rewrite,
    title="Join once after the loop",
    examples=[
        Example(
            before="""\
import tensorflow as tf


def joined(batches):
    rows = tf.zeros([0, 64])
    for batch in batches:
        rows = «tf.concat([rows, batch], axis=0)»
    return float(tf.reduce_sum(rows))
""",
            after="""\
import tensorflow as tf


def joined(batches):
    rows = tf.zeros([0, 64])
    rows_pieces = [rows]
    for batch in batches:
        rows_pieces.append(batch)
    rows = tf.concat(rows_pieces, axis=0)
    return float(tf.reduce_sum(rows))
""",
            workload=lambda n: ([[[1.0] * 64]] * n,),
            same=[([[[1.0] * 64], [[2.0] * 64]],), ([],)],
            needs=("tensorflow",),
        ),
    ],
    clean=[
        """\
# Each pass reads what is there so far, or joins along another axis.
import tensorflow as tf

def work(x, steps, f):
    for step in steps:
        x = tf.concat([x, f(x)], 0)
    for axis in range(f):
        y = tf.concat([x, y], axis=axis)
    return x, y
""",
        """\
# Collected, and joined once.
import tensorflow as tf

def work(batches):
    return tf.concat([batch for batch in batches], 0)
""",
        """\
# It begins anew in each pass; a few passes.
import tensorflow as tf

def work(batches, x):
    for batch in batches:
        rows = tf.zeros([3])
        rows = tf.concat([rows, batch], 0)
        print(rows)
    for i in range(3):
        x = tf.concat([x, x], 0)
    return x
""",
        """\
# Something else is joined.
import tensorflow as tf

def work(batches, old):
    for batch in batches:
        new = tf.concat([old, batch], 0)
        print(new)
        old = tf.concat(batch, 0)
    return old
""",
    ],
    unsafe=[
        """\
# What is caught is complete in the original.
import tensorflow as tf

def work(batches):
    rows = tf.zeros([0])
    for batch in batches:
        rows = tf.concat([rows, batch], 0)
    return rows
""",
    ],
)
