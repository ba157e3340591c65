"""What code does with a parameter: keys and attributes that it reads, what it unpacks, walks over, calls, adds up.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

__all__ = ["Use"]


class Use:
    """What is done with one value; its parts have uses of their own."""

    def __init__(self) -> None:
        self.fields: dict[str, Use] = {}
        """Read by a constant key, by the code of the key."""
        self.optional: set[str] = set()
        self.attributes: dict[str, Use] = {}
        self.methods: dict[str, Use] = {}
        """Called on it, with what they return."""
        self.parts: dict[int, Use] = {}
        self.unpacked = 0
        self.called = False
        self.number = False
        self.text = False
        self.whole = False
        """An index, a count, a bound of a range."""
        self.walked = False
        self.measured = False
        self.indexed = False
        self.sliced = False
        self.mapping = False
        self.awaited = False
        self.context = False
        self.matched = False
        """Tested for membership in."""
        self.types: set[str] = set()
        """Named in `isinstance`, or called to convert it."""
        self.values: set[str] = set()
        """Constants that it is compared with."""
        self.given_to: set[str] = set()
        """Functions of modules that take it: `np.where`."""
        self.columns: set[str] = set()
        """Constants that are given to its methods as names of columns."""
        self.any = False
        """Written out, hashed, kept: nothing that tells a type."""
        self._element: Use | None = None
        self._key: Use | None = None
        self._value: Use | None = None

    def element(self) -> Use:
        if self._element is None:
            self._element = Use()
        return self._element

    def key(self) -> Use:
        if self._key is None:
            self._key = Use()
        return self._key

    def value(self) -> Use:
        if self._value is None:
            self._value = Use()
        return self._value

    @property
    def known_element(self) -> Use | None:
        return self._element

    @property
    def known_key(self) -> Use | None:
        return self._key

    @property
    def known_value(self) -> Use | None:
        return self._value

    def known(self) -> bool:
        """Whether anything is known that tells a type."""
        return bool(
            self.fields or self.attributes or self.methods or self.parts or self.unpacked or self.called or self.number
            or self.text or self.whole or self.walked or self.measured or self.indexed or self.sliced or self.mapping
            or self.matched or self.types or self.values or self._element is not None or self.awaited
        )  # fmt: skip
