"""Which of our rules another linter has too: what is said twice at one place is said once too often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

__all__ = ["RUFF", "RUFF_RULES", "RUFF_VERSION", "RuffRule"]

RUFF_VERSION = (0, 17)
"""The table was verified with this version of Ruff."""


class RuffRule(NamedTuple):
    """A rule of Ruff's, as far as telling whether it is active takes."""

    name: str
    since: tuple[int, int] | None
    """The version in which it became stable; None where it is in preview."""
    default: Literal["always", "in preview", "never"] = "never"
    """When it is on without being selected, as hundreds are since 0.16."""
    category: str = ""


RUFF_RULES: Mapping[str, RuffRule] = {
    "ASYNC110": RuffRule("async-busy-wait", (0, 5), category="pedantic"),
    "ASYNC250": RuffRule("blocking-input-in-async-function", (0, 15), default="in preview", category="suspicious"),
    "ASYNC251": RuffRule("blocking-sleep-in-async-function", (0, 5), default="always", category="suspicious"),
    "C401": RuffRule("unnecessary-generator-set", (0, 0), default="always", category="complexity"),
    "C402": RuffRule("unnecessary-generator-dict", (0, 0), default="always", category="complexity"),
    "C403": RuffRule("unnecessary-list-comprehension-set", (0, 0), default="always", category="complexity"),
    "C404": RuffRule("unnecessary-list-comprehension-dict", (0, 0), default="always", category="complexity"),
    "C417": RuffRule("unnecessary-map", (0, 0), default="always", category="complexity"),
    "C419": RuffRule("unnecessary-comprehension-in-call", (0, 0), default="always", category="complexity"),
    "FLY002": RuffRule("static-join-to-f-string", (0, 0), default="always", category="complexity"),
    "FURB118": RuffRule("reimplemented-operator", None, category="pedantic"),
    "FURB192": RuffRule("sorted-min-max", (0, 16), default="always", category="complexity"),
    "PLC0415": RuffRule("import-outside-top-level", (0, 12), category="pedantic"),
    "RUF015": RuffRule(
        "unnecessary-iterable-allocation-for-first-element", (0, 0), default="always", category="performance"
    ),
}

RUFF: Mapping[str, tuple[str, ...]] = {
    "any-all-listcomp": ("C419",),
    "async-input": ("ASYNC250",),
    "async-sleep-sync": ("ASYNC251",),
    "busy-poll": ("ASYNC110",),
    "dict-of-pairs": ("C402", "C404"),
    "import-in-loop": ("PLC0415",),
    "join-of-few": ("FLY002",),
    "list-first": ("RUF015",),
    "map-lambda": ("C417",),
    "set-of-list": ("C401", "C403"),
    "sort-key-lambda": ("FURB118",),
    "sorted-first": ("FURB192",),
}
"""Our rule by slug → the rules of Ruff's that together report all that ours does: each of its examples (a test runs
Ruff over them), and each of its findings in 94 packages. What Ruff reports only in part is no duplicate, for to leave
it out would lose findings: of `manual-list-copy`'s 85, say, PERF402 has 57."""
