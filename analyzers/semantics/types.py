"""Types as far as rules need them: a qualified class name, element types, whether the code proves or declares it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Final

__all__ = [
    "BOOL",
    "BYTES",
    "DICT",
    "FLOAT",
    "INT",
    "LIST",
    "NONE",
    "SET",
    "STR",
    "TUPLE",
    "UNKNOWN",
    "Type",
    "join",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Type:
    """`name` is a builtin's bare name ("list") or qualified ("numpy.ndarray"); "" means unknown.

    `args` are element types: of list, set, tuple (one joined element type), iterator: one; of dict: key, value.
    `declared` marks evidence that the interpreter does not enforce: an annotation, or a name's convention.
    """

    name: str
    args: tuple[Type, ...] = ()
    declared: bool = False
    optional: bool = False

    @property
    def known(self) -> bool:
        return self.name != ""

    def is_(self, *names: str) -> bool:
        """Is it certainly one of these classes (by name), and not None?"""
        return self.name in names and not self.optional

    @property
    def element(self) -> Type:
        """What iteration yields."""
        if self.name in _YIELDS_ITSELF:
            return Type(self.name, declared=self.declared)
        if self.name == "bytes" or self.name == "bytearray" or self.name == "range":
            return INT
        if self.name == "tuple" and len(self.args) > 1:
            return reduce(join, self.args)
        if self.name in _GENERIC and self.args:
            return self.args[0]
        return UNKNOWN

    @property
    def proven(self) -> bool:
        """Is it known from what the code does, and not from an annotation, element types included?"""
        return self.known and not self.declared and all(not argument.known or argument.proven for argument in self.args)

    def as_declared(self) -> Type:
        """The same on weaker evidence, element types included."""
        if not self.known:
            return self
        return replace(self, args=tuple(argument.as_declared() for argument in self.args), declared=True)

    @property
    def bare(self) -> Type:
        """The same with nothing said about its elements."""
        return replace(self, args=()) if self.args else self

    def __str__(self) -> str:
        if not self.known:
            return "unknown"
        return self.name + (f"[{', '.join(map(str, self.args))}]" if self.args else "")


_YIELDS_ITSELF = {"str", "jax.Array", "jax.numpy.ndarray", "tensorflow.Tensor", "torch.Tensor", "cupy.ndarray"}
_GENERIC = {"list", "file", "set", "frozenset", "tuple", "dict", "iterator", "iterable", "sequence",
            "collections.deque", "dict_keys", "dict_values", "dict_items", "collections.Counter",
            "collections.defaultdict", "pandas.DataFrameGroupBy",
            "pandas.SeriesGroupBy", "django.db.models.Manager", "django.db.models.QuerySet",
            "django.db.models.SlicedQuerySet"}  # fmt: skip

_QUERYSETS = {"django.db.models.QuerySet", "django.db.models.SlicedQuerySet"}
"""Of both, what holds of a slice."""

UNKNOWN: Final = Type("")
STR: Final = Type("str")
BYTES: Final = Type("bytes")
INT: Final = Type("int")
FLOAT: Final = Type("float")
BOOL: Final = Type("bool")
NONE: Final = Type("None")
LIST: Final = Type("list")
DICT: Final = Type("dict")
SET: Final = Type("set")
TUPLE: Final = Type("tuple")


def join(a: Type, b: Type) -> Type:
    """What holds of both. None makes the other optional; different classes make unknown."""
    if a == b:
        return a
    if not a.known or not b.known:
        return UNKNOWN
    if a.name == "None":
        return b if b.optional else replace(b, optional=True)
    if b.name == "None":
        return a if a.optional else replace(a, optional=True)
    if a.name != b.name:
        if {a.name, b.name} != _QUERYSETS:
            return UNKNOWN
        a, b = (replace(kind, name="django.db.models.SlicedQuerySet") for kind in (a, b))
    args: tuple[Type, ...] = ()
    if len(a.args) == len(b.args):
        args = tuple(join(x, y) for x, y in zip(a.args, b.args, strict=True))
        if not any(argument.known for argument in args):
            args = ()
    return Type(a.name, args, a.declared or b.declared, a.optional or b.optional)


_HASHABLE = {"str", "bytes", "int", "float", "complex", "bool", "None", "range", "pathlib.Path",
             "datetime.datetime", "datetime.date", "datetime.timedelta", "decimal.Decimal",
             "fractions.Fraction", "uuid.UUID", "re.Pattern", "ellipsis"}  # fmt: skip
_UNHASHABLE = {"list", "dict", "set", "bytearray", "collections.deque", "collections.Counter",
               "collections.defaultdict", "collections.OrderedDict", "numpy.ndarray", "cupy.ndarray",
               "pandas.DataFrame", "pandas.Series"}  # fmt: skip


def hashable(kind: Type) -> bool | None:
    """Can values of the type be keys of a dict, with equal ones hashing alike? None where the type does not tell."""
    if kind.name in _HASHABLE:
        return True
    if kind.name in _UNHASHABLE:
        return False
    if kind.name in ("tuple", "frozenset") and kind.args:
        parts = [hashable(part) for part in kind.args]
        return False if False in parts else None if None in parts else True
    return None


@lru_cache(maxsize=1024)
def parse(text: str) -> Type:
    """Read a type written as in the knowledge tables: "list[str]", "dict[str, int]", "numpy.ndarray", "" (unknown)."""
    text = text.strip()
    if not text or text in ("Any", "object"):
        return UNKNOWN
    optional = text.endswith("?")
    text = text.removesuffix("?")
    name, bracket, rest = text.partition("[")
    args: list[Type] = []
    if bracket:
        depth, start = 0, 0
        inner = rest.removesuffix("]")
        for i, char in enumerate(inner):
            if char == "[":
                depth += 1
            elif char == "]":
                depth -= 1
            elif char == "," and depth == 0:
                args.append(parse(inner[start:i]))
                start = i + 1
        args.append(parse(inner[start:]))
    return Type(name, tuple(args), optional=optional)
