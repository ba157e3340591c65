"""numba: compiling again, lists that are copied, loops left to one core."""
