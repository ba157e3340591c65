"""Inputs of a function, as source of its arguments: what each parameter may be, and which of many to keep.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from .choosing import generated, sized

__all__ = ["generated", "sized"]
