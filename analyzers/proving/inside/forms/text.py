"""A shape as text for people: like a repr, short, and made without the value.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

from typing import Any

__all__ = ["text_of"]

_BRACKETS = {"list": "[]", "tuple": "()", "set": "{}"}
_CALLS = {"path": 2, "object": 1, "enum": 1}


class _Full(Exception):  # noqa: N818 - what happened
    """The text is as long as it may be."""


class _Writer:
    def __init__(self, most: int) -> None:
        self.parts: list[str] = []
        self.left = most

    def add(self, text: str) -> None:
        if len(text) > self.left:
            self.parts.append(text[: max(0, self.left)] + "…")
            raise _Full
        self.parts.append(text)
        self.left -= len(text)

    def write(self, shape: Any) -> None:
        if type(shape) is not list:
            if type(shape) is int and shape.bit_length() > 4000:
                self.add(f"<int of {shape.bit_length()} bits>")
            elif type(shape) is str and len(shape) > self.left:
                self.add(repr(shape[: self.left + 1]))
            else:
                self.add(repr(shape))
            return
        kind, parts = (shape[0], shape[1:]) if shape and type(shape[0]) is str else ("", shape)
        special = getattr(self, "_" + kind.replace(".", "_"), None) if kind.isidentifier() or "." in kind else None
        if special is not None:
            special(parts)
        elif kind in _BRACKETS:
            self._items(_BRACKETS[kind][0], parts, _BRACKETS[kind][1])
        else:
            self._items(f"{kind}(", parts, ")")

    def _items(self, before: str, parts: list[Any], after: str) -> None:
        self.add(before)
        for number, part in enumerate(parts):
            if number:
                self.add(", ")
            self.write(part)
        self.add(after)

    def _mapping(self, before: str, parts: list[Any], after: str) -> None:
        self.add(before)
        for number in range(0, len(parts) - 1, 2):
            if number:
                self.add(", ")
            self.write(parts[number])
            self.add(": ")
            self.write(parts[number + 1])
        self.add(after)

    def _attributes(self, name: str, parts: list[Any]) -> None:
        self.add(name.rpartition(".")[2] + "(")
        for number in range(0, len(parts) - 1, 2):
            self.add((", " if number else "") + str(parts[number]) + "=")
            self.write(parts[number + 1])
        self.add(")")

    def _tuple(self, parts: list[Any]) -> None:
        self._items("(", parts, ",)" if len(parts) == 1 else ")")

    def _set(self, parts: list[Any]) -> None:
        self._items("{" if parts else "set(", parts, "}" if parts else ")")

    def _frozenset(self, parts: list[Any]) -> None:
        self._items("frozenset({", parts, "})")

    def _dict(self, parts: list[Any]) -> None:
        self._mapping("{", parts, "}")

    def _collections_OrderedDict(self, parts: list[Any]) -> None:  # noqa: N802 - the name of a class
        self._mapping("OrderedDict({", parts, "})")

    def _collections_defaultdict(self, parts: list[Any]) -> None:
        self._mapping("defaultdict({", parts[1:], "})")

    def _object(self, parts: list[Any]) -> None:
        self._attributes(str(parts[0]), parts[1:])

    def _sub(self, parts: list[Any]) -> None:
        name, content, own = str(parts[0]), parts[1], parts[2:]
        self.add(name.rpartition(".")[2] + "(")
        self.write(content)
        for number in range(0, len(own) - 1, 2):
            self.add(f", {own[number]}=")
            self.write(own[number + 1])
        self.add(")")

    def _enum(self, parts: list[Any]) -> None:
        self.add(f"{str(parts[0]).rpartition('.')[2]}.{parts[1]}")

    def _bytes(self, parts: list[Any]) -> None:
        self.add(repr(str(parts[0])[: self.left + 1].encode("latin-1", "replace")))

    def _class(self, parts: list[Any]) -> None:
        self.add(f"<class {parts[0]}>")

    def _function(self, parts: list[Any]) -> None:
        self.add(f"<function {parts[0]}>")

    def _cut(self, parts: list[Any]) -> None:
        self.add(f"… {parts[0]} more")

    def _same(self, parts: list[Any]) -> None:
        self.add(f"<part {parts[0]} again>")

    def _deep(self, parts: list[Any]) -> None:
        self.write(parts[0])

    def _later(self, parts: list[Any]) -> None:
        del parts
        self.add("…")

    def _stream(self, parts: list[Any]) -> None:
        self.write(parts[0])


def text_of(shape: Any, most: int = 200) -> str:
    """Return a shape as text of at most so many characters."""
    writer = _Writer(most)
    try:
        writer.write(shape)
    except _Full:
        pass
    except RecursionError:
        writer.parts.append("…")
    return "".join(writer.parts)
