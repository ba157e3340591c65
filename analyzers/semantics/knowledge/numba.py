"""numba: its compilers, and what they are told to do."""

from __future__ import annotations

__all__ = ["COMPILERS", "KERNELS", "NOPYTHON"]

NOPYTHON = {
    "numba.jit": "jit",
    "numba.njit": "njit",
    "numba.core.decorators.jit": "jit",
    "numba.core.decorators.njit": "njit",
    "numba.decorators.jit": "jit",
    "numba.decorators.njit": "njit",
}
"""Compile a function, at its first call with arguments of each combination of types, for the processor."""

KERNELS = {"numba.cuda.jit": "cuda"}
"""Compile a kernel, which is launched as `kernel[blocks, threads](…)`."""

COMPILERS = {
    **NOPYTHON,
    **KERNELS,
    "numba.vectorize": "vectorize",
    "numba.guvectorize": "guvectorize",
    "numba.stencil": "stencil",
    "numba.cfunc": "cfunc",
    "numba.np.ufunc.decorators.vectorize": "vectorize",
    "numba.np.ufunc.decorators.guvectorize": "guvectorize",
}
"""All of them, with the name by which rules know them."""
