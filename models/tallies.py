"""How often something runs and what it does then: counts of operations by kind, as polynomials in n."""

from __future__ import annotations

import ast
from operator import mul
from typing import Final

from .operations import INDEX, NANOSECONDS, OPERATIONS

__all__ = ["Body", "Place", "Tally"]


class Place:
    """How often something in a body runs: `factor` × n ** `degree` times per call, within `depth` loops."""

    __slots__ = ("degree", "depth", "factor", "known", "outer", "owner", "size")

    def __init__(
        self,
        factor: float,
        degree: int,
        depth: int,
        owner: ast.AST | None,
        known: bool = True,
        size: int | None = None,
        outer: Place | None = None,
    ) -> None:
        self.factor = factor
        self.degree = degree
        self.depth = depth
        self.owner = owner
        """The innermost loop: a statement, or a comprehension."""
        self.known = known
        """Does the source tell how often each of the loops around runs?"""
        self.size = size
        """Passes of the innermost loop, where the source tells."""
        self.outer = outer
        """The place of the innermost loop itself."""

    def times(self, n: float) -> float:
        return self.factor * n**self.degree

    def __repr__(self) -> str:
        return f"Place({self.factor:g}·n^{self.degree}, depth={self.depth})"


_ZERO: Final = [0.0] * len(OPERATIONS)


class Tally:
    """Operations by kind: `rows[d][kind]` times n ** d."""

    __slots__ = ("costs", "rows")

    def __init__(self) -> None:
        self.rows: list[list[float]] = [_ZERO[:]]
        self.costs: list[float] | None = None

    def row(self, degree: int) -> list[float]:
        rows = self.rows
        while len(rows) <= degree:
            rows.append(_ZERO[:])
        return rows[degree]

    @property
    def degree(self) -> int:
        """The highest power of n that occurs."""
        return max((power for power, row in enumerate(self.rows) if any(row)), default=0)

    def cost(self, n: float) -> float:
        """Estimated nanoseconds of one call, every unknown number of passes being n."""
        costs = self.costs
        if costs is None:
            costs = self.costs = [sum(map(mul, row, NANOSECONDS)) for row in self.rows]
        total = 0.0
        for cost in reversed(costs):
            total = total * n + cost
        return total

    def mix(self, n: float) -> list[float]:
        """How often each kind of operation runs in one call; in the order of `OPERATIONS`."""
        total = list(self.rows[-1])
        for row in reversed(self.rows[:-1]):
            total = [high * n + low for high, low in zip(total, row, strict=True)]
        return total

    def count(self, kind: str, n: float) -> float:
        index = INDEX[kind]
        return sum(row[index] * n**power for power, row in enumerate(self.rows))


class Body:
    """One function's body (or a module's or class's statements), without those of functions that it defines."""

    __slots__ = ("depth", "loops", "node", "places", "size", "tally", "unknown_loops")

    def __init__(self, node: ast.AST) -> None:
        self.node = node
        self.tally = Tally()
        self.places: dict[ast.AST, Place] = {}
        """Of each node but names and constants, how often it runs."""
        self.size = 0
        """Nodes, names and constants not counted."""
        self.loops = 0
        self.unknown_loops = 0
        self.depth = 0

    def cost(self, n: float) -> float:
        return self.tally.cost(n)

    def place_of(self, node: ast.AST) -> Place | None:
        return self.places.get(node)
