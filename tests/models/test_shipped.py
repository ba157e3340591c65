"""What is shipped belongs together: models, their rows, and the figures that the pages show."""

from __future__ import annotations

from pathlib import Path

import pytest
from slowspot.models.trees import FOLDER, UnusableModel, load
from slowspot.training_data.fitting import figures, parts, rows

SIZE = 1_500_000
"""Bytes of all model files together, at most."""


@pytest.mark.parametrize("part", parts.PARTS, ids=lambda part: part.name)
def test_models_and_figures_are_of_the_shipped_rows(part: parts.Part) -> None:
    evaluation = figures.read().get("parts", {}).get(part.name)
    module = part.load() if part.exists() else None
    paths = [Path(parts.__file__).parents[1] / name for name in module.ROWS] if module else []
    if module is None or not all(path.exists() for path in paths):
        assert evaluation is None
        return
    fingerprint = rows.read(paths, module.columns()).fingerprint
    if evaluation is not None:
        assert evaluation["fingerprint"] == fingerprint, "run `slowspot evaluate --record`"
    for name in module.MODELS:
        try:
            forest = load(FOLDER / name)
        except UnusableModel:
            continue  # of another format, or not trained yet
        assert forest.trained["hash"] == fingerprint, "run `slowspot train`"


def test_model_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) <= SIZE
