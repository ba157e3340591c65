"""NumPy and scipy.sparse: what makes an array, and the methods whose result type is certain."""

from __future__ import annotations

__all__ = ["ARRAY", "FOLLOWS_ARRAY", "METHODS", "OTHERWISE", "RETURNS", "SIZED", "SPARSE", "UFUNCS"]

ARRAY = "numpy.ndarray"
SPARSE = "scipy.sparse.spmatrix"
"""Stands for all of scipy's sparse matrices."""

_MAKERS = (
    "array", "asarray", "ascontiguousarray", "asfortranarray", "zeros", "ones", "empty", "full", "arange", "linspace",
    "logspace", "geomspace", "zeros_like", "ones_like", "empty_like", "full_like", "eye", "identity", "append",
    "concatenate", "stack", "vstack", "hstack", "dstack", "column_stack", "block", "insert", "delete", "repeat", "tile",
    "cumsum", "cumprod", "diff", "sort", "unique", "fromiter", "frombuffer", "fromfunction", "loadtxt", "genfromtxt",
    "flatnonzero", "argwhere", "outer", "kron", "diag", "diagflat", "tri", "tril", "triu", "vander", "bincount",
    "isin", "in1d", "setdiff1d", "union1d", "intersect1d", "setxor1d", "polyfit", "convolve", "expand_dims",
    "linalg.inv", "linalg.pinv", "linalg.cholesky", "linalg.solve", "linalg.eigvals", "linalg.eigvalsh",
    "random.rand", "random.randn", "random.randint", "random.normal", "random.uniform", "random.permutation",
    "random.random", "random.random_sample", "random.standard_normal", "random.exponential", "random.poisson",
    "random.binomial", "random.choice", "random.beta", "random.gamma",
)  # fmt: skip

RETURNS = {
    **{f"numpy.{name}": ARRAY for name in _MAKERS},
    "numpy.random.default_rng": "numpy.random.Generator",
    "numpy.random.RandomState": "numpy.random.RandomState",
    "numpy.nonzero": f"tuple[{ARRAY}]",
    "numpy.array_split": f"list[{ARRAY}]",
    "numpy.split": f"list[{ARRAY}]",
    "numpy.histogram": f"tuple[{ARRAY}]",
    "numpy.linalg.eigh": f"tuple[{ARRAY}]",
    "numpy.linalg.eig": f"tuple[{ARRAY}]",
    "numpy.allclose": "bool",
    "numpy.array_equal": "bool",
    "numpy.ndim": "int",
    **{
        f"scipy.sparse.{kind}_{shape}": SPARSE
        for kind in ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")
        for shape in ("matrix", "array")
    },
    **{f"scipy.sparse.{name}": SPARSE for name in ("diags", "eye", "hstack", "identity", "random", "vstack")},
}

OTHERWISE = frozenset({"return_index", "return_inverse", "return_counts", "retstep", "unpack", "like", "full", "cov"})
"""Keyword arguments by which functions return something else than RETURNS says."""

SIZED = {
    "numpy.random.rand": 1, "numpy.random.randn": 1, "numpy.random.randint": 3, "numpy.random.normal": 3,
    "numpy.random.uniform": 3, "numpy.random.random": 1, "numpy.random.random_sample": 1,
    "numpy.random.standard_normal": 1, "numpy.random.exponential": 2, "numpy.random.poisson": 2,
    "numpy.random.binomial": 3, "numpy.random.choice": 2, "numpy.random.beta": 3, "numpy.random.gamma": 3,
}  # fmt: skip
"""Callables of RETURNS that return a number without a `size`: with fewer positional arguments than this."""

FOLLOWS_ARRAY = frozenset({
    "numpy.cumsum", "numpy.cumprod", "numpy.repeat", "numpy.zeros_like", "numpy.ones_like", "numpy.full_like",
    "numpy.empty_like",
})  # fmt: skip
"""Callables of RETURNS that return a Series for a Series, or what a subclass makes of it."""

UFUNCS = frozenset({
    "abs", "absolute", "add", "arccos", "arcsin", "arctan", "arctan2", "ceil", "conj", "cos", "cosh", "deg2rad",
    "divide", "equal", "exp", "exp2", "expm1", "fabs", "floor", "floor_divide", "fmax", "fmin", "greater",
    "greater_equal", "hypot", "isfinite", "isinf", "isnan", "less", "less_equal", "log", "log10", "log1p", "log2",
    "logical_and", "logical_not", "logical_or", "logical_xor", "maximum", "minimum", "mod", "multiply", "negative",
    "not_equal", "power", "rad2deg", "reciprocal", "rint", "sign", "sin", "sinh", "sqrt", "square", "subtract", "tan",
    "tanh", "true_divide", "trunc", "clip", "round", "around", "real", "imag", "nan_to_num",
})  # fmt: skip
"""Functions that work element by element: an array of an array, a number of a number, a Series of a Series."""

METHODS = {
    ARRAY: {
        **dict.fromkeys(
            ("astype", "copy", "reshape", "flatten", "ravel", "transpose", "squeeze", "repeat", "clip", "round",
             "cumsum", "cumprod", "swapaxes", "conj", "view", "argsort"), ARRAY,
        ),
        "nonzero": f"tuple[{ARRAY}]", "tolist": "list", "tobytes": "bytes", "sort": "None", "fill": "None",
    },
    SPARSE: {
        **dict.fromkeys(
            ("tocsr", "tocsc", "tocoo", "tolil", "todok", "tobsr", "todia", "copy", "astype", "transpose", "asformat",
             "multiply"), SPARSE,
        ),
        "toarray": ARRAY,
    },
    "numpy.random.Generator": dict.fromkeys(("random", "normal", "integers", "uniform"), ""),
}  # fmt: skip

PURE = frozenset(
    f"numpy.{name}"
    for name in (
        "abs", "absolute", "add", "all", "allclose", "any", "arange", "argmax", "argmin", "argsort", "array", "asarray",
        "average", "bincount", "ceil", "clip", "column_stack", "concatenate", "corrcoef", "cos", "count_nonzero", "cov",
        "cross", "cumprod", "cumsum", "diag", "diff", "digitize", "divide", "dot", "einsum", "exp", "eye", "floor",
        "histogram", "hstack", "identity", "in1d", "inner", "interp", "isclose", "isfinite", "isin", "isinf", "isnan",
        "kron", "linalg.cholesky", "linalg.det", "linalg.eig", "linalg.eigh", "linalg.inv", "linalg.norm",
        "linalg.pinv", "linalg.qr", "linalg.solve", "linalg.svd", "linspace", "log", "log10", "log1p", "log2",
        "logical_and", "logical_not", "logical_or", "matmul", "max", "maximum", "mean", "median", "meshgrid", "min",
        "minimum", "multiply", "nanmax", "nanmean", "nanmedian", "nanmin", "nanstd", "nansum", "nonzero", "ones",
        "ones_like", "outer", "percentile", "power", "prod", "quantile", "repeat", "reshape", "round", "searchsorted",
        "sign", "sin", "sort", "sqrt", "square", "stack", "std", "subtract", "sum", "take", "tan", "tensordot", "tile",
        "trace", "transpose", "tril", "triu", "unique", "var", "vstack", "where", "zeros", "zeros_like",
    )
)  # fmt: skip
"""Callables without side effects (given no `out=`)."""
