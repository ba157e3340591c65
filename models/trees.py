"""Boosted trees as JSON, scored in plain Python: scikit-learn fits them, and is not needed to use them.

The file (schema `slowspot.trees/1`) is made by `training_data/fitting/boosting.py`. A tree is a flat table in preorder:

- `split`: one code for each node: twice the index of the feature, plus one where missing values go left; -1 is a leaf;
- `at`: for each inner node, which of the feature's `thresholds` it asks (`row[feature] <= threshold` goes left);
- `leaf`: the values of the leaves.

In memory a tree is nested tuples: of four layouts that was the quickest to build and walk (docs/decisions/0011).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from math import exp, inf, isfinite
from pathlib import Path
from typing import Any, TypeAlias

from ..analyzers.log import log_exception

__all__ = ["FOLDER", "SCHEMA", "Forest", "UnusableModel", "load", "shipped"]

SCHEMA = "slowspot.trees/1"
FOLDER = Path(__file__).parent

_LINKS = ("identity", "logit")
_LARGEST = 4_000_000
"""Bytes of a model file that are still read: ours have a tenth."""

_Node: TypeAlias = tuple[int, float, "_Node", "_Node"] | float
"""(place in the doubled row, threshold, left, right), or the value of a leaf."""


class UnusableModel(Exception):  # noqa: N818 - says what happened
    """A model file that is missing, damaged or of another schema; the message names the file and says what to do."""


class Forest:
    """A sum of trees over named features.

    `extra` is what the part that owns the model put into the file besides (intervals, say); `trained` says on what
    and with which libraries it was trained.
    """

    __slots__ = ("_baseline", "_trees", "extra", "features", "link", "trained", "typical")

    def __init__(
        self,
        features: Sequence[str],
        trees: Sequence[_Node],
        baseline: float,
        *,
        link: str = "identity",
        typical: Sequence[float] = (),
        extra: Mapping[str, Any] | None = None,
        trained: Mapping[str, Any] | None = None,
    ) -> None:
        self.features = tuple(features)
        self.link = link
        self.typical = tuple(typical)
        self.extra = dict(extra or {})
        self.trained = dict(trained or {})
        self._baseline = baseline
        self._trees = tuple(trees)

    @property
    def size(self) -> int:
        """How many trees it has."""
        return len(self._trees)

    def predict(self, row: Sequence[float]) -> float:
        """The prediction for one row, in the order of `features`; a probability for a classifier. NaN is missing.

        Takes 25 µs for a hundred trees of depth six.
        """
        raw = self.raw(row)
        if self.link == "identity":
            return raw
        # The second form has no overflow where the first has.
        return 1 / (1 + exp(-raw)) if raw > -500 else exp(raw)

    def raw(self, row: Sequence[float]) -> float:
        """The sum of the trees; for a classifier the log odds."""
        # Missing values fail every comparison in the first half and pass every one in the second, where the nodes look
        # that send them left. So a step is one comparison.
        doubled = [*row, *[value if value == value else -inf for value in row]]
        if len(doubled) != 2 * len(self.features):
            raise ValueError(f"the model takes {len(self.features)} features, not {len(row)}")
        total = self._baseline
        for node in self._trees:
            while node.__class__ is tuple:
                place, threshold, left, right = node  # pyright: ignore[reportGeneralTypeIssues]
                node = left if doubled[place] <= threshold else right
            total += node  # pyright: ignore[reportOperatorIssue]
        return total

    def effects(self, row: Sequence[float]) -> dict[str, float]:
        """How much each feature moves the raw prediction away from what the feature's typical value would give.

        Costs one prediction for each feature that is not typical. Features that change nothing are left out.
        """
        if len(self.typical) != len(self.features):
            return {}
        whole = self.raw(row)
        changed = list(row)
        found: dict[str, float] = {}
        for index, (name, value, typical) in enumerate(zip(self.features, row, self.typical, strict=True)):
            if value != typical and (value == value or typical == typical):
                changed[index] = typical
                if effect := whole - self.raw(changed):
                    found[name] = effect
                changed[index] = value
        return found


def load(path: Path) -> Forest:
    """Read a model file. Takes about 2 ms for 100 kB. Raises UnusableModel."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableModel(
            f"{path.name}: cannot be read: {error.strerror or error}; `slowspot train` makes it"
        ) from None
    return parse(data, path.name)


