"""What a file is told, as bytes and back: JSON, so that it may be kept and sent. Equal tables have equal bytes."""

from __future__ import annotations

import json
from typing import Any

from ..semantics.outside import NOTHING, Called, Effect, Hop, Outside

__all__ = ["UnreadableError", "decoded", "encoded"]


class UnreadableError(ValueError):
    """Bytes that were not written by `encoded`."""


def encoded(outside: Outside) -> bytes:
    """Write a table down; b"" for one that tells nothing."""
    if not outside.calls and not outside.facts:
        return b""
    calls = [[*key, _called_row(called)] for key, called in sorted(outside.calls.items())]
    return json.dumps([calls, outside.facts], separators=(",", ":"), sort_keys=True).encode("ascii")


def decoded(data: bytes) -> Outside:
    """Read a table. Raises UnreadableError."""
    if not data:
        return NOTHING
    try:
        calls, facts = json.loads(data)
        return Outside({(function, callee): _called(row) for function, callee, row in calls}, facts)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from None


def _called_row(called: Called) -> list[Any]:
    flags = [called.is_async, called.is_generator, called.cached, called.is_property, called.guess]
    effects = [[*effect[:4], [list(hop) for hop in effect.hops]] for effect in called.effects]
    return [called.name, effects, [int(flag) for flag in flags], dict(called.more)]


def _called(row: list[Any]) -> Called:
    name, effects, flags, more = row
    return Called(
        name,
        tuple(
            Effect(kind, bool(certain), source, instead, tuple(Hop(*hop) for hop in hops))
            for kind, certain, source, instead, hops in effects
        ),
        *[bool(flag) for flag in flags],
        more=more,
    )
