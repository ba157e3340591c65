"""Arrays and tables of numpy, pandas and polars: by hints, by use, and like those that were seen.

The libraries are the user's, and are looked at only where the user's module has imported them. Runs on the child side,
so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable, Sequence
from typing import Any

from .draw import Draw
from .kinds import Boolean, Choice, Fixed, Float, Integer, Kind, Text
from .unknown import Unknown

__all__ = ["Array", "Frame", "Series", "library_kind", "like", "loaded_libraries"]

Named = Callable[[str], str]
"""Code under which a library is reached, by its name."""
_LIBRARIES = ("numpy", "pandas", "polars")
_TOGETHER = 0.9
"""Share of inputs in which all arrays have one length."""
_TIMES = "2024-01-01", "2023-12-31", "2024-02-29", "2024-01-01", "1999-03-04"


def loaded_libraries(module: Any) -> list[str]:
    """Which of the libraries a module uses, by its global names."""
    names = {
        (value.__name__ if isinstance(value, type(sys)) else getattr(value, "__module__", None) or "").partition(".")[0]
        for value in vars(module).values()
    }
    return [name for name in _LIBRARIES if name in names and name in sys.modules]


def _length(d: Draw) -> int:
    return d.length if d.chance(_TOGETHER) else d.size()


def _elements(kind: Kind, count: int, d: Draw) -> str:
    d.depth += 1
    try:
        codes = d.first_ordered([kind.code(d) for _ in range(count)])
    finally:
        d.depth -= 1
    return ", ".join(codes)


class _Short(Kind):
    """Numbers that a small dtype holds."""

    def __init__(self, most: int, least: int) -> None:
        self._most, self._least = most, least

    def code(self, d: Draw) -> str:
        if d.chance(d.theme.odd):
            return str(d.rng.choice((self._most, self._least, 0, 1)))
        return str(d.rng.randint(max(self._least, -9), 20))

    def column(self, n: int, seed: int) -> str:
        return f"[each % 100 for each in kit.ints({n}, {seed})]"


class Array(Kind):
    """Arrays of one dtype: of one dimension, of two, or square."""

    hashable = False

    def __init__(self, library: str, dtype: str, form: str = "1") -> None:
        self._library = library
        self._dtype = dtype
        self._form = form
        kind = dtype.rstrip("0123456789")
        self._element: Kind
        if kind == "float":
            self._element = Float()
        elif kind in ("int", "uint"):
            bits = int(dtype[len(kind) :] or 64)
            unsigned = kind == "uint"
            most = 2 ** (bits - (not unsigned)) - 1
            self._element = _Short(min(most, 2**53), 0 if unsigned else max(-most - 1, -(2**53)))
        elif kind == "bool":
            self._element = Boolean()
        elif kind == "complex":
            self._element = Fixed(["1j", "(1+0j)", "(0.5-2j)", "0j", "(3+4j)"])
        else:
            self._element = Text()

    def _written(self, inner: str) -> str:
        dtype = "" if self._dtype == "str" else f", dtype={self._dtype!r}"
        return f"{self._library}.array({inner}{dtype})"

    def code(self, d: Draw) -> str:
        rows = _length(d)
        if self._form == "1":
            made = self._written(f"[{_elements(self._element, rows, d)}]")
            if d.chance(0.06):
                made += d.rng.choice(("[::-1]", "[::2]", ".copy()[1:]"))
            return made
        columns = rows if self._form == "square" else d.memo.setdefault(-1, d.rng.choice((1, 2, 3, 3, 4)))
        values = [_elements(self._element, columns, d) for _ in range(rows)]
        if not rows:
            return f"{self._library}.zeros((0, {columns}), dtype={self._dtype!r})"
        made = self._written("[" + ", ".join(f"[{row}]" for row in values) + "]")
        if d.chance(0.08):
            made += ".T" if self._form == "square" else ".copy(order='F')"
        return made

    def column(self, n: int, seed: int) -> str:
        return f"[{self._written('x')} for x in kit.grouped(list, {self._element.column(4 * n, seed)}, 4)]"

    def big(self, n: int, seed: int) -> str:
        if self._form == "1":
            return self._written(self._element.column(n, seed))
        if self._form == "square":
            side = max(1, int(n**0.5))
            return self._written(self._element.column(side * side, seed)) + f".reshape({side}, {side})"
        return self._written(self._element.column(4 * n, seed)) + ".reshape(-1, 4)"

    def grows(self) -> bool:
        return True


class Series(Kind):
    """Series of pandas or polars."""

    hashable = False

    def __init__(self, library: str, element: Kind, *, pandas: bool) -> None:
        self._library = library
        self._element = element
        self._pandas = pandas

    def code(self, d: Draw) -> str:
        rows = _length(d)
        inner = _column(self._element, rows, d, pandas=self._pandas)
        if not self._pandas:
            return f"{self._library}.Series('a', {inner}, strict=False)"
        return f"{self._library}.Series({inner}{_index(rows, d)}{_dtype_if_empty(self._element, rows)})"

    def big(self, n: int, seed: int) -> str:
        name = "" if self._pandas else "'a', "
        return f"{self._library}.Series({name}{self._element.column(n, seed)})"

    def grows(self) -> bool:
        return True


class Frame(Kind):
    """Tables with these columns."""

    hashable = False

    def __init__(self, library: str, columns: dict[str, Kind], *, pandas: bool, lazy: bool = False) -> None:
        self._library = library
        self.columns = columns
        """By the code of their names."""
        self._pandas = pandas
        self._end = ".lazy()" if lazy else ""

    def code(self, d: Draw) -> str:
        rows = _length(d)
        d.depth += 1
        columns = [f"{name}: {_column(kind, rows, d, pandas=self._pandas)}" for name, kind in self.columns.items()]
        d.depth -= 1
        if d.chance(0.1):
            columns.append(f"'other': {[d.rng.randint(0, 3) for _ in range(rows)]}")
        if not self._pandas:
            return f"{self._library}.DataFrame({{{', '.join(columns)}}}, strict=False){self._end}"
        return f"{self._library}.DataFrame({{{', '.join(columns)}}}{_index(rows, d)})"

    def big(self, n: int, seed: int) -> str:
        columns = ", ".join(
            _big_column(name, kind, n, seed + at) for at, (name, kind) in enumerate(self.columns.items())
        )
        return f"{self._library}.DataFrame({{{columns}}}){self._end}"

    def grows(self) -> bool:
        return True


def _big_column(name: str, kind: Kind, n: int, seed: int) -> str:
    if isinstance(kind, Unknown):
        kind = kind.best()
    if isinstance(kind, Text):  # such columns are grouped by, mostly
        return f"{name}: kit.drawn(kit.words({max(2, n // 10)}, {seed}), {n}, {seed})"
    return f"{name}: {kind.column(n, seed)}"


def _column(kind: Kind, rows: int, d: Draw, *, pandas: bool) -> str:
    """A list of values of one type, with something missing now and then."""
    if isinstance(kind, Unknown):
        kind = kind.chosen(d)
    codes = [kind.code(d) for _ in range(rows)]
    if rows and d.chance(0.12):
        missing = "float('nan')" if pandas and isinstance(kind, Float) else "None"
        if missing != "None" or not isinstance(kind, (Integer, Boolean)) or not pandas:
            codes[d.rng.randrange(rows)] = missing
    return f"[{', '.join(d.first_ordered(codes))}]"


def _index(rows: int, d: Draw) -> str:
    if d.chance(0.75) or not rows:
        return ""
    numbers = d.memo.setdefault(-2, d.rng.randrange(4))
    if numbers == 0:
        return f", index={list(range(rows, 0, -1))}"
    if numbers == 1:
        return f", index={[at // 2 for at in range(rows)]}"
    if numbers == 2:
        return f", index={['abcdefghijklmnopqrstuvwxyz'[at % 26] + str(at) for at in range(rows)]}"
    return f", index={[10 * at + 5 for at in range(rows)]}"


def _dtype_if_empty(kind: Kind, rows: int) -> str:
    if rows:
        return ""
    return ", dtype=float" if isinstance(kind, (Float, Integer)) else ", dtype=object"


def _any_column() -> Kind:
    return Unknown([("float", Float(), 4), ("int", Integer(), 3), ("str", Text(), 3), ("bool", Boolean(), 0.6)])


def _text_or_number(use: Any) -> Kind:
    """What a column holds, by what is done with it."""
    if use is not None:
        if "str" in use.attributes or use.text:
            return Text()
        if "dt" in use.attributes:
            return Fixed([f"__import__('datetime').datetime.fromisoformat({each!r})" for each in _TIMES])
        if use.number:
            return Unknown([("float", Float(), 4), ("int", Integer(), 3)])
    return _any_column()


def _arrays(name: str, dtypes: Sequence[str]) -> Kind:
    options: list[tuple[str, Kind, float]] = []
    for form, weight in (("1", 4.0), ("2", 1.5), ("square", 0.7)):
        for at, dtype in enumerate(dtypes):
            options.append((f"{dtype} {form}", Array(name, dtype, form), weight if at < 2 else weight / 4))
    return Unknown(options)


def library_kind(told: str, hint: Any, use: Any, named: Named) -> Kind | None:
    """Find the kind of a class of a library, `numpy.ndarray`, with its hint and its use, where there are such."""
    library, _, name = told.partition(".")
    code = named(library)
    if told == "numpy.ndarray":
        return _arrays(code, _dtypes(hint))
    if library == "numpy":
        return _scalar(code, name)
    columns = _columns(use, library)
    if name == "DataFrame" or name == "LazyFrame":
        return Frame(code, columns, pandas=library == "pandas", lazy=name == "LazyFrame")
    if name == "Series":
        return Unknown([
            (label, Series(code, kind, pandas=library == "pandas"), weight)
            for label, kind, weight in (
                ("float", Float(), 4), ("int", Integer(), 3), ("str", Text(), 2), ("bool", Boolean(), 0.5)
            )
        ])  # fmt: skip
    if told == "pandas.Timestamp":
        return Fixed([f"{code}.Timestamp({each!r})" for each in _TIMES], hashable=True)
    if told == "pandas.Index":
        return Choice([f"{code}.Index([1, 2, 3])", f"{code}.Index(['a', 'b', 'a'])", f"{code}.Index([])"])
    return None


def _scalar(code: str, name: str) -> Kind | None:
    if name.startswith(("int", "uint")):
        return Fixed([f"{code}.{name}({each})" for each in (0, 1, 2, 7, 100)], hashable=True)
    if name.startswith("float") or name == "floating":
        name = name if name != "floating" else "float64"
        return Fixed([f"{code}.{name}({each})" for each in (0, 1, -0.0, 2.5, "'nan'", "'inf'", -1.5)], hashable=True)
    return Fixed([f"{code}.bool_(True)", f"{code}.bool_(False)"], hashable=True) if name.startswith("bool") else None


def _dtypes(hint: Any) -> Sequence[str]:
    """Of `NDArray[np.float64]` the one; of a plain `np.ndarray` those that one meets."""
    parts = typing.get_args(hint)
    inner = typing.get_args(parts[1]) if len(parts) == 2 else ()
    name = getattr(inner[0], "__name__", "") if inner else ""
    name = {"bool_": "bool", "str_": "str", "floating": "float64", "integer": "int64", "number": "", "generic": ""}.get(
        name, name
    )
    if name and name != "Any" and name.rstrip("0123456789") in ("float", "int", "uint", "bool", "complex", "str"):
        return (name,)
    return ("float64", "int64", "float32", "bool", "int32", "uint8")


def _columns(use: Any, library: str) -> dict[str, Kind]:
    fields = dict(use.fields) if use is not None else {}
    if use is not None:
        frame = getattr(sys.modules.get(library), "DataFrame", object)
        for name, part in use.attributes.items():
            if not hasattr(frame, name):
                fields.setdefault(repr(name), part)
        for name in use.columns:
            fields.setdefault(name, None)
    if not fields:
        return {"'a'": Float(), "'b'": Integer(), "'c'": Text()}
    return {name: _text_or_number(part) for name, part in fields.items()}


def like(members: Sequence[Any], named: Named, learnt: Callable[[Sequence[Any]], Kind | None]) -> Kind | None:
    """Find the kind of values of a library that these are examples of."""
    first = members[0]
    kind = type(first)
    library = kind.__module__.partition(".")[0]
    if library not in _LIBRARIES:
        return None
    code = named(library)
    if library == "numpy":
        if kind.__name__ != "ndarray":
            return _scalar(code, kind.__name__)
        forms = dict.fromkeys(_form(each) for each in members)
        dtypes = dict.fromkeys("str" if each.dtype.kind == "U" else each.dtype.name for each in members)
        known = [
            name for name in dtypes if name.rstrip("0123456789") in ("float", "int", "uint", "bool", "complex", "str")
        ]
        if not known or None in forms:
            return None
        return Unknown([(f"{name} {form}", Array(code, name, str(form)), 1) for name in known for form in forms])
    if kind.__name__ == "Series":
        element = learnt([value for each in members for value in each.to_list()[:50]])
        return Series(code, element or _any_column(), pandas=library == "pandas")
    if kind.__name__ == "DataFrame":
        columns: dict[str, Kind] = {}
        for name in first.columns:
            found = learnt([value for each in members if name in each.columns for value in each[name].to_list()[:50]])
            columns[repr(name)] = found or _any_column()
        return Frame(code, columns, pandas=library == "pandas")
    return library_kind(f"{library}.{kind.__name__}", None, None, named)


def _form(array: Any) -> str | None:
    if array.ndim == 1:
        return "1"
    if array.ndim == 2:
        return "square" if array.shape[0] == array.shape[1] else "2"
    return None
