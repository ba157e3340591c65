"""The key of a server: held in memory, shown nowhere."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

__all__ = ["DEFAULT_VARIABLES", "Key", "find_key", "hand_over"]

DEFAULT_VARIABLES = ("SLOWSPOT_AI_KEY", "OPENAI_API_KEY")
"""Looked into, in this order, where the settings name none. The second is of one company, and goes only to its
server."""
_OPENAI_HOST = "api.openai.com"
_SHORTEST_TOLD = 6

_handed: dict[str, str] = {}
"""Keys that an editor gave for this process, by the server's address."""


class Key:
    """A key that no message, log or traceback shows: `reveal` alone gives it, to the one place that sends it."""

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str) -> None:
        self._value = value
        self.source = source
        """Where it is from: "the environment variable NAME", "the editor"."""

    def __repr__(self) -> str:
        return f"Key(from {self.source})" if self._value else "Key(none)"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a key is not written down")

    def reveal(self) -> str:
        return self._value

    def hidden_in(self, text: str) -> str:
        """Return the text without the key, and without parts of it that servers like to quote."""
        if len(self._value) >= _SHORTEST_TOLD:
            text = text.replace(self._value, "[key]")
            # "Incorrect API key provided: sk-ab****wxyz"
            text = re.sub(rf"{re.escape(self._value[:3])}[\w-]*\*+[\w-]*", "[key]", text)
        return text


def hand_over(base_url: str, value: str) -> None:
    """Keep a key that the editor's secret store holds, for one server, as long as this process lives; "" takes it
    away."""
    _handed[base_url.rstrip("/")] = value.strip()


def find_key(base_url: str, variable: str = "") -> Key:
    """Find the key of a server: handed over by the editor, else from the environment. It may be none: local servers ask
    for no key."""
    handed = _handed.get(base_url.rstrip("/"), "")
    if handed:
        return Key(handed, "the editor")
    for name in (variable,) if variable else DEFAULT_VARIABLES:
        if name == "OPENAI_API_KEY" and not variable and urlsplit(base_url).hostname != _OPENAI_HOST:
            continue
        value = os.environ.get(name, "").strip()
        if value:
            return Key(value, f"the environment variable {name}")
    return Key("", f"the environment variable {variable}" if variable else "nowhere")
