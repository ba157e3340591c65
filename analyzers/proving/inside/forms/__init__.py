"""What values look like from outside: exact types, exact floats, order, identity; their own code does not run.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from .forming import (
    Former,
    Handler,
    Shape,
    digest_of,
    mro_of,
    name_of,
    plain_json,
    register,
    register_named,
    resolver,
    short_ints,
    vars_of,
)

__all__ = [
    "Former",
    "Handler",
    "Shape",
    "digest_of",
    "mro_of",
    "name_of",
    "plain_json",
    "register",
    "register_named",
    "resolver",
    "short_ints",
    "vars_of",
]
