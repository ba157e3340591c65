"""Compiled functions of JAX and TensorFlow: which they are, from wherever they are called, and after edits."""

from __future__ import annotations

import ast

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.semantics.knowledge.jax import COMPILERS
from slowspot.analyzers.semantics.questions.tracing import compiled_callee, inside_compiled, may_be_traced
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document

from .probing import ask, written

RULES = RuleSet(rule for rule in all_rules() if rule.family in ("jax", "tensorflow", "tpu"))

HEAD = """
import functools
import jax
import jax.numpy as jnp
import tensorflow as tf


def plain(x): return x
@jax.jit
def decorated(x): return x
@functools.partial(jax.jit, static_argnums=(1,))
def partly(x, n): return x
assigned = jax.jit(plain)
nested = functools.partial(jax.jit, static_argnames="n")(plain)
either = jax.jit(plain)
either = plain


class Model:
    def __init__(self):
        self.step = jax.jit(self._step)
    def _step(self, x): return x
    @jax.jit
    def method(self, x): return x
    def run(self, x):
        probe(self.step)
        probe(self.method)
        probe(self._step)
"""


def test_a_callee_is_compiled_by_a_decorator_or_by_what_its_name_is_given() -> None:
    names = ["decorated", "partly", "assigned", "nested", "jax.jit(plain)", "plain", "either", "unknown", "jnp.sum"]
    source = HEAD + "def ask():\n" + "".join(f"    probe({name})\n" for name in names)

    def compiled(node: ast.expr, at: Site) -> str | None:
        found = compiled_callee(at, node, COMPILERS)
        return None if found is None else getattr(found.function, "name", "") + ("." if found.bound else "")

    assert ask(source, compiled) == [
        "_step.", "method.", None,
        "decorated", "partly", "plain", "plain", "plain", None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("around", "inside", "may_be"),
    [
        ("@jax.jit\ndef f(x):\n    probe(x)\n", True, True),
        ("def f(x):\n    probe(x)\ng = jax.jit(f)\n", True, True),
        ("def f(x):\n    probe(x)\nrun(f, 3)\n", False, True),
        ("@other\ndef f(x):\n    probe(x)\n", False, True),
        ("def f(x):\n    probe(x)\nf(3)\n", False, False),
        ("def g(x):\n    def f(y):\n        probe(y)\n    return jax.jit(f)(x)\n", True, True),
        ("f = jax.jit(lambda x: probe(x))\n", True, True),
        ("probe(3)\n", False, False),
    ],
)
def test_a_place_is_in_a_compiled_function(around: str, inside: bool, may_be: bool) -> None:
    source = "import jax\n" + around
    assert ask(source, lambda node, at: inside_compiled(at, COMPILERS) is not None) == [inside]
    assert ask(source, lambda node, at: may_be_traced(at)) == [may_be]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("jnp.zeros(3)", "jax.Array"),
        ("jnp.zeros(3).at", "unknown"),
        ("(jnp.zeros(3) * 2)[1:].sum()", "jax.Array"),
        ("-jnp.exp(x) > 3", "jax.Array"),
        ("tf.constant(3) + tf.ones([2])", "tensorflow.Tensor"),
        ("tf.data.Dataset.range(3).map(f).batch(2)", "tensorflow.data.Dataset"),
        ("tf.keras.Sequential([])", "keras.Model"),
        ("jnp.zeros(3).tolist()", "list"),
        ("[v for v in jnp.zeros(3)]", "list[jax.Array]"),
    ],
)
def test_arrays_and_tensors_have_types(expression: str, expected: str) -> None:
    assert ask(HEAD.partition("class")[0] + f"probe({expression})\n", lambda node, at: written(at.type(node))) == [
        expected
    ]


EDITS = [
    ("@jax.jit\n", ""),
    ("walk = jax.jit(_walk)\n", "walk = _walk\n"),
    ("import jax\n", "import json\n"),
    ("static_argnames='n'", "donate_argnums=1"),
    ("TPUStrategy()", "MirroredStrategy()"),
    ("train(step)\n", "pass\n"),
]
TEXT = """\
import jax
import jax.numpy as jnp
import tensorflow as tf

@jax.jit
def step(x):
    for i in range(100):
        x = x * 2
    return x

def _walk(x, n):
    for i in range(100):
        x = x + jnp.sin(x)
    return x

walk = jax.jit(_walk)
other = jax.jit(_walk, static_argnames='n')
strategy = tf.distribute.TPUStrategy()

def run(x, n, loss):
    for i in range(n):
        x = step(x[:i])
        x = other(x, i)
        x = jax.grad(loss)(x)

def pipeline(files):
    return tf.data.TFRecordDataset(files).batch(100)

def train(f):
    return f

train(step)
"""


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_findings_follow_an_edit_elsewhere(old: str, new: str) -> None:
    def found(analyzer: Analyzer) -> list[tuple[str, str]]:
        return sorted((finding.rule.slug, repr(finding.span)) for finding in analyzer.findings())

    document = Document(TEXT)
    analyzer = Analyzer(document, RULES)
    first = found(analyzer)
    assert len(first) >= 6
    for before, after in ((old, new), (new, old)):
        text = document.text
        at = text.index(before) if before else text.index("def step")
        start, end = (Position(text[:i].count("\n"), i - text.rfind("\n", 0, i) - 1) for i in (at, at + len(before)))
        analyzer.update(document.edit(Span(start, end), after))
        assert found(analyzer) == found(Analyzer(Document(document.text), RULES))
    assert document.text == TEXT
    assert found(analyzer) == first
