"""Bits of calls and of functions in a summary."""

from __future__ import annotations

from typing import Any

__all__ = [
    "ASYNC", "AWAITED", "CERTAIN", "ENTERED", "FIELDS", "GENERATOR", "INTERESTING", "ITERATED", "LAMBDA", "LOG", "LOOP",
    "LOOP_AWARE", "NO_WAIT", "PROPERTY", "TAKES", "WITH", "Expr",
]  # fmt: skip

Expr = Any
"""See `collecting`: a string, a list, or None."""

# Of a call.
CERTAIN = 1
"""Each call of the function comes by: no condition, no early return before it."""
AWAITED = 2
ITERATED = 4
"""What it returns is run through there and then."""
LOOP = 8
WITH = 16
"""Inside the body of a `with`."""
LOG = 32
"""In an argument of a call that logs."""
ENTERED = 64
"""Not written: `with` enters an object."""
PROPERTY = 128
"""Not a call: an attribute is read, which may be a property."""
NO_WAIT = 256
"""Its arguments say that it is not to wait: `acquire(False)`, `get(timeout=0)`."""

INTERESTING = LOOP | WITH | LOG
"""Where a rule may ask what a call does, in a function that is no coroutine."""

# Of a function.
ASYNC = 1
GENERATOR = 2
LAMBDA = 4
LOOP_AWARE = 8
"""It asks whether an event loop runs, and may then do something else."""
TAKES = 32
"""It calls one of its parameters."""
FIELDS = 16
"""Nobody wrote it: the constructor that makes defaults of fields; what it returns are their names."""
