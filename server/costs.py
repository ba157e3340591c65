"""`ls.costs`: what the function under the pointer costs, as the process that links finds out."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..analyzers.findings import Position
    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["Costs"]

ANSWER_WITHIN_SECONDS = 0.6
"""Then the hover shows what else there is: the process may be at work on a large file."""
_DEFINITION = re.compile(r"\s*(?:async\s+)?def\s+(\w+)")


class Costs:
    """Questions that wait for an answer. All of it belongs to the event loop."""

    def __init__(self, ls: SlowspotServer) -> None:
        self._ls = ls
        self._number = 0
        self._waiting: dict[int, asyncio.Future[str]] = {}

    async def at(self, document: OpenDocument, place: Position) -> str:
        """What the function costs whose name is at a place; "" for any other place, and where nobody knows in time."""
        line = document.lines[place.line] if place.line < len(document.lines) else ""
        found = _DEFINITION.match(line)
        if found is None or not found.start(1) <= place.column <= found.end(1):
            return ""
        name = self._ls.linking.up_to_date(document)
        if name is None:
            return ""
        self._number += 1
        number, answer = self._number, asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._ls.index.send({"do": "cost", "path": name, "line": place.line, "number": number})
            return await asyncio.wait_for(answer, ANSWER_WITHIN_SECONDS)
        except asyncio.TimeoutError:
            return ""
        finally:
            del self._waiting[number]

    def take(self, number: int, told: str) -> None:
        answer = self._waiting.get(number)
        if answer is not None and not answer.done():
            answer.set_result(told)
