"""Dimensions of arrays that the source tells."""

from __future__ import annotations

import pytest

from .probing import ask


def dimensions(source: str) -> list[int | None]:
    return ask(source, lambda node, at: at.dimensions(node))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("3.5", 0),
        ("np.arange(10)", 1),
        ("np.zeros(n)", 1),
        ("np.zeros((n, 3))", 2),
        ("np.ones(shape=(n,))", 1),
        ("np.zeros(x)", None),
        ("np.array([1, 2, 3])", 1),
        ("np.array([[1], [2]])", None),
        ("np.asarray(x)", None),
        ("np.array(numbers)", 1),
        ("np.append(x, 1)", 1),
        ("np.append(x, 1, axis=0)", None),
        ("np.unique(x)", 1),
        ("np.unique(x, True)", None),
        ("np.random.uniform(0, 1, size=n)", 1),
        ("np.zeros((2, 3)).ravel()", 1),
        ("np.arange(6).reshape(2, 3)", 2),
        ("np.arange(6).reshape(-1)", 1),
        ("np.zeros((2, 3)).astype(int)", 2),
        ("np.zeros((2, 3)).cumsum()", 1),
        ("np.zeros((2, 3))[0]", 1),
        ("np.zeros((2, 3))[:, 0]", 1),
        ("np.zeros((2, 3))[1:]", 2),
        ("np.zeros((2, 3))[x]", None),
        ("np.arange(6) + 1 > 2", 1),
        ("np.arange(6) * np.zeros((2, 6))", 2),
        ("np.arange(6) * x", None),
        ("np.zeros((2, 3)) @ np.zeros(3)", None),
        ("-np.arange(3)", 1),
        ("np.zeros((2, 3)).T", 2),
        ("pd.Series(x).to_numpy()", 1),
        ("pd.DataFrame(x).values", 2),
        ("x", None),
    ],
)
def test_of_an_expression(expression: str, expected: int | None) -> None:
    source = (
        f"import numpy as np\nimport pandas as pd\ndef f(x, n: int, numbers: list[float]):\n    probe({expression})\n"
    )
    assert dimensions(source) == [expected]


def test_of_a_name_that_is_bound_to_arrays_of_different_shapes() -> None:
    source = """
        import numpy as np
        def f(n: int):
            a = np.zeros(n)
            probe(a)
            b = np.zeros(n)
            b = np.zeros((n, n))
            probe(b)
            c = d
            d = c
            probe(c)
            e = e + 1
            probe(e)
            for row in np.zeros((n, n)):
                probe(row)
    """
    assert dimensions(source) == [1, None, None, None, None]
