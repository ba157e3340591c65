"""An answer to a request that is finished JSON, past lsprotocol's classes, or that comes later."""

from __future__ import annotations

from concurrent.futures import Future
from typing import NamedTuple

__all__ = ["Answer", "Deferred"]


class Answer(NamedTuple):
    """What a handler returns instead of an object of lsprotocol's."""

    json: str
    """The member `"result":…` or `"error":…` of the response, in ASCII."""


class Deferred(Future[Answer]):
    """What a handler returns to answer later. A coroutine would do the same, three turns of the loop later."""
