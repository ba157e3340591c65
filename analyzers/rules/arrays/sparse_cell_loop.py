"""Single elements of a SciPy sparse matrix, written or counted up in a loop.

`m[i, j] += 1` on a sparse matrix looks for the element, and, but for the formats "lil" and "dok", moves all that come
behind to make room for a new one. Even there one element takes as long as thousands in bulk. Counting in a
`collections.Counter` (or collecting rows, columns and values in lists), and making `scipy.sparse.coo_matrix` of it
once, adds up what falls on the same place by itself.

**When not to bother**: the loop makes a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.inference import type_of
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_SPARSE = "scipy.sparse.spmatrix"


def check(node: ast.Assign | ast.AugAssign, at: Site) -> Match | None:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not isinstance(target, ast.Subscript) or not at.imports("scipy"):  # cheap
        return None
    if in_test(at):
        return None
    loop = at.repeated_in
    if loop is None or not _is_sparse(target.value, at):
        return None
    bound = loop.bound
    places = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    if not all(isinstance(place, (ast.Name, ast.Constant, ast.BinOp, ast.Subscript)) for place in places):
        return None
    if not any(isinstance(name, ast.Name) and name.id in bound for place in places for name in ast.walk(place)):
        return None
    if len(places) == 1 and not (isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant)):
        return None  # a whole row
    return Match(
        node,
        "looks for one element of a sparse matrix in every pass: collect places and values, and make the matrix once",
    )


def _is_sparse(node: ast.expr, at: Site) -> bool:
    """By its type; or an attribute that some method makes sparse, where the others do not say what they make."""
    owner = at.own_class(node.value) if isinstance(node, ast.Attribute) else None
    if owner is None:
        return at.type(node).is_(_SPARSE)
    assert isinstance(node, ast.Attribute)
    entries = at.facts.model.class_attributes(owner, at.facts).get(node.attr, ())
    return any(type_of(where, entry.value).is_(_SPARSE) for entry, where in entries)


RULE = Rule(
    slug="sparse-cell-loop",
    code="SLP615",
    family="arrays",
    stage="stable",
    triggers=Triggers(nodes=(ast.Assign, ast.AugAssign), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
from scipy.sparse import lil_matrix


def together(texts, size):
    found = lil_matrix((size, size))
    for text in texts:
        for a in text:
            for b in text:
                «found[a, b] += 1»
    return found
""",
        ),
        Example(
            before="""\
import itertools

from scipy import sparse


class Pairs:
    def __init__(self, size):
        self.found = sparse.dok_matrix((size, size))

    def symmetrize(self, flip):
        self.found = self.found + flip(self.found)

    def add(self, words):
        for pair in itertools.combinations(words, 2):
            «self.found[pair] += 1»
        for i, word in enumerate(words):
            «self.found[i, word] = 2.5»
""",
        ),
    ],
    clean=[
        """\
# A test.
from scipy.sparse import lil_matrix


def test_together(texts, size):
    found = lil_matrix((size, size))
    for text in texts:
        for a in text:
            for b in text:
                found[a, b] += 1
    return found
""",
        """\
# An attribute of which nothing is known.
import scipy

class Pairs:
    def add(self, pairs, matrix):
        self.found = matrix
        for i, j in pairs:
            self.found[i, j] = 1
""",
        """\
# An array.
import numpy as np
import scipy

def fill(pairs):
    m = np.zeros((9, 9))
    for i, j in pairs:
        m[i, j] += 1
    return m
""",
        """\
# One element, no loop; four passes.
from scipy.sparse import lil_matrix

def fill(i, j):
    m = lil_matrix((9, 9))
    m[i, j] = 1
    for k in range(4):
        m[k, k] = 1
    return m
""",
        """\
# Whole rows and columns.
from scipy.sparse import lil_matrix

def fill(rows):
    m = lil_matrix((9, 9))
    for i, row in enumerate(rows):
        m[i] = row
        m[i, :] = row
        m[i] += row
    return m
""",
        """\
# The same element.
from scipy.sparse import lil_matrix

def fill(rows, a, b):
    m = lil_matrix((9, 9))
    for row in rows:
        m[a, b] = row
    return m
""",
        """\
# A dict, and a name.
import scipy

def fill(pairs):
    m = {}
    for i, j in pairs:
        m[i, j] = 1
        k = 1
    return m, k
""",
        """\
# A row of a matrix.
from scipy.sparse import lil_matrix

def fill(rows):
    m = lil_matrix((9, 9))
    for i in rows:
        m[i] = 1
    return m
""",
    ],
)
