"""The parts of `slowspot train` and `slowspot evaluate`, in the order in which they build on each other.

A part is a module, imported when it runs, with

    ROWS = ("speedup/rows.csv.gz",)       # below training_data/
    MODELS = ("speedup.json",)            # below models/
    def columns() -> dict[str, Callable]  # which columns it needs, and how a field becomes a value: see rows.py
    def fit(rows: Rows, seed: int) -> dict[str, dict | str]
                                          # by name of model: a document of boosting.export, or the text of the file
    def evaluate(rows: Rows, seed: int, tell: Callable[[str], None]) -> Evaluation
                                          # held-out figures; may be absent
    METHOD, LIMITS, USE: str              # Markdown for the model's card; needed where `evaluate` is there

Nothing in it may depend on the clock, on the order of files in a folder or on the number of threads.
"""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ...models.trees import FOLDER, UnusableModel, parse
from .boosting import one_thread, text_of
from .figures import Evaluation
from .rows import Rows, UnusableRows, read

__all__ = ["PARTS", "SEED", "Part", "Trained", "evaluate", "libraries", "train"]

SEED = 0

_DATA = Path(__file__).parents[1]

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    module: str
    """Relative to this package."""
    title: str = ""
    """Of its card; empty where it has none."""

    def load(self) -> ModuleType:
        # Late: each part comes with its own weight.
        return importlib.import_module(self.module, __package__)

    def exists(self) -> bool:
        """Whether this installation has it."""
        return importlib.util.find_spec(self.module, __package__) is not None


PARTS = (
    Part("evidence", ".evidence"),
    Part("speedup", ".speedup", "How much a finding gains"),
    Part("hotness", ".hotness", "Where a program spends its time"),
)


@dataclass(frozen=True, slots=True)
class Trained:
    """One model file as it was written, against the one that was there."""

    name: str
    size: int
    same: bool | None
    """Byte for byte; None where none was there."""
    difference: str = ""


def train(
    output: Path, *, also: Sequence[Path] = (), tell: Tell, seed: int = SEED, parts: Sequence[Part] = PARTS
) -> Iterator[Trained]:
    """Fit each part and write its model files into `output`. Parts without rows are told, and the others go on."""
    spare = dict.fromkeys(also, "")
    for part in parts:
        prepared = _prepare(part, spare, tell)
        if prepared is None:
            continue
        module, rows = prepared
        with one_thread():
            documents = module.fit(rows, seed)
        for name, document in documents.items():
            data = (document if isinstance(document, str) else text_of(document)).encode()
            file = name if name.endswith(".json") else f"{name}.json"
            known = FOLDER / file
            before = known.read_bytes() if known.exists() else None
            target = output / file
            if not target.exists() or target.read_bytes() != data:
                target.write_bytes(data)
            same = None if before is None else before == data
            yield Trained(file, len(data), same, _difference(before, data, file) if before and not same else "")
    for path, reason in spare.items():
        if reason != "used":
            tell(f"{path}: no part takes these rows{reason and f' ({reason})'}")


def evaluate(*, tell: Tell, seed: int = SEED, parts: Sequence[Part] = PARTS) -> dict[str, Any]:
    """Held-out figures of each part that has some, by name, as documents."""
    found: dict[str, Any] = {}
    for part in parts:
        prepared = _prepare(part, {}, tell)
        if prepared is None or not hasattr(prepared[0], "evaluate"):
            continue
        module, rows = prepared
        with one_thread():
            evaluation: Evaluation = module.evaluate(rows, seed, tell)
        found[part.name] = {"rows": len(rows.records), "fingerprint": rows.fingerprint, **evaluation.document()}
    return found


def libraries() -> dict[str, str]:
    """The versions that decide the bytes of a model."""
    # Late: both come with the extra [train] only.
    import numpy as np
    import sklearn

    return {"scikit-learn": sklearn.__version__, "numpy": np.__version__}


def _prepare(part: Part, also: dict[Path, str], tell: Tell) -> tuple[ModuleType, Rows] | None:
    if not part.exists():
        tell(f"{part.name}: not part of this installation")
        return None
    module = part.load()
    columns = module.columns()
    paths = [_DATA / name for name in module.ROWS]
    try:
        rows = read(paths, columns)
    except UnusableRows as error:
        tell(f"{part.name}: left out: {error}")
        return None
    for path, reason in also.items():
        try:
            more = read([path], columns)
        except UnusableRows as error:
            also[path] = reason or str(error)
            continue
        also[path] = "used"
        tell(f"{part.name}: {len(more.records):,} rows of {path.name} besides")
        rows.records += more.records
        rows.fingerprint = f"{rows.fingerprint}+{more.fingerprint}"
        rows.dropped += more.dropped
        rows.first = rows.first or more.first
    if rows.dropped:
        tell(f"{part.name}: {rows.dropped:,} rows dropped, the first at {rows.first}")
    if not rows.records:
        tell(f"{part.name}: left out: no usable rows in {', '.join(rows.files)}")
        return None
    tell(f"{part.name}: {len(rows.records):,} rows")
    return module, rows


def _difference(before: bytes, after: bytes, name: str) -> str:
    """How far two model files are apart, in words."""
    try:
        old, new = parse(before, name), parse(after, name)
    except UnusableModel:
        return _largest(before, after)
    if old.features != new.features:
        return "other features"
    largest = max(abs(old.predict(row) - new.predict(row)) for row in _probes(json.loads(after)["thresholds"]))
    extra = _largest(json.dumps(old.extra).encode(), json.dumps(new.extra).encode())
    return f"predictions of 500 rows by at most {largest:.2g}; besides the trees: {extra}"


def _probes(thresholds: Sequence[Sequence[float | None]], count: int = 500) -> Iterator[list[float]]:
    """Rows around the thresholds of a forest."""
    chance = random.Random(SEED)
    for _ in range(count):
        yield [
            (chance.choice(values) or 0.0) * chance.choice((0.999999, 1.0, 1.000001)) if values else 0.0
            for values in thresholds
        ]


def _largest(before: bytes, after: bytes) -> str:
    """The largest difference of two numbers that stand at the same place of two JSON texts."""
    try:
        pairs = list(_pairs(json.loads(before), json.loads(after)))
    except ValueError:
        return "of another form"
    return f"numbers by at most {max(map(abs, pairs)):.2g}" if any(pairs) else "equal"


def _pairs(before: Any, after: Any) -> Iterator[float]:
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.keys() == after.keys():
        for key in before:
            yield from _pairs(before[key], after[key])
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for old, new in zip(before, after, strict=True):
            yield from _pairs(old, new)
    elif isinstance(before, (int, float)) and isinstance(after, (int, float)):
        yield before - after
    elif before != after:
        raise ValueError
