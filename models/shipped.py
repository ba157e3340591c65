"""The models as they are shipped, or those of a folder that `slowspot train` has written, joined into one scorer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from . import FOLDER
from .precision import Precision
from .ranking import Ranker
from .shares import PredictedShares
from .speedup import SpeedupModel
from .trees import UnusableModel

if TYPE_CHECKING:
    from ..analyzers.profiling.overlay import Overlay
    from ..analyzers.proving.proofs.proof import Proof

__all__ = ["Shipped", "ranker", "scorer_of_document"]

Model = TypeVar("Model")


class Shipped:
    """A scorer made of what could be loaded, and what is wrong with the rest."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        """One sentence for each model that cannot be used: findings go without what it would have said."""
        speedup = self._load(SpeedupModel.load, folder / "speedup.json")
        shares = self._load(PredictedShares.load, folder / "hotness_local.json")
        precision = self._load(Precision.load, folder / "precision.json")
        self.scorer = Ranker(
            speedups=() if speedup is None else (speedup,),
            shares=() if shares is None else (shares,),
            precision=precision,
        )

    def _load(self, load: Callable[[Path], Model], file: Path) -> Model | None:
        try:
            return load(file)
        except UnusableModel as error:
            self.problems.append(str(error))
            return None


@lru_cache(maxsize=2)
def ranker(folder: str = FOLDER) -> Shipped:
    """Load the models of a folder; once per process. Never raises: see `Shipped.problems`."""
    return Shipped(Path(folder))


def scorer_of_document(
    scorer: Ranker, warn_from: float, threshold: float, proofs: Mapping[int, Proof], overlay: Overlay | None
) -> Ranker:
    """Return the scorer of one document: what was proved and recorded of it goes before what is predicted.

    `warn_from` and `threshold` (from which part of the recorded run on code is not cold) are those of its settings;
    `proofs` go by the id of the finding's match.
    """
    scorer = scorer.warning_from(warn_from)
    if proofs:
        # Late: most projects have no proofs.
        from .proved import ProvedSpeedups

        scorer = scorer.with_speedups(ProvedSpeedups(lambda finding: proofs.get(id(finding.match))))
    if overlay is not None:
        # Late: most projects have no profile.
        from .profiled import ProfiledShares

        scorer = scorer.with_shares(ProfiledShares(overlay, threshold))
    return scorer
