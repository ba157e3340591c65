"""Types of attributes of objects of known classes."""

from __future__ import annotations

from .knowledge import ATTRIBUTES, TENSORS
from .types import INT, STR, UNKNOWN, Type, parse

__all__ = ["attribute_of"]


def attribute_of(base: Type, name: str) -> Type:
    """The type of `base.name`."""
    if base.name.startswith("pandas."):
        kind = parse(ATTRIBUTES.get(base.name, {}).get(name, ""))
        # The values of a Series are, for an extension type, another array.
        return kind.as_declared() if name == "values" and base.name != "pandas.DataFrame" else kind
    if base.name == "torch.Tensor":
        return parse(ATTRIBUTES[base.name].get(name, ""))
    if base.name in TENSORS:
        if name in ("T", "real", "imag"):
            return base
        return INT if name in ("size", "ndim") else UNKNOWN
    if base.name == "numpy.ndarray":
        if name == "T":
            return base
        if name in ("shape", "strides"):
            return Type("tuple", (INT,))
        if name in ("size", "ndim", "nbytes"):
            return INT
    if base.name == "pathlib.Path" and name in ("name", "stem", "suffix"):
        return STR
    if base.name == "pathlib.Path" and name == "parent":
        return base
    return UNKNOWN
