"""pandas frames, their columns and masks, by type and by how they are written; and small functions given to them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..site import Site

__all__ = ["asks_itself", "functions_given", "grouped", "is_column", "is_frame"]

_ONLY_FRAMES = frozenset({
    "columns", "corrwith", "dtypes", "groupby", "iterrows", "itertuples", "merge", "pivot_table", "reset_index",
    "select_dtypes", "set_index", "sort_values", "to_csv", "to_parquet",
})  # fmt: skip
_GROUPED = ("groupby", "resample", "rolling", "expanding")


def is_frame(at: Site, node: ast.AST) -> bool:
    """A DataFrame by its type, or a local name that the function uses as only a DataFrame can be used."""
    kind = at.type(node)
    if kind.known:
        return kind.is_("pandas.DataFrame")
    if not isinstance(node, ast.Name) or not at.imports("pandas"):
        return False
    return any(usage.kind in ("attribute", "method") and usage.detail in _ONLY_FRAMES for usage in at.usages(node))


def is_column(at: Site, node: ast.AST) -> bool:
    """A Series by its type; or `x["name"]` of something unknown, where the module works with pandas."""
    kind = at.type(node)
    if kind.known:
        return kind.is_("pandas.Series")
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and at.type(node.value).name in ("", "pandas.DataFrame")
        and at.imports("pandas")
    )


def asks_itself(at: Site, node: ast.AST) -> ast.Compare | None:
    """The comparison in `df[df["a"] == x]` or `df.loc[df.a == x]`, which is how the rows of a frame are chosen.

    None for other expressions, for what is no column of the same `df`, and where pandas is not at work.
    """
    if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Compare) and len(node.slice.ops) == 1):
        return None
    frame = node.value.value if isinstance(node.value, ast.Attribute) and node.value.attr == "loc" else node.value
    column = node.slice.left
    if not isinstance(column, (ast.Subscript, ast.Attribute)) or not at.same(column.value, frame):
        return None
    if isinstance(column, ast.Subscript) and not (
        isinstance(column.slice, ast.Constant) and isinstance(column.slice.value, str)
    ):
        return None
    if isinstance(column, ast.Attribute) and not is_frame(at, frame):
        return None
    return node.slice if at.imports("pandas") and at.type(frame).name in ("", "pandas.DataFrame") else None


def grouped(at: Site, node: ast.AST) -> bool:
    """Is it groups or windows: `df.groupby(…)`, `df.groupby(…)["a"]`, a name for one of these?"""
    for _ in range(4):
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            value = at.only_value(node)
            if value is None:
                return at.type(node).name in ("pandas.DataFrameGroupBy", "pandas.SeriesGroupBy")
            node = value
        else:
            break
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROUPED


def functions_given(at: Site, node: ast.AST) -> Sequence[tuple[str, ast.expr]]:
    """The parameter and body of each function of one parameter and one expression that the argument may be.

    A lambda, a name for one, a local function that only returns, or one of a dict of lambdas. [] where one is not such.
    """
    if isinstance(node, ast.Lambda):
        arguments = node.args
        if (
            len(arguments.args) != 1
            or arguments.vararg
            or arguments.kwarg
            or arguments.kwonlyargs
            or arguments.defaults
        ):
            return []
        return [(arguments.args[0].arg, node.body)]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        table = at.only_value(node.value)
        if not isinstance(table, ast.Dict) or not table.values:
            return []
        found = [functions_given(at, value) for value in table.values]
        return [pair for pairs in found for pair in pairs] if all(found) else []
    if not isinstance(node, ast.Name):
        return []
    bindings = at.bindings(node)
    if len(bindings) != 1:
        return []
    value = bindings[0].value
    if isinstance(value, ast.FunctionDef):
        body = [s for s in value.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
        only = body[0] if len(body) == 1 else None
        if isinstance(only, ast.Return) and only.value is not None and len(value.args.args) == 1:
            return [(value.args.args[0].arg, only.value)] if not value.decorator_list else []
        return []
    return functions_given(at, value) if isinstance(value, ast.Lambda) and bindings[0].kind == "assign" else []
