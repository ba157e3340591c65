"""The part of training that fits nothing: it distils the measured rows into what pages, hover and the models read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from ...analyzers.rules.registry import own_rules
from ..evidence.distilling import distil, text_of
from ..evidence.rows import Row
from .rows import Rows, positive, text, whole

__all__ = ["MODELS", "ROWS", "columns", "fit"]

ROWS = ("evidence/rows.csv",)
MODELS = ("evidence.json",)

_READ: dict[str, Callable[[str], Any]] = {"str": text, "int": whole, "float": positive}


def columns() -> dict[str, Callable[[str], Any]]:
    return {field.name: _READ[str(field.type)] for field in fields(Row)}


def fit(rows: Rows, seed: int) -> dict[str, dict[str, Any] | str]:
    """Return the text of `evidence.json`; there is no chance in it."""
    return {"evidence.json": text_of(distil([Row(**record) for record in rows.records], own_rules()))}
