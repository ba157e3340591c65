"""What findings are worth: measured beats predicted, small gains are hints, and what is unknown stays unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding, Score, Share, Speedup
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.scoring import in_words
from slowspot.analyzers.settings import Settings
from slowspot.analyzers.source import Document
from slowspot.models.precision import Precision
from slowspot.models.ranking import WARN_FROM, Ranker, expected_gain, severity_of
from slowspot.models.trees import UnusableModel

PREDICTED = Speedup(1.5, 2.0, 4.0, "model")
MEASURED = Speedup(3.9, 4.0, 4.1, "measured")
TRUTHFUL = Precision({"sorted-first": (10, 0, 0)})


class Says:
    """A source that gives the same answer about everything."""

    def __init__(self, speedup: Speedup | None = None, share: Share | None = None) -> None:
        self._speedup, self._share = speedup, share

    def speedup_of(self, analyzer: Analyzer, finding: Finding) -> Speedup | None:
        return self._speedup

    def share_of(self, analyzer: Analyzer, finding: Finding) -> Share | None:
        return self._share


def scored(ranker: Ranker, source: str = "def f(xs: list):\n    return sorted(xs)[0]\n") -> Finding:
    rules = RuleSet([*resolve("sorted-first"), *resolve("folklore")])
    analyzer = Analyzer(Document(source), rules)
    findings = analyzer.findings()
    ranker.score(analyzer, findings)
    assert len(findings) == 1
    return findings[0]


def score_of(finding: Finding) -> Score:
    assert finding.score is not None
    return finding.score


def test_the_gain_is_share_times_saved_part_times_probability() -> None:
    assert expected_gain(4.0, 0.2, 0.5) == pytest.approx(0.2 * 0.75 * 0.5)


def test_a_fix_that_slows_down_gains_nothing() -> None:
    assert expected_gain(0.5, 1.0) == 0.0


def test_measured_beats_predicted() -> None:
    ranker = Ranker(
        [Says(MEASURED), Says(PREDICTED)], [Says(share=Share(0.5, "profiled")), Says(share=Share(0.1, "predicted"))]
    )
    assert score_of(scored(ranker)) == Score(MEASURED, Share(0.5, "profiled"), 0.375, None)


def test_what_the_first_source_does_not_know_the_next_one_says() -> None:
    assert score_of(scored(Ranker([Says(None), Says(PREDICTED)]))).speedup == PREDICTED


def test_without_a_share_there_is_no_gain_and_no_warning() -> None:
    finding = scored(Ranker([Says(PREDICTED)]))
    assert (score_of(finding).gain, finding.severity) == (None, "hint")


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (Score(gain=WARN_FROM), "info"),
        (Score(gain=WARN_FROM * 0.99), "hint"),
        (Score(), "hint"),
        (Score(share=Share(0.5, "profiled"), gain=WARN_FROM), "warning"),
        (Score(share=Share(0.0, "profiled", cold=True), gain=WARN_FROM), "hint"),
        (Score(share=Share(0.001, "profiled", stalled=0.2)), "warning"),
    ],
    ids=["at", "below", "unknown", "recorded", "cold", "stalled"],
)
def test_severity_of_a_rule_that_informs(score: Score, severity: str) -> None:
    assert severity_of("info", score) == severity


def test_the_threshold_is_a_setting() -> None:
    ranker = Ranker([Says(PREDICTED)], [Says(share=Share(0.02, "predicted"))])
    assert Settings().warn_from == WARN_FROM
    assert [scored(ranker.warning_from(gain)).severity for gain in (0.001, 0.01, 0.011)] == [
        "warning", "warning", "hint",
    ]  # fmt: skip


def test_folklore_is_not_scored() -> None:
    assert resolve("folklore")
    example = next(rule for rule in resolve("folklore") if rule.examples).examples[0]
    analyzer = Analyzer(
        Document(example.before.replace("«", "").replace("»", "")), RuleSet(resolve("folklore"))
    )  # fmt: skip
    findings = analyzer.findings()
    Ranker([Says(PREDICTED)], [Says(share=Share(1.0, "predicted"))]).score(analyzer, findings)
    assert {(finding.score, finding.severity) for finding in findings} == {(None, "hint")}


def test_what_gains_latency_is_not_scored_by_time() -> None:
    rules = resolve("async-file-io")
    analyzer = Analyzer(Document(rules[0].examples[0].program), RuleSet(rules))
    findings = analyzer.findings()[:1]
    assert [finding.rule.gains for finding in findings] == ["latency"]
    Ranker([Says(PREDICTED)], [Says(share=Share(1e-9, "predicted"))]).score(analyzer, findings)
    # Seen, though no share of the run time speaks for it: others wait.
    assert [(finding.score, finding.severity) for finding in findings] == [(None, "info")]


def test_a_rule_with_few_verdicts_is_drawn_towards_the_others() -> None:
    precision = Precision({"much-judged": (50, 40, 10), "once-wrong": (0, 0, 1)})
    assert precision.probability("never-judged") == pytest.approx(precision.pooled)
    assert 0 < precision.probability("once-wrong") < precision.probability("much-judged") < 1


def test_the_probability_is_part_of_the_score() -> None:
    ranker = Ranker([Says(PREDICTED)], [Says(share=Share(0.5, "predicted"))], TRUTHFUL)
    score = score_of(scored(ranker))
    probability = TRUTHFUL.probability("sorted-first")
    assert (score.probability, score.gain) == (probability, pytest.approx(0.25 * probability))


def test_what_is_proved_needs_no_verdicts() -> None:
    ranker = Ranker([Says(Speedup(2, 2, 2, "proved"))], [Says(share=Share(0.5, "profiled"))], TRUTHFUL)
    assert score_of(scored(ranker)).gain == pytest.approx(0.25)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "slowspot.precision/9", "rules": {}}',
                                  '{"schema": "slowspot.precision/1", "rules": {"a": [1, 2]}}',
                                  '{"schema": "slowspot.precision/1", "rules": {"a": [1, 2, -3]}}'])  # fmt: skip
def test_damaged_verdicts_are_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "precision.json"
    file.write_text(text)
    with pytest.raises(UnusableModel, match=r"precision\.json"):
        Precision.load(file)


def test_words_carry_the_basis() -> None:
    assert in_words(Score(PREDICTED, Share(0.104, "predicted"), 0.05)) == (
        "this function about 2.0 × as fast (1.5 to 4.0, predicted); "
        "it takes 10 % of the run time (predicted): saves 5.0 %"
    )
    assert in_words(Score(MEASURED)) == "this function about 4.0 × as fast (3.9 to 4.1, measured)"
    assert in_words(Score(share=Share(0.5, "profiled"))) == ""
