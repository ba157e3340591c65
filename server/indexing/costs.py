"""What the function at a line of an open text costs, calls followed into the other files of the workspace."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...analyzers.source import SourceError
from ...analyzers.source.encoding import decode
from ...analyzers.source.notebook import is_notebook

if TYPE_CHECKING:
    from .linked import Linked

__all__ = ["cost_at"]

logger = logging.getLogger(__name__)

MOST_BYTES = 600_000
"""A larger file is mostly generated."""


def cost_at(path: str, line: int, linked: Linked, files: Iterable[str]) -> str:
    """ "O(len(orders) · len(items)), from the loop at 14 and `Index.find` (…, items.py:40)"; "" where there is nothing
    to tell. `line` is that of the `def`, from 0."""
    # Late: most sessions ask for no cost, and it brings the walk of bodies.
    from ...models.growth_program import GrowthProgram

    paths = dict.fromkeys([path, *(each for each in files if not is_notebook(each))])
    names = {each.replace("\\", "/"): each for each in paths}

    def read(name: str) -> str | None:
        text = linked.text(names[name])
        return text if text is not None else _read(names[name])

    try:
        for _, claim in GrowthProgram(list(names), read).claims(0, line + 1):
            because = claim.because
            return f"{claim.cost}, {because}" if claim.cost and because else claim.cost
    except Exception:
        # A hover goes without it.
        logger.exception("the cost of a function in %s cannot be told", path)
    return ""


def _read(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        return decode(data)[0] if len(data) <= MOST_BYTES else None
    except (OSError, SourceError):
        return None
