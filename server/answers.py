"""An answer to a request that is finished JSON, past lsprotocol's classes, or that comes later."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Answer"]


class Answer(NamedTuple):
    """What a handler returns instead of an object of lsprotocol's; or, in a `concurrent.futures.Future`, returns later.

    A coroutine would do the same, three turns of the loop later.
    """

    json: str
    """The member `"result":…` or `"error":…` of the response, in ASCII."""
