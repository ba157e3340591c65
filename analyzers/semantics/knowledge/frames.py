"""NumPy and pandas: constructors, and the methods whose result type is certain."""

from __future__ import annotations

_ARRAY = "numpy.ndarray"
_FRAME = "pandas.DataFrame"
_SERIES = "pandas.Series"

RETURNS = {
    **{
        f"numpy.{name}": _ARRAY
        for name in (
            "array", "asarray", "ascontiguousarray", "zeros", "ones", "empty", "full", "arange", "linspace", "logspace",
            "zeros_like", "ones_like", "empty_like", "full_like", "eye", "identity", "append", "concatenate", "stack",
            "vstack", "hstack", "column_stack", "insert", "delete", "repeat", "tile", "cumsum", "cumprod", "diff",
            "sort", "unique", "fromiter", "frombuffer", "loadtxt", "genfromtxt", "random.rand", "random.randn",
            "random.randint", "random.normal", "random.uniform", "random.permutation",
        )
    },
    "numpy.random.default_rng": "numpy.random.Generator",
    **{
        f"pandas.{name}": _FRAME
        for name in ("DataFrame", "read_csv", "read_excel", "read_parquet", "read_json", "read_sql", "read_table",
                     "read_feather", "read_pickle", "merge", "pivot_table", "get_dummies", "crosstab")
    },
    "pandas.Series": _SERIES,
    "pandas.date_range": "pandas.DatetimeIndex",
}  # fmt: skip
RETURNS = {name: type_ for name, type_ in RETURNS.items() if type_}
# These return a DataFrame only under arguments that a table cannot see.
for _name in ("read_sql", "read_pickle", "read_json"):
    del RETURNS[f"pandas.{_name}"]

OTHERWISE = frozenset({
    "return_index", "return_inverse", "return_counts", "retstep", "unpack", "like", "squeeze", "chunksize", "iterator",
    "sheet_name",
})  # fmt: skip

SIZED = {"numpy.random.rand": 1, "numpy.random.randn": 1, "numpy.random.randint": 3, "numpy.random.normal": 3,
         "numpy.random.uniform": 3}  # fmt: skip

FOLLOWS_ARRAY = frozenset({"numpy.cumsum", "numpy.cumprod", "numpy.repeat"})

METHODS = {
    _ARRAY: {
        **dict.fromkeys(
            ("astype", "copy", "reshape", "flatten", "ravel", "transpose", "squeeze", "repeat", "clip", "round",
             "cumsum", "cumprod"), _ARRAY,
        ),
        "tolist": "list", "tobytes": "bytes",
    },
    _FRAME: {
        **dict.fromkeys(
            ("copy", "head", "tail", "assign", "fillna", "dropna", "drop_duplicates", "sort_values", "sort_index",
             "rename", "reset_index", "set_index", "merge", "join", "astype", "replace", "query", "sample", "drop",
             "filter", "nlargest", "nsmallest"), _FRAME,
        ),
        "iterrows": "iterator[tuple[Any, pandas.Series]]",
        "to_numpy": _ARRAY,
        "groupby": "pandas.DataFrameGroupBy",
    },
    _SERIES: {
        **dict.fromkeys(
            ("copy", "head", "tail", "fillna", "dropna", "astype", "map", "sort_values", "replace", "clip", "round",
             "cumsum", "shift", "diff", "isin", "isna", "notna", "drop_duplicates", "value_counts"), _SERIES,
        ),
        "to_numpy": _ARRAY, "tolist": "list", "to_list": "list", "unique": "",
    },
    "numpy.random.Generator": dict.fromkeys(("random", "normal", "integers", "uniform"), ""),
}  # fmt: skip
