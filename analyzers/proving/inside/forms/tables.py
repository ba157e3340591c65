"""The forms of arrays and tables: numpy, pandas and polars, with types of their columns, indexes and missing values.

They are found among the modules that the code under proof has imported. Runs on the child side, so it must be valid
Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from .forming import Former, Handler, Shape, mro_of, name_of

__all__ = ["table_handler"]

_MOST_VALUES = 200
"""Values that a shape holds one by one; of more it holds a digest, too."""


def table_handler(kind: type, package: str) -> Handler | None:
    """Return what makes the shape of values of a class of such a package, or None."""
    library: Any = sys.modules[package]
    names = {name_of(base).rpartition(".")[2]: base for base in mro_of(kind)}
    for name, handler in _HANDLERS.get(package, {}).items():
        if name in names and getattr(library, name, None) is names[name]:
            return handler
    if package == "numpy" and "MaskedArray" in names:
        return _masked_array
    if package == "numpy" and "Generator" in names:
        return _generator
    if package == "numpy" and "ufunc" in names:
        return _ufunc
    return None


def _ufunc(former: Former, value: Any) -> Shape:
    del former
    return ["function", f"numpy.{value.__name__}"]


def _values(former: Former, array: Any) -> Shape:
    """Return what the cells of an array hold, exactly; any NaN is NaN."""
    numpy: Any = sys.modules["numpy"]
    if array.dtype.hasobject:
        return ["cells", *former.items(array.ravel().tolist())] if array.dtype.names is None else repr(array.tolist())
    flat = numpy.ascontiguousarray(array).ravel()
    if flat.dtype.kind in "fc":
        odd = numpy.isnan(flat)
        if odd.any():
            flat = flat.copy()
            flat[odd] = numpy.nan
    digest = hashlib.sha256(flat.tobytes()).hexdigest()[:32]
    if flat.size <= _MOST_VALUES or former.whole:
        return (
            ["cells", *map(former.of, flat.tolist())]
            if flat.dtype.kind in "fiub"
            else ["cells", digest, repr(flat.tolist())]
        )
    return ["cells", digest, *map(former.of, flat[:5].tolist())]


def _array(former: Former, value: Any) -> Shape:
    numpy: Any = sys.modules["numpy"]
    known = former.met(value)
    if known is not None:
        return known
    owner = value
    while isinstance(owner.base, numpy.ndarray):
        owner = owner.base
    number = former.numbers[id(value)]
    first = former.memory.setdefault(id(owner), number)
    plain = numpy.asarray(value)
    shape = ["numpy.ndarray", str(plain.dtype.descr if plain.dtype.names else plain.dtype.str), list(plain.shape)]
    shape += [bool(plain.flags.writeable), _values(former, plain)]
    return shape if first == number else [*shape, ["memory of", first]]


def _masked_array(former: Former, value: Any) -> Shape:
    numpy: Any = sys.modules["numpy"]
    mask = numpy.ma.getmaskarray(value)
    return ["masked", _array(former, value.filled()), mask.ravel().tolist(), former.of(value.fill_value)]


def _scalar(former: Former, value: Any) -> Shape:
    kind = value.dtype.kind
    if kind in "biu" or (kind == "f" and value.dtype.itemsize <= 8):
        return ["numpy", value.dtype.str, value.item()]
    if kind == "f" or kind == "c":
        return ["numpy", value.dtype.str, repr(value)]
    if kind in "mM":
        return ["numpy", value.dtype.str, str(value)]
    return ["numpy", value.dtype.str, former.of(value.item())]


def _dtype(former: Former, value: Any) -> Shape:
    del former
    return ["dtype", str(value.descr if value.names else value.str)]


def _generator(former: Former, value: Any) -> Shape:
    return former.met(value) or ["numpy.random.Generator", former.of(value.bit_generator.state)]


# --- pandas ---


def _cells(former: Former, values: Any) -> Shape:
    """Return what a column or an index of pandas holds, whose array may be numpy's or pandas' own."""
    numpy: Any = sys.modules["numpy"]
    name = type(values).__name__
    if name == "Categorical":
        codes = _values(former, numpy.asarray(values.codes))
        return ["Categorical", _index(former, values.categories), bool(values.ordered), codes]
    array = getattr(values, "_ndarray", values) if name in ("NumpyExtensionArray", "PandasArray") else values
    if isinstance(array, numpy.ndarray):
        return _values(former, array)
    return ["cells", *former.items(list(values))]


def _index(former: Former, value: Any) -> Shape:
    pandas: Any = sys.modules["pandas"]
    if isinstance(value, pandas.MultiIndex):
        levels = [
            [former.of(name), str(value.get_level_values(number).dtype)] for number, name in enumerate(value.names)
        ]
        return ["MultiIndex", *levels, *former.items(value.tolist())]
    # How the numbers of a RangeIndex are kept is nothing that code depends on.
    kind = "Index" if isinstance(value, pandas.RangeIndex) else type(value).__name__
    freq = getattr(value, "freq", None)
    return [
        kind,
        former.of(value.name),
        str(value.dtype),
        None if freq is None else str(freq),
        _cells(former, value.array),
    ]


def _series(former: Former, value: Any) -> Shape:
    known = former.met(value)
    if known is not None:
        return known
    cells = _cells(former, value.array)
    return ["Series", former.of(value.name), str(value.dtype), cells, _index(former, value.index)]


def _frame(former: Former, value: Any) -> Shape:
    known = former.met(value)
    if known is not None:
        return known
    columns = [
        [str(value.dtypes.iloc[number]), _cells(former, value.iloc[:, number].array)]
        for number in range(value.shape[1])
    ]
    return ["DataFrame", _index(former, value.columns), *columns, _index(former, value.index)]


def _pandas_value(former: Former, value: Any) -> Shape:
    # A Timestamp of another unit or time zone has another text; NaT and NA are one of each.
    unit = getattr(value, "unit", None)
    return ["pandas", type(value).__name__, str(value), str(getattr(value, "tz", None)), str(unit)]


# --- polars ---


def _polars_series(former: Former, value: Any) -> Shape:
    return ["polars.Series", value.name, str(value.dtype), *former.items(value.to_list())]


def _polars_frame(former: Former, value: Any) -> Shape:
    return ["polars.DataFrame", list(value.shape), *[_polars_series(former, column) for column in value.get_columns()]]


def _polars_lazy(former: Former, value: Any) -> Shape:
    return ["polars.LazyFrame", _polars_frame(former, value.collect())]


def _polars_text(former: Former, value: Any) -> Shape:
    del former
    return ["polars", type(value).__name__, str(value)]


_HANDLERS: dict[str, dict[str, Handler]] = {
    "numpy": {"ndarray": _array, "generic": _scalar, "dtype": _dtype},
    "pandas": {
        "DataFrame": _frame,
        "Series": _series,
        "Index": _index,
        "Timestamp": _pandas_value,
        "Timedelta": _pandas_value,
        "Period": _pandas_value,
        "Interval": _pandas_value,
    },
    "polars": {
        "DataFrame": _polars_frame,
        "LazyFrame": _polars_lazy,
        "Series": _polars_series,
        "Expr": _polars_text,
        "DataType": _polars_text,
    },
}
