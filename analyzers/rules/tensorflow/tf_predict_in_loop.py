"""`model.predict` called for one item at a time.

`Model.predict` is made for whole data sets: each call builds a data set and an iterator, runs the callbacks, and
gathers the outputs, which takes tens of milliseconds before anything is computed. Given all items at once, it pays that
once, and computes batch by batch. For a single small batch, `model(x, training=False)` is the call without all that.

**When not to bother**: the items come one by one, seldom.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import MODEL
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_WRAPS = ("numpy.expand_dims", "tensorflow.expand_dims")
_ARRAYS = ("numpy.array", "numpy.asarray", "tensorflow.constant", "tensorflow.convert_to_tensor", "numpy.stack")


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or not node.args or at.repeated_in is None or in_test(at):
        return None
    if at.type(node.func.value).name != MODEL or not _is_one(at, node.args[0]):
        return None
    return Match(
        node,
        "predicts one item in each pass: give `predict` all of them at once, or call the model, `model(x)`",
    )


def _is_one(at: Site, given: ast.expr) -> bool:
    """Is it a batch of one: `np.expand_dims(x, 0)`, `x[None]`, `x[i : i + 1]`, `np.array([x])`, `x.reshape(1, …)`?"""
    if isinstance(given, ast.Name):
        value = at.only_value(given)
        return value is not None and not isinstance(value, ast.Name) and _is_one(at, value)
    match given:
        case ast.Subscript(slice=ast.Tuple(elts=[first, *_]) | first):
            if isinstance(first, ast.Slice):
                match first:
                    case ast.Slice(lower=lower, upper=ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=1))):
                        return lower is not None and at.same(lower, left)
                return False
            return (isinstance(first, ast.Constant) and first.value is None) or at.refers_to(
                first, "numpy.newaxis", "tensorflow.newaxis"
            )
        case ast.Call(func=ast.Attribute(attr="reshape"), args=[first, *_]):
            first = first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first
            return isinstance(first, ast.Constant) and first.value == 1
        case ast.Call(args=[ast.List(elts=[_])]):
            return at.is_call(given, *_ARRAYS)
        case ast.Call(args=[_, ast.Constant(value=0)], keywords=[]):
            return at.is_call(given, *_WRAPS)
        case ast.Call(args=[_], keywords=[ast.keyword(arg="axis", value=ast.Constant(value=0))]):
            return at.is_call(given, *_WRAPS)
        case _:
            return False


RULE = Rule(
    slug="tf-predict-in-loop",
    code="SLP448",
    family="tensorflow",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"predict"}), in_loop=True, packages=frozenset({"tensorflow", "keras", "tf_keras"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])


def scores(rows):
    found = []
    for row in rows:
        found.append(float(«model.predict(np.array([row]), verbose=0)»[0, 0]))
    return found
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])


def scores(rows):
    if not rows:
        return []
    return model.predict(np.array(rows), verbose=0)[:, 0].tolist()
""",
            workload=lambda n: ([[1.0, 2.0]] * n,),
            same=[([[1.0, 2.0], [3.0, 4.0]],), ([],)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import keras
import numpy as np


class Scorer:
    def __init__(self, path):
        self.model = keras.models.load_model(path)

    def run(self, images):
        for i, image in enumerate(images):
            batch = np.expand_dims(image, axis=0)
            print(«self.model.predict(batch)»)
            print(«self.model.predict(images[i : i + 1])»)
            print(«self.model.predict(image[np.newaxis, ...])», «self.model.predict(image.reshape((1, 28)))»)
""",
        ),
    ],
    clean=[
        """\
# All at once; batch by batch.
import keras

def work(path, images, batches):
    model = keras.models.load_model(path)
    found = [model.predict(batch) for batch in batches]
    return model.predict(images), found
""",
        """\
# Another model, as far as known.
import keras
import numpy as np

def work(model, images):
    return [model.predict(np.array([image])) for image in images]
""",
        """\
# A few items; in a test.
import keras
import numpy as np

model = keras.models.load_model("digits.keras")

def test_work(images):
    for image in images:
        model.predict(image[None])

def work(image):
    for angle in range(4):
        model.predict(np.rot90(image, angle)[None])
""",
    ],
)
