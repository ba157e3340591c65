"""Code that a compiler takes out of Python's hands: what is slow in the interpreter need not be slow there."""

from __future__ import annotations

import ast

from ..names import dotted
from ..site import Site

__all__ = ["is_compiled"]

_COMPILERS = frozenset({"jit", "njit", "vectorize", "guvectorize", "stencil", "cfunc", "jit_module", "pjit", "script"})


def is_compiled(at: Site) -> bool:
    """Is a function around decorated as one of Numba's, JAX's or TorchScript's: `@njit`, `@numba.jit(…)`?"""
    for parent in at.parents(at.node):
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for decorator in parent.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if (dotted(called) or "").rpartition(".")[2] in _COMPILERS:
                    return True
    return False
