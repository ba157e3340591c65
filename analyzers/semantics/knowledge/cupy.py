"""CuPy: what makes an array on the device, what copies one there or back, and what waits for the device.

Unlike NumPy's, its reductions and its subscripts give arrays, too: of no dimensions, where NumPy gives a number.
"""

from __future__ import annotations

from .numpy import UFUNCS

__all__ = ["ARRAY", "ELEMENTWISE", "FETCHES", "METHODS", "PURE", "RETURNS", "SENDS", "WAITS"]

ARRAY = "cupy.ndarray"

_MAKERS = (
    "array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "zeros", "ones", "empty", "full", "arange",
    "linspace", "logspace", "zeros_like", "ones_like", "empty_like", "full_like", "eye", "identity", "append",
    "concatenate", "stack", "vstack", "hstack", "dstack", "column_stack", "repeat", "tile", "cumsum", "cumprod", "diff",
    "sort", "argsort", "unique", "fromfunction", "flatnonzero", "argwhere", "outer", "kron", "diag", "diagflat", "tri",
    "tril", "triu", "bincount", "isin", "convolve", "expand_dims", "squeeze", "reshape", "ravel", "transpose", "roll",
    "flip", "pad", "take", "searchsorted", "digitize", "interp", "clip", "broadcast_to", "moveaxis", "swapaxes",
    "dot", "matmul", "vdot", "inner", "tensordot", "einsum", "copy", "load", "percentile", "quantile", "median",
    "linalg.inv", "linalg.pinv", "linalg.cholesky", "linalg.solve", "linalg.norm", "linalg.det", "linalg.eigvalsh",
    "random.rand", "random.randn", "random.randint", "random.normal", "random.uniform", "random.permutation",
    "random.random", "random.random_sample", "random.standard_normal", "random.exponential", "random.poisson",
    "random.binomial", "random.choice", "random.beta", "random.gamma", "fft.fft", "fft.ifft", "fft.rfft", "fft.irfft",
    "fft.fft2", "fft.ifft2", "fft.fftn", "fft.ifftn", "fft.fftshift",
)  # fmt: skip
_REDUCTIONS = (
    "sum", "prod", "mean", "std", "var", "max", "min", "amax", "amin", "argmax", "argmin", "all", "any", "nansum",
    "nanmean", "nanmax", "nanmin", "nanstd", "average", "count_nonzero", "ptp", "trace",
)  # fmt: skip

SENDS = frozenset({"cupy.array", "cupy.asarray", "cupy.asanyarray", "cupy.ascontiguousarray"})
"""Copies to the device what lies on the host."""
FETCHES = frozenset({"cupy.asnumpy"})
"""Copies to the host what lies on the device, and waits for it."""
WAITS = frozenset({
    "cupy.cuda.runtime.deviceSynchronize", "cupy.cuda.runtime.streamSynchronize", "cupy.cuda.stream.get_current_stream",
    "cupy.cuda.Stream.null.synchronize", "cupy.cuda.stream.Stream.null.synchronize",
})  # fmt: skip
"""Callables after which what was asked of the device is done, besides `synchronize()` of a device or stream."""

ELEMENTWISE = frozenset(f"cupy.{name}" for name in (*UFUNCS, "where"))
"""One kernel each, element by element."""

RETURNS = {
    **{f"cupy.{name}": ARRAY for name in (*_MAKERS, *_REDUCTIONS, *UFUNCS)},
    "cupy.asnumpy": "numpy.ndarray",
    "cupy.nonzero": f"tuple[{ARRAY}]",
    "cupy.split": f"list[{ARRAY}]",
    "cupy.array_split": f"list[{ARRAY}]",
    "cupy.get_default_memory_pool": "cupy.cuda.MemoryPool",
    "cupy.get_default_pinned_memory_pool": "cupy.cuda.PinnedMemoryPool",
    "cupy.cuda.MemoryPool": "cupy.cuda.MemoryPool",
    "cupy.cuda.Device": "cupy.cuda.Device",
    "cupy.cuda.Stream": "cupy.cuda.Stream",
    "cupy.cuda.get_current_stream": "cupy.cuda.Stream",
}

PURE = frozenset(
    f"cupy.{name}"
    for name in (*_MAKERS, *_REDUCTIONS, *UFUNCS, "where", "asnumpy")
    if not name.startswith(("random.", "load"))
)
"""Callables without side effects (given no `out=`)."""

METHODS = {
    ARRAY: {
        **dict.fromkeys(
            ("astype", "copy", "reshape", "flatten", "ravel", "transpose", "squeeze", "repeat", "clip", "round",
             "cumsum", "cumprod", "swapaxes", "conj", "view", "argsort", "take", "diagonal", "dot", *_REDUCTIONS),
            ARRAY,
        ),
        "nonzero": f"tuple[{ARRAY}]", "get": "numpy.ndarray", "tolist": "list", "sort": "None", "fill": "None",
        "set": "None",
    },
}  # fmt: skip
