"""Predicts how much faster a function gets when a finding in it is fixed, with an 80 % interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..analyzers.findings import Speedup
from ..analyzers.log import log_exception
from .context import CONTEXT, context_of, described
from .profiles import SEEN, RuleProfile, expanded, seen
from .trees import FOLDER, Forest, UnusableModel, load

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding
    from ..analyzers.rules.declaration import Rule

__all__ = ["FEATURES", "SpeedupModel", "features"]

FEATURES: Final = CONTEXT
"""What is read from the source. The model sees what the rule's profile makes of it besides (`profiles.SEEN`)."""
SPREAD: Final = "speedup-spread.json"
_UNSEEN: Final = RuleProfile()
_NARROWEST: Final = log2(1.02)


def features(analyzer: Analyzer, finding: Finding) -> list[float] | None:
    """The numbers of `FEATURES` for a finding of the analyzer's document; None where its code is no longer there.

    NaN is what is not known. Takes a walk over the body around the finding, once for all findings in it.
    """
    context = context_of(analyzer, finding)
    return described(analyzer, finding, context) if context is not None else None


class SpeedupModel:
    """Scores findings; see docs/decisions/0010."""

    __slots__ = ("_centre", "_documents", "_groups", "_pooled", "_profiles", "_spread", "_unseen")

    def __init__(self, centre: Forest, spread: Forest) -> None:
        """Raises UnusableModel where the two do not belong to this version."""
        if centre.features != SEEN or spread.features != centre.features:
            raise UnusableModel("speedup.json: has other features than this version; `slowspot train` makes it again")
        self._centre = centre
        self._spread = spread
        self._profiles: dict[str, RuleProfile] = {}
        try:
            self._documents: Mapping[str, Any] = dict(centre.extra["profiles"])
            intervals = centre.extra["intervals"]
            low, high = intervals["pooled"]
            self._pooled = (float(low), float(high))
            low, high = intervals["unseen"]
            self._unseen = (float(low), float(high))
            self._groups = {str(slug): (float(low), float(high)) for slug, (low, high) in intervals["groups"].items()}
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise UnusableModel(f"speedup.json: damaged ({reason}); `slowspot train` makes it again") from None

    @classmethod
    def load(cls, path: Path = FOLDER / "speedup.json") -> SpeedupModel:
        """Read the model, and the forest of its intervals beside it. Raises UnusableModel."""
        return cls(load(path), load(path.with_name(SPREAD)))

    def profile(self, slug: str) -> RuleProfile:
        """What is known of a rule; an empty profile where nothing is."""
        found = self._profiles.get(slug)
        if found is None:
            document = self._documents.get(slug)
            try:
                found = _UNSEEN if document is None else RuleProfile.of(document)
            except (ValueError, TypeError, LookupError, AttributeError) as error:
                log_exception(__name__, error, "speedup.json: what it has of %s is damaged", slug)
                found = _UNSEEN
            self._profiles[slug] = found
        return found

    def _around(self, slug: str) -> tuple[float, float]:
        offset = self.profile(slug).offset
        return self._groups.get(slug, self._pooled if offset == offset else self._unseen)

    def predict(self, row: Sequence[float], rule: Rule) -> Speedup:
        """The speedup of a finding with these `FEATURES`."""
        whole = seen(row, self.profile(rule.slug))
        middle = expanded(self._centre.predict(whole))
        low, high = self._around(rule.slug)
        spread = 2.0 ** self._spread.predict(whole)
        below, above = min(low * spread, -_NARROWEST), max(high * spread, _NARROWEST)
        return Speedup(2.0 ** (middle + below), 2.0**middle, 2.0 ** (middle + above), "model")

    def speedup_of(self, analyzer: Analyzer, finding: Finding) -> Speedup | None:
        """The speedup of the function around a finding, or of the statement at module level. Never raises.

        None for a rule that was not measured: what other rules gain says too little about it.
        """
        if finding.rule.slug not in self._documents:
            return None
        try:
            row = features(analyzer, finding)
            return self.predict(row, finding.rule) if row is not None else None
        except Exception as error:  # noqa: BLE001 - a finding without a score is worth more than none
            log_exception(__name__, error, "%s: cannot be scored", finding.rule.slug)
            return None
