"""A prediction of hot functions as it is kept between runs: that of a whole program, for as long as no file changes.

What files say of their functions is not kept one by one: reading it back takes more than half of the time that it
takes to find out, and most of a prediction is following values from file to file (docs/decisions/0042).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from ..analyzers.project.cache import ResultsCache, code_identity, key_of
from ..analyzers.project.notes import NoteRecord
from ..models.hotness import HotFunction
from .analysis.codec import PASSING
from .analysis.records import digest_of
from .prediction import Prediction

__all__ = ["KeptPrediction"]

_FORM = "slowspot.prediction/1"
"""Part of the key: change it with the form of the value."""


class KeptPrediction:
    """The prediction for some files, given by path as shown and absolute path, under one key."""

    def __init__(self, cache: ResultsCache, places: Sequence[tuple[str, str]], *asked: object) -> None:
        """`asked` is what else it depends on."""
        self._cache = cache
        self._places = places
        self._asked = repr(asked)
        self._key = self._key_now()

    def load(self) -> Prediction | None:
        value = None if self._key is None else self._cache.get(self._key)
        if value is not None:
            with suppress(ValueError, TypeError, KeyError):
                return _read(json.loads(value))
        return None

    def keep(self, prediction: Prediction) -> None:
        """Keep it, unless a file has changed meanwhile or something went wrong that need not go wrong again."""
        if not any(note.kind in PASSING for note in prediction.notes):
            key = self._key_now()
            if key is not None and key == self._key:
                self._cache.put(key, json.dumps(_written(prediction), separators=(",", ":")).encode("ascii"))

    def _key_now(self) -> bytes | None:
        """None where a file cannot be read."""
        parts: list[str | bytes] = [_FORM, code_identity(), self._asked]
        for path, full in self._places:
            try:
                with open(full, "rb") as file:
                    parts += [path, full, digest_of(file.read())]
            except OSError:
                return None
        return key_of(*parts)


def _written(prediction: Prediction) -> dict[str, Any]:
    return {
        "entry": prediction.entry,
        "files": prediction.files,
        "lines": prediction.lines,
        "functions": prediction.functions,
        "notes": [[note.path, note.kind, note.message, note.line, note.cell, note.fails] for note in prediction.notes],
        "ranked": [
            [
                function.path, function.qualname, function.line, function.first_line, function.score, function.share,
                function.calls, function.reasons, function.lines,
            ]
            for function in prediction.ranked
        ],
        "scored": prediction.scored,
        "cells": prediction.cells,
    }  # fmt: skip


def _read(record: dict[str, Any]) -> Prediction:
    return Prediction(
        **{
            **record,
            "notes": [NoteRecord(*row) for row in record["notes"]],
            "ranked": [_function(*row) for row in record["ranked"]],
            "cells": {
                path: [(start, number) for start, number in cells] for path, cells in record["cells"].items()
            },
        }
    )  # fmt: skip


def _function(
    path: str, name: str, line: int, first_line: int, score: float, share: float | None, calls: float,
    reasons: list[str], lines: list[tuple[int, float]],
) -> HotFunction:  # fmt: skip
    places = tuple((number, part) for number, part in lines)
    return HotFunction(path, name, line, first_line, score, share, calls, tuple(reasons), places)
