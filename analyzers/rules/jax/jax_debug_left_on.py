"""JAX told to run without compiling, or to check every result, for the whole program.

`jax.config.update("jax_disable_jit", True)` runs each operation by itself, in Python. `"jax_debug_nans"` and
`"jax_debug_infs"` copy every result to the host to look at it, which also keeps steps from overlapping. They are for
finding a mistake; `with jax.disable_jit():` and `with jax.debug_nans(True):` turn them on for a part of the program,
and the environment (`JAX_DISABLE_JIT=1`) for one run of it.

**When not to bother**: it is a program for finding mistakes, or a test. Where it stands under a condition, it is not
reported.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.whole_file import is_test_file
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_EFFECTS = {
    "jax_disable_jit": "runs everything without compiling it",
    "jax_debug_nans": "copies every result to the host and looks for NaN",
    "jax_debug_infs": "copies every result to the host and looks for infinity",
    "jax_check_tracer_leaks": "looks for leaked tracers at each call, and keeps nothing that was traced",
}


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "jax.config.update", "jax.config.config.update"):
        return None
    match node.args:
        case [ast.Constant(value=str(name)), ast.Constant(value=True)] if name in _EFFECTS:
            pass
        case _:
            return None
    if in_test(at) or any(isinstance(p, (ast.If, ast.Try, ast.With, ast.ClassDef)) for p in at.parents(node)):
        return None
    if is_test_file(at):
        return None
    return Match(node, f"{_EFFECTS[name]}, in the whole program: turn it on for one run, or for a part of it")


RULE = Rule(
    slug="jax-debug-left-on",
    code="SLP480",
    family="jax",
    stage="stable",
    triggers=Triggers(calls=frozenset({"update"}), packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import jax.numpy as jnp


@jax.jit
def decayed(x, rate):
    for _ in range(8):
        x = jnp.tanh(x) * rate + 0.01
    return x


def run(n):
    «jax.config.update("jax_disable_jit", True)»
    x = jnp.ones(8)
    for _ in range(n):
        x = decayed(x, 0.9)
    jax.config.update("jax_disable_jit", False)
    return round(float(x.sum()), 3)
""",
            after="""\
import jax
import jax.numpy as jnp


@jax.jit
def decayed(x, rate):
    for _ in range(8):
        x = jnp.tanh(x) * rate + 0.01
    return x


def run(n):
    x = jnp.ones(8)
    for _ in range(n):
        x = decayed(x, 0.9)
    jax.config.update("jax_disable_jit", False)
    return round(float(x.sum()), 3)
""",
            workload=lambda n: (n,),
            same=[(3,), (0,)],
            needs=("jax",),
        ),
        Example(
            before="""\
from jax import config

«config.update("jax_debug_nans", True)»
""",
        ),
    ],
    clean=[
        """\
# Turned off; another setting; under a condition.
import sys

import jax

jax.config.update("jax_disable_jit", False)
jax.config.update("jax_enable_x64", True)
if "--debug" in sys.argv:
    jax.config.update("jax_debug_nans", True)
""",
        """\
# A file of tests.
import unittest

import jax

def setUpModule():
    jax.config.update("jax_debug_nans", True)
""",
        """\
# For a part of the program.
import jax

def work(f, x):
    with jax.disable_jit():
        return f(x)
""",
        """\
# In a test; another update.
import jax

def test_work():
    jax.config.update("jax_debug_nans", True)

def work(table, flag):
    table.update("jax_debug_nans", True)
    jax.config.update("jax_debug_nans", flag)
""",
    ],
)
