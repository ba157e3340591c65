"""Training rows of the speedup model as a table: what the model sees of each, under several states of knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2, nan
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from ...models.context import CONTEXT
from ...models.profiles import SEEN, ExampleProfile, RuleProfile, seen

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

__all__ = ["Knowledge", "Table", "table_of"]

Knowledge = Literal["seen", "measured", "unmeasured"]
"""Of the row's rule: other examples of it were in training; its examples were measured alone; not even that."""

_GAIN: Final = SEEN.index("gain-size")
_PART: Final = SEEN.index("part-size")
_EXAMPLE: Final = SEEN.index("example-size")
_ESTIMATE: Final = SEEN.index("estimate-size")
_OFFSET: Final = SEEN.index("offset")
_PYTHON: Final = CONTEXT.index("python-minor")
_SHRINK: Final = 15.0
"""So many rows without an offset count in the mean of a rule's."""


@dataclass(slots=True)
class Table:
    """Columns of equal length. The two matrices lack the offset, which hangs on what is in training."""

    measured: Array
    unmeasured: Array
    truth: Array
    """log2 of old ÷ new time."""
    rules: Array
    examples: Array
    """Rule and example."""

    def matrix(self, knowledge: Knowledge, rows: Array, training: Array) -> Array:
        """What the model sees of `rows` when `training` are known."""
        matrix = (self.unmeasured if knowledge == "unmeasured" else self.measured)[rows].copy()
        if knowledge == "seen":
            matrix[:, _OFFSET] = self._offsets(rows, training)
        return matrix

    def core(self, knowledge: Knowledge = "measured") -> Array:
        """What Amdahl's law says: the measured gain carried over, or the estimated one where none was measured."""
        # Late: it comes with the extra [train] only.
        import numpy as np

        matrix = self.unmeasured if knowledge == "unmeasured" else self.measured
        gain, estimate = (matrix[:, _GAIN] + matrix[:, _PART]) / 2, matrix[:, _ESTIMATE]
        return np.nan_to_num(np.where(np.isnan(gain), estimate, gain))

    def example(self) -> Array:
        """What the rule's examples gain, whatever the surroundings."""
        # Late: as above.
        import numpy as np

        return np.nan_to_num(self.measured[:, _EXAMPLE])

    def offsets(self, training: Array) -> dict[str, float]:
        """By rule: how far the rows of it lie from what Amdahl's law says, on the whole."""
        far = self.truth - self.core()
        found: dict[str, float] = {}
        for rule in sorted(set(self.rules[training])):
            mine = training[self.rules[training] == rule]
            found[str(rule)] = float(far[mine].sum() / (len(mine) + _SHRINK))
        return found

    def _offsets(self, rows: Array, training: Array) -> Array:
        """Of each row, without what is known of its own example."""
        # Late: as above.
        import numpy as np

        far = self.truth - self.core()
        sums: dict[str, list[float]] = {}
        for key in (self.rules, self.examples):
            for name, value in zip(key[training], far[training], strict=True):
                total = sums.setdefault(name, [0.0, 0.0])
                total[0] += value
                total[1] += 1
        nothing = [0.0, 0.0]
        found = np.full(len(rows), nan)
        for index, (rule, example) in enumerate(zip(self.rules[rows], self.examples[rows], strict=True)):
            whole, own = sums.get(rule, nothing), sums.get(example, nothing)
            if whole[1] > own[1]:
                found[index] = (whole[0] - own[0]) / (whole[1] - own[1] + _SHRINK)
        return found


def table_of(records: Sequence[Mapping[str, Any]], profiles: Mapping[str, RuleProfile]) -> Table:
    """Rows as `rows.read` gives them. The row's own example is left out of what its rule's profile says."""
    # Late: as above.
    import numpy as np

    bare = {slug: _unmeasured(profile) for slug, profile in profiles.items()}
    nothing = RuleProfile()
    measured: list[list[float]] = []
    unmeasured: list[list[float]] = []
    for record in records:
        context = [record[name] for name in CONTEXT]
        context[_PYTHON] = float(record["python"].partition(".")[2])
        slug, example = record["rule"], record["example"]
        measured.append(seen(context, profiles.get(slug, nothing), example))
        unmeasured.append(seen(context, bare.get(slug, nothing), example))
    return Table(
        np.array(measured),
        np.array(unmeasured),
        np.array([log2(record["ratio"]) for record in records]),
        np.array([record["rule"] for record in records]),
        np.array([f"{record['rule']}#{record['example']}" for record in records]),
    )


def _unmeasured(profile: RuleProfile) -> RuleProfile:
    examples: dict[int, ExampleProfile] = {
        index: replace(example, before=(), after=()) for index, example in profile.examples.items()
    }
    return RuleProfile(examples)
