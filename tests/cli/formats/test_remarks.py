"""What findings go by, and what is not among them, is told by each format that people read."""

from __future__ import annotations

from collections import Counter

import pytest
from slowspot.analyzers.findings import Score, Share, Speedup
from slowspot.analyzers.profiling.measured import Run
from slowspot.cli.analysis.outcome import Known
from slowspot.cli.formats.wording import gain_of

from .made import finding, report, written


@pytest.mark.parametrize("form", ["text", "github", "junit", "markdown", "html"])
def test_runs_and_baselines_are_told(form: str) -> None:
    cold = finding(3, score=Score(share=Share(0.0, "profiled", cold=True)))
    run = Run("1", "slowspot", "seconds", 4.2, [], command="python -m shop", began=1.0)
    made = report(
        [finding(), cold], runs=[run], profiled=Counter({True: 1, False: 2}), profile_threshold=0.005,
        known=Known(("known.json",), silenced=7, fixed=2),
    )  # fmt: skip
    text = written(form, made).replace("<code>", "`").replace("</code>", "`").replace("\\_", "_")
    assert "Measured in python -m shop (slowspot, 4.2 s" in text
    assert "It saw nothing of 2 of 3 files; what is said of those is predicted." in text
    assert "1 finding in code that took less than 0.5 % of it left out: `--profile-threshold 0` shows all." in text
    assert "7 known findings left out: known.json. 2 more are fixed: `--update-baseline` drops what is." in text
    assert (" ago" in text) == (form in {"text", "github"})  # where nobody compares reports


@pytest.mark.parametrize(
    ("speedup", "share", "gain", "said"),
    [
        (Speedup(1, 2, 3, "model"), Share(0.1, "predicted"), 0.05, "saves about 5.0 % (predicted)"),
        (Speedup(1, 2, 3, "model"), Share(0.1, "profiled"), 0.05, "saves about 5.0 % (predicted from a recorded run)"),
        (
            Speedup(1, 2, 3, "proved"),
            Share(0.1, "profiled"),
            0.05,
            "saves about 5.0 % (proved speedup, recorded share)",
        ),
        (Speedup(1, 2, 3, "model"), Share(0.1, "predicted"), 0.0001, "saves less than 0.1 % (predicted)"),
        (None, Share(0.1, "profiled"), None, ""),
    ],
)
def test_no_figure_stands_without_its_grounds(
    speedup: Speedup | None, share: Share, gain: float | None, said: str
) -> None:
    assert gain_of(finding(score=Score(speedup, share, gain))) == said