@lru_cache
def shipped(name: str) -> Forest | None:
    """The model `name` of this installation, or None, which is logged once: what it would score stays unscored."""
    try:
        return load(FOLDER / f"{name}.json")
    except UnusableModel as error:
        log_exception(__name__, error, "%s; going on without it", error)
        return None


def parse(data: bytes, name: str) -> Forest:
    """Read the content of a model file; `name` is for messages. Raises UnusableModel."""
    if len(data) > _LARGEST:
        raise UnusableModel(f"{name}: {len(data):,} bytes are no model of ours; `slowspot train` makes it again")
    try:
        document = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnusableModel(f"{name}: damaged ({error}); `slowspot train` makes it again") from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise UnusableModel(
            f"{name}: has schema {schema!r} where this version reads {SCHEMA}; `slowspot train` makes it again"
        )
    try:
        return _forest(document)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise UnusableModel(f"{name}: damaged ({reason}); `slowspot train` makes it again") from None


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _forest(document: dict[str, Any]) -> Forest:
    features: list[str] = document["features"]
    if not features or set(map(type, features)) != {str} or len(set(features)) != len(features):
        raise ValueError("features are not names")
    thresholds = [_thresholds(row) for row in document["thresholds"]]
    typical = [float("nan") if value is None else value for value in document["typical"]]
    link = document["link"]
    if len(thresholds) != len(features) or len(typical) != len(features) or link not in _LINKS:
        raise ValueError("parts do not fit together")
    baseline = _finite([document["baseline"]])[0]
    # By code: where in the doubled row the node looks, and at which thresholds.
    places = list(chain.from_iterable((index, index + len(features)) for index in range(len(features))))
    asked = [row for row in thresholds for _ in range(2)]
    trees = [_tree(table["split"], table["at"], _finite(table["leaf"]), places, asked) for table in document["trees"]]
    return Forest(
        features, trees, baseline, link=link, typical=typical, extra=document["extra"], trained=document["trained"]
    )


def _tree(
    split: Sequence[int],
    at: Sequence[int],
    leaf: Sequence[float],
    places: Sequence[int],
    asked: Sequence[Sequence[float]],
) -> _Node:
    if min(split) < -1 or (at and min(at) < 0):
        raise ValueError("an index is below zero")
    # Backwards, the parts of a node come before it.
    indices, values = reversed(at), reversed(leaf)
    stack: list[_Node] = []
    push, pop = stack.append, stack.pop
    for code in reversed(split):
        if code < 0:
            push(next(values, inf))
        else:
            # A tuple is read from left to right: the left part was pushed last.
            push((places[code], asked[code][next(indices, -1)], pop(), pop()))
    if len(stack) != 1 or len(leaf) * 2 - 1 != len(split) or len(at) + len(leaf) != len(split):
        raise ValueError("a tree does not add up")
    return stack[0]


def _finite(values: Any) -> list[float]:
    if not isinstance(values, list) or not set(map(type, values)) <= {int, float} or not all(map(isfinite, values)):
        raise ValueError("a number is none")
    return values


def _thresholds(values: list[float | None]) -> list[float]:
    """Null is infinity: there the values that are not missing go left, whatever they are."""
    whole = bool(values) and values[-1] is None
    row = _finite(values[:-1] if whole else values)
    if any(low >= high for low, high in pairwise(row)):
        raise ValueError("thresholds do not rise")
    return [*row, inf] if whole else row
