"""polars: frames, lazy frames, series and expressions, through method chains."""

from __future__ import annotations

__all__ = ["METHODS", "RETURNS"]

_FRAME = "polars.DataFrame"
_LAZY = "polars.LazyFrame"
_SERIES = "polars.Series"
_EXPR = "polars.Expr"

RETURNS = {
    **{
        f"polars.{name}": _FRAME
        for name in ("DataFrame", "from_arrow", "from_dict", "from_dicts", "from_records", "read_avro", "read_csv",
                     "read_database", "read_delta", "read_ipc", "read_json", "read_ndjson", "read_parquet")
    },
    **{
        f"polars.{name}": _LAZY
        for name in ("LazyFrame", "scan_csv", "scan_delta", "scan_ipc", "scan_ndjson", "scan_parquet")
    },
    "polars.Series": _SERIES,
    **{
        f"polars.{name}": _EXPR
        for name in ("all", "all_horizontal", "any_horizontal", "coalesce", "col", "concat_list", "concat_str", "count",
                     "element", "first", "last", "len", "lit", "max", "mean", "min", "struct", "sum", "sum_horizontal")
    },
}  # fmt: skip

_BOTH = ("cast", "clear", "drop", "drop_nulls", "explode", "fill_nan", "fill_null", "filter", "group_by", "head",
         "join", "limit", "rename", "reverse", "select", "shift", "slice", "sort", "tail", "top_k", "unique", "unnest",
         "unpivot", "with_columns", "with_row_index")  # fmt: skip
_EXPRESSIONS = ("abs", "alias", "all", "and_", "any", "cast", "clip", "count", "cum_sum", "diff", "fill_nan",
                "fill_null", "filter", "first", "floor", "forward_fill", "is_between", "is_in", "is_not_null",
                "is_null", "last", "len", "log", "max", "mean", "median", "min", "n_unique", "not_", "or_", "over",
                "quantile", "rank", "replace", "reverse", "round", "shift", "sort", "sqrt", "std", "sum", "unique",
                "var")  # fmt: skip

METHODS = {
    _FRAME: {
        **dict.fromkeys(_BOTH, _FRAME),
        "group_by": "polars.GroupBy", "lazy": _LAZY, "to_pandas": "pandas.DataFrame", "get_column": _SERIES,
        "to_series": _SERIES, "to_numpy": "numpy.ndarray", "hstack": _FRAME, "vstack": _FRAME, "sample": _FRAME,
        "pivot": _FRAME, "iter_rows": "iterator", "rows": "list", "to_dicts": "list",
    },
    _LAZY: {**dict.fromkeys(_BOTH, _LAZY), "group_by": "polars.LazyGroupBy", "lazy": _LAZY},
    "polars.GroupBy": {"agg": _FRAME, "len": _FRAME, "sum": _FRAME, "mean": _FRAME, "first": _FRAME},
    "polars.LazyGroupBy": {"agg": _LAZY, "len": _LAZY, "sum": _LAZY, "mean": _LAZY, "first": _LAZY},
    _SERIES: {
        **dict.fromkeys(("abs", "alias", "cast", "fill_null", "filter", "head", "is_in", "is_null", "map_elements",
                         "round", "sort", "tail", "unique"), _SERIES),
        "to_list": "list", "to_numpy": "numpy.ndarray", "to_pandas": "pandas.Series",
    },
    _EXPR: dict.fromkeys(_EXPRESSIONS, _EXPR),
}  # fmt: skip
