"""JAX: what makes an array on a device, and what its methods return."""

from __future__ import annotations

__all__ = ["ARRAY", "ARRAYS", "COMPILERS", "FOREIGN_LOOPS", "METHODS", "RETURNS", "TRANSFORMS"]

ARRAY = "jax.Array"
ARRAYS = frozenset({ARRAY, "jax.numpy.ndarray"})
"""The class, and the name that annotations know it by."""

_MAKERS = (
    "array", "asarray", "zeros", "ones", "empty", "full", "arange", "linspace", "logspace", "geomspace", "zeros_like",
    "ones_like", "full_like", "empty_like", "eye", "identity", "append", "concatenate", "stack", "vstack", "hstack",
    "dstack", "column_stack", "repeat", "tile", "cumsum", "cumprod", "diff", "sort", "argsort", "where", "dot",
    "matmul", "tensordot", "einsum", "outer", "kron", "diag", "tril", "triu", "sum", "mean", "std", "var", "max", "min",
    "prod", "argmax", "argmin", "any", "all", "median", "expand_dims", "squeeze", "reshape", "transpose", "ravel",
    "roll", "flip", "take", "clip", "exp", "log", "log1p", "expm1", "sin", "cos", "tan", "tanh", "sqrt", "square",
    "abs", "absolute", "sign", "floor", "ceil", "round", "maximum", "minimum", "power", "add", "subtract", "multiply",
    "divide", "isnan", "isfinite", "linalg.norm", "linalg.inv", "linalg.solve", "linalg.cholesky", "linalg.det",
)  # fmt: skip

RETURNS = {
    **{f"jax.numpy.{name}": ARRAY for name in _MAKERS},
    **{
        f"jax.random.{name}": ARRAY
        for name in (
            "PRNGKey", "key", "split", "fold_in", "normal", "uniform", "bernoulli", "randint", "permutation", "choice",
            "categorical", "truncated_normal", "gumbel", "exponential", "beta", "gamma", "dirichlet", "poisson",
        )
    },
    **{
        f"jax.nn.{name}": ARRAY
        for name in ("relu", "sigmoid", "softmax", "log_softmax", "gelu", "silu", "softplus", "one_hot", "logsumexp")
    },
}  # fmt: skip

METHODS = {
    ARRAY: {
        **dict.fromkeys(
            ("astype", "reshape", "flatten", "ravel", "transpose", "squeeze", "repeat", "clip", "round", "cumsum",
             "cumprod", "copy", "sum", "mean", "std", "var", "max", "min", "prod", "argmax", "argmin", "any", "all",
             "dot", "argsort", "block_until_ready", "swapaxes", "take"), ARRAY,
        ),
        "tolist": "list", "tobytes": "bytes",
    },
}  # fmt: skip

COMPILERS = frozenset({
    "jax.jit", "jax.pjit", "jax.pmap", "jax.experimental.pjit.pjit", "equinox.filter_jit", "flax.nnx.jit",
    "flax.linen.jit",
})  # fmt: skip
"""What makes a compiled function of a Python function: traced once for each shape, type and static value."""

TRANSFORMS = frozenset({"jax.grad", "jax.value_and_grad", "jax.jacfwd", "jax.jacrev", "jax.hessian", "jax.vmap"})
"""What makes of a function another one, a new object at each call."""

FOREIGN_LOOPS = frozenset({
    "jax.lax.scan", "jax.lax.fori_loop", "jax.lax.while_loop", "jax.lax.map", "jax.lax.associative_scan",
})  # fmt: skip
"""Loops that are compiled: outside of a compiled function at each call, unless function and shapes are as before."""
