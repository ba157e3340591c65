"""Odd values that a rewrite may treat differently, and long ones. Copied into counterexamples: each stands by itself.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import array
import random
from collections.abc import Callable, Iterator
from typing import Any

__all__ = [
    "Bytes", "Dict", "Equal", "Float", "Int", "List", "Loud", "Obj", "Ordered", "Str", "Tuple", "Unhashable", "bare",
    "bools", "drawn", "floats", "function", "grouped", "ints", "lazy", "objects", "records", "shuffled", "text",
    "twice", "words",
]  # fmt: skip


class Str(str):  # noqa: SLOT000 - a subclass as users write them
    """A string of a class of its own: its methods return plain strings."""


class Int(int):
    """A whole number of a class of its own."""


class Float(float):
    """A float of a class of its own."""


class Bytes(bytes):
    """Bytes of a class of their own."""


class List(list[Any]):
    """A list of a class of its own."""


class Tuple(tuple[Any, ...]):  # noqa: SLOT001 - as above
    """A tuple of a class of its own."""


class Dict(dict[Any, Any]):
    """A dictionary that answers for keys it lacks, and keeps none of them."""

    def __missing__(self, key: Any) -> Any:
        return 0


class Equal:
    """Equal, and hashed, by its key alone: two that are equal still differ in their name."""

    def __init__(self, key: Any, name: str = "") -> None:
        self.key = key
        self.name = name

    def __eq__(self, other: object) -> Any:
        return self.key == other.key if isinstance(other, Equal) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"kit.Equal({self.key!r}, {self.name!r})"


class Ordered:
    """Ordered by its key alone, with `<` as the only comparison: a stable order shows in the name."""

    def __init__(self, key: Any, name: str = "") -> None:
        self.key = key
        self.name = name

    def __lt__(self, other: Any) -> Any:
        return self.key < other.key if isinstance(other, Ordered) else NotImplemented

    def __repr__(self) -> str:
        return f"kit.Ordered({self.key!r}, {self.name!r})"


class Unhashable:
    """Has an equality, and therefore no hash."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, key: Any) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unhashable) and self.key == other.key

    def __repr__(self) -> str:
        return f"kit.Unhashable({self.key!r})"


class Loud:
    """Raises ValueError when it is compared for equality or asked whether it is true."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("compared")

    def __bool__(self) -> bool:
        raise ValueError("asked for its truth")

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "kit.Loud()"


class Obj:
    """An object with these attributes; functions among them are its methods."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)

    def __repr__(self) -> str:
        return "kit.Obj(" + ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items()) + ")"


def bare(kind: type, **attributes: Any) -> Any:
    """Make an instance without its constructor."""
    made = object.__new__(kind)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made


def function(number: int) -> Callable[..., Any]:
    """One of a few functions that depend on their arguments alone. Every one takes any number of them."""

    def first(*args: Any, **kwargs: Any) -> Any:
        return args[0] if args else None

    def number_of(*args: Any, **kwargs: Any) -> Any:
        return sum(ord(letter) * (at + 1) for at, letter in enumerate(repr(args))) % 7

    def truth(*args: Any, **kwargs: Any) -> Any:
        return number_of(*args) % 2 == 0

    def same(*args: Any, **kwargs: Any) -> Any:
        return 0

    def none(*args: Any, **kwargs: Any) -> Any:
        return None

    def raising(*args: Any, **kwargs: Any) -> Any:
        if number_of(*args) == 3:
            raise ValueError("this one is refused")
        return args[0] if args else None

    def listed(*args: Any, **kwargs: Any) -> Any:
        return list(args)

    def told(*args: Any, **kwargs: Any) -> Any:
        return repr(args[0]) if args else ""

    made = (first, number_of, truth, same, told, none, raising, listed)
    return made[number % len(made)]


def lazy(values: list[Any]) -> Iterator[Any]:
    """Give the values one by one, once."""
    yield from values


def twice(make: Callable[[], Any]) -> tuple[Any, Any]:
    """Give the same object two times."""
    made = make()
    return made, made


def ints(n: int, seed: int = 0) -> list[int]:
    """Make n distinct numbers below 10·n, in random order."""
    rng = random.Random(seed)
    found: dict[int, None] = {}
    while len(found) < n:
        numbers = array.array("Q", rng.getrandbits(64 * (n + 4)).to_bytes(8 * (n + 4), "little"))
        found.update(dict.fromkeys([number % (10 * n) for number in numbers]))
    return list(found)[:n]


def floats(n: int, seed: int = 0) -> list[float]:
    """Make n floats between 0 and 100."""
    rng = random.Random(seed)
    return [rng.random() * 100 for _ in range(n)]


def bools(n: int, seed: int = 0) -> list[bool]:
    """Make n truths."""
    rng = random.Random(seed)
    return [rng.random() < 0.5 for _ in range(n)]


def words(n: int, seed: int = 0) -> list[str]:
    """Make n distinct words of 8 letters."""
    rng = random.Random(seed)
    letters = str.maketrans("0123456789", "ghijklmnop")
    found: dict[str, None] = {}
    while len(found) < n:
        drawn = f"{rng.getrandbits(32 * (n + 4)):0{8 * (n + 4)}x}".translate(letters)
        found.update(dict.fromkeys([drawn[at : at + 8] for at in range(0, len(drawn) - 7, 8)]))
    return list(found)[:n]


def text(n: int, seed: int = 0) -> str:
    """Make n characters: words of letters, blanks, and a line end now and then."""
    rng = random.Random(seed)
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ          \n", k=n))


def shuffled(values: list[Any], seed: int = 0) -> list[Any]:
    """Put values in another random order, each as often as before."""
    values = list(values)
    random.Random(seed).shuffle(values)
    return values


def drawn(values: list[Any], n: int, seed: int = 0) -> list[Any]:
    """Draw n of a few values."""
    return random.Random(seed).choices(values, k=n)


def grouped(make: Callable[[Any], Any], values: list[Any], size: int) -> list[Any]:
    """Make a container of each run of so many values."""
    return [make(values[at : at + size]) for at in range(0, len(values), size)]


def records(columns: dict[Any, list[Any]]) -> list[dict[Any, Any]]:
    """Make one dictionary a row."""
    return [dict(zip(columns, row)) for row in zip(*columns.values())]  # noqa: B905 - Python 3.9


def objects(columns: dict[str, list[Any]]) -> list[Any]:
    """Make one object a row."""
    return [Obj(**dict(zip(columns, row))) for row in zip(*columns.values())]  # noqa: B905 - Python 3.9
