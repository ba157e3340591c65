"""pandas: constructors, and the methods whose result type is certain, through chains and accessors."""

from __future__ import annotations

from .numpy import ARRAY

__all__ = ["ATTRIBUTES", "METHODS", "OTHERWISE", "REDUCTIONS", "RETURNS"]

_FRAME = "pandas.DataFrame"
_SERIES = "pandas.Series"
_INDEX = "pandas.Index"

RETURNS = {
    **{
        f"pandas.{name}": _FRAME
        for name in (
            "DataFrame", "DataFrame.from_dict", "DataFrame.from_records", "read_csv", "read_excel", "read_parquet",
            "read_table", "read_feather", "read_fwf", "read_orc", "read_spss", "read_stata", "read_clipboard",
            "read_sql_query", "read_sql_table", "json_normalize", "merge", "merge_asof", "merge_ordered", "pivot_table",
            "get_dummies", "crosstab", "melt",
        )
    },
    "pandas.Series": _SERIES,
    "pandas.date_range": "pandas.DatetimeIndex",
    "pandas.Index": _INDEX,
    "pandas.RangeIndex": _INDEX,
    "pandas.read_html": f"list[{_FRAME}]",
}  # fmt: skip

OTHERWISE = frozenset({"squeeze", "chunksize", "iterator", "sheet_name"})
"""Keyword arguments by which functions return something else than RETURNS says."""

REDUCTIONS = frozenset({
    "all", "any", "count", "cumcount", "cummax", "cummin", "cumprod", "cumsum", "first", "last", "max", "mean",
    "median", "min", "nunique", "prod", "sem", "size", "skew", "std", "sum", "var",
})  # fmt: skip
"""Methods of groups (and windows) that run in compiled code, and that `agg` and `transform` know by name."""

_FRAME_TO_FRAME = (
    "abs", "add", "add_prefix", "add_suffix", "align", "applymap", "assign", "astype", "bfill", "clip",
    "convert_dtypes", "copy", "corr", "cov", "cummax", "cummin", "cumprod", "cumsum", "describe", "diff", "div", "drop",
    "drop_duplicates", "dropna", "explode", "ffill", "fillna", "filter", "head", "infer_objects", "interpolate",
    "isin", "isna", "isnull", "join", "mask", "melt", "merge", "mul", "nlargest", "notna", "notnull", "nsmallest",
    "pct_change", "pivot", "pivot_table", "query", "rank", "reindex", "rename", "replace", "reset_index", "round",
    "sample", "select_dtypes", "set_axis", "set_index", "shift", "sort_index", "sort_values", "sub", "tail",
    "transpose", "where", "rename_axis",
)  # fmt: skip
_FRAME_TO_SERIES = ("duplicated", "nunique", "memory_usage", "value_counts")
_SERIES_TO_SERIES = (
    "abs", "add", "astype", "between", "bfill", "clip", "combine_first", "copy", "cummax", "cummin", "cumprod",
    "cumsum", "diff", "div", "drop", "drop_duplicates", "dropna", "duplicated", "explode", "ffill", "fillna", "head",
    "infer_objects", "interpolate", "isin", "isna", "isnull", "map", "mask", "mul", "nlargest", "notna", "notnull",
    "nsmallest", "pct_change", "rank", "reindex", "replace", "round", "sample", "shift", "sort_index", "sort_values",
    "sub", "tail", "value_counts", "where",
)  # fmt: skip
_TEXT = (
    "capitalize", "casefold", "center", "contains", "count", "endswith", "extract", "find", "fullmatch", "isalnum",
    "isalpha", "isdigit", "islower", "isnumeric", "isspace", "isupper", "join", "len", "ljust", "lower", "lstrip",
    "match", "pad", "removeprefix", "removesuffix", "repeat", "replace", "rjust", "rstrip", "slice", "startswith",
    "strip", "swapcase", "title", "upper", "zfill", "get",
)  # fmt: skip
_PER_GROUP = (
    "all", "any", "bfill", "count", "cummax", "cummin", "cumprod", "cumsum", "diff", "ffill", "first", "head", "last",
    "max", "mean", "median", "min", "nth", "nunique", "prod", "rank", "shift", "std", "sum", "tail", "var",
)  # fmt: skip

METHODS = {
    _FRAME: {
        **dict.fromkeys(_FRAME_TO_FRAME, _FRAME),
        **dict.fromkeys(_FRAME_TO_SERIES, _SERIES),
        "align": "",
        "groupby": f"pandas.DataFrameGroupBy[tuple[Any, {_FRAME}]]",
        "items": f"iterator[tuple[Any, {_SERIES}]]",
        "iterrows": f"iterator[tuple[Any, {_SERIES}]]",
        "itertuples": "iterator",
        "to_numpy": ARRAY,
        "insert": "None", "update": "None", "to_parquet": "", "keys": _INDEX,
    },
    _SERIES: {
        **dict.fromkeys(_SERIES_TO_SERIES, _SERIES),
        "reset_index": "", "to_frame": _FRAME, "to_dict": "dict", "to_numpy": ARRAY, "tolist": "list",
        "to_list": "list", "unique": "", "items": "iterator[tuple[Any, Any]]",
        "groupby": f"pandas.SeriesGroupBy[tuple[Any, {_SERIES}]]",
    },
    _INDEX: {
        **dict.fromkeys(
            ("append", "astype", "copy", "difference", "drop", "drop_duplicates", "insert", "intersection", "map",
             "rename", "sort_values", "symmetric_difference", "union", "unique"), _INDEX,
        ),
        "to_numpy": ARRAY, "tolist": "list", "to_list": "list", "to_series": _SERIES, "isin": ARRAY,
    },
    "pandas.DataFrameGroupBy": {**dict.fromkeys(_PER_GROUP, _FRAME), "get_group": _FRAME},
    "pandas.SeriesGroupBy": {**dict.fromkeys(_PER_GROUP, _SERIES), "get_group": _SERIES},
    "pandas.StringMethods": dict.fromkeys(_TEXT, _SERIES) | {"extract": ""},
    "pandas.DatetimeProperties": dict.fromkeys(("floor", "ceil", "round", "normalize", "strftime", "tz_localize",
                                                "tz_convert"), _SERIES),
}  # fmt: skip

_DATES = ("date", "day", "dayofweek", "dayofyear", "days", "hour", "is_month_end", "is_month_start", "microsecond",
          "minute", "month", "quarter", "second", "seconds", "time", "weekday", "year")  # fmt: skip

ATTRIBUTES = {
    _FRAME: {"values": ARRAY, "T": _FRAME, "index": _INDEX, "columns": _INDEX, "empty": "bool", "size": "int",
             "ndim": "int", "shape": "tuple[int, int]", "dtypes": _SERIES, "loc": "pandas.FrameLocator",
             "iloc": "pandas.FrameLocator"},
    _SERIES: {"values": f"{ARRAY}", "index": _INDEX, "empty": "bool", "size": "int", "ndim": "int",
              "shape": "tuple[int]", "str": "pandas.StringMethods", "dt": "pandas.DatetimeProperties",
              "loc": "pandas.SeriesLocator", "iloc": "pandas.SeriesLocator", "T": _SERIES},
    _INDEX: {"values": ARRAY, "empty": "bool", "size": "int"},
    "pandas.DatetimeProperties": dict.fromkeys(_DATES, _SERIES),
}  # fmt: skip
"""Type → attribute → its type."""
