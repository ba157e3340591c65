"""PyPy, the specializing interpreter of CPython 3.11, and the free-threaded build."""
