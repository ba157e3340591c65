"""What a recorded run makes of findings: their share, the cap of their lines, cold code, stale functions, hot ones."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding, Score, Share, Speedup
from slowspot.analyzers.profiling.measured import (
    Call,
    MeasuredFunction,
    MeasuredLine,
    MeasuredStall,
    Run,
    Stretch,
)
from slowspot.analyzers.profiling.overlay import overlay
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.scoring import in_words
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.functions import functions_of
from slowspot.models.extent import extent_of
from slowspot.models.profiled import ProfiledShares, hot_functions
from slowspot.models.ranking import Ranker

TWICE = Speedup(1.5, 2.0, 4.0, "model")
MEMBERSHIP = dedent("""\
    def missing(wanted, known: list):
        found = []
        for item in wanted:
            if item not in known:
                found.append(item)
        prepare(found)
        return found


    def other(values: list):
        return sorted(values)[0]
    """)
RULES = ("list-membership-in-loop", "sorted-first")


class Predicts:
    def speedup_of(self, analyzer: Analyzer, finding: Finding) -> Speedup | None:
        return TWICE

    def share_of(self, analyzer: Analyzer, finding: Finding) -> Share | None:
        return Share(0.25, "predicted")


def measured(
    text: str, name: str, total: float, lines: dict[int, float] | None = None, **more: object
) -> MeasuredFunction:
    """A function of the text, which took `total`; `lines` are its own times by line, counted from 1."""
    place = next((each for each in functions_of(text) if each.name == name), None)
    first = place.line if place else 1
    return MeasuredFunction(
        path="a.py", name=name, line=first, digest=place.digest if place else "", own=total, library=0.0, total=total,
        lines=tuple(MeasuredLine(line - first, time, time) for line, time in (lines or {}).items()), **more,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def run_of(functions: Sequence[MeasuredFunction], **more: object) -> Run:
    """A run of 100 s and 10,000 samples, which knew all functions of `MEMBERSHIP`."""
    seen = {function.name for function in functions}
    settings = {"samples": 10_000, "unseen": {"a.py": tuple({"missing", "other"} - seen)}, **more}
    return Run("r", "py-spy", "seconds", 100.0, list(functions), **settings)


def scored(run: Run, text: str = MEMBERSHIP, rules: Sequence[str] = RULES, threshold: float = 0.005) -> list[Finding]:
    analyzer = Analyzer(Document(text), RuleSet([rule for name in rules for rule in resolve(name)]))
    findings = analyzer.findings()
    ranker = Ranker([Predicts()], [Predicts()])
    laid = overlay(run, "a.py", analyzer.document)
    if laid is not None:
        ranker = ranker.with_shares(ProfiledShares(laid, threshold))
    ranker.score(analyzer, findings)
    return findings


def score(run: Run, text: str = MEMBERSHIP, rules: Sequence[str] = RULES) -> Score:
    found = scored(run, text, rules)[0].score
    assert found is not None
    return found


def share(run: Run, text: str = MEMBERSHIP, rules: Sequence[str] = RULES) -> Share:
    found = score(run, text, rules).share
    assert found is not None
    return found


def test_the_share_is_that_of_the_function_with_what_it_calls() -> None:
    found = score(run_of([measured(MEMBERSHIP, "missing", 40.0)]))
    assert (found.share, found.gain) == (Share(0.4, "profiled"), pytest.approx(0.2))


def test_a_fix_saves_no_more_than_its_lines_took() -> None:
    found = score(run_of([measured(MEMBERSHIP, "missing", 40.0, {3: 1.0, 4: 8.0, 6: 31.0})]))
    assert found.share == Share(0.4, "profiled", 0.09)
    assert found.gain == pytest.approx(0.09)
    assert in_words(found) == "in the recorded run this code took 9.0 % of the time: the fix saves at most that"


def test_words_name_what_the_lines_took_and_what_is_saved() -> None:
    found = score(run_of([measured(MEMBERSHIP, "missing", 40.0, {4: 30.0, 6: 10.0})]))
    assert in_words(found) == (
        "in the recorded run this code took 30 % of the time: the fix saves about 20 % "
        "(this function, 40 %, about 2.0 × as fast: 1.5 to 4.0, predicted)"
    )


def test_time_that_may_be_another_lines_makes_the_cap_larger() -> None:
    function = measured(MEMBERSHIP, "missing", 40.0, {4: 8.0, 6: 32.0}, stretches=(Stretch(2, 5, 30.0),))
    found = score(run_of([function]))
    assert found.share == Share(0.4, "profiled", 0.38, unsure=True)
    assert "took at most 38 %" in in_words(found)


def test_a_changed_function_keeps_its_share_and_says_so() -> None:
    run = run_of([measured(MEMBERSHIP, "missing", 40.0, {4: 1.0})])
    found = score(run, MEMBERSHIP.replace("found = []", "found: list = []"))
    assert found.share == Share(0.4, "profiled", stale=True)
    assert in_words(found).startswith("this function took 40 % of the recorded run, before it was last changed: ")


def test_an_interval_that_is_open_at_its_end_says_so() -> None:
    score = Score(Speedup(1.5, 2.8, 2.4e14, "model"))
    assert in_words(score) == "this function about 2.8 × as fast (1.5 and more, predicted)"


def test_cold_code_has_hints() -> None:
    findings = scored(run_of([measured(MEMBERSHIP, "missing", 0.3), measured(MEMBERSHIP, "other", 99.0)]))
    assert [(finding.severity, finding.score and finding.score.cold) for finding in findings] == [
        ("hint", True), (findings[1].rule.severity, False),
    ]  # fmt: skip


def test_lines_may_be_cold_in_a_hot_function() -> None:
    assert share(run_of([measured(MEMBERSHIP, "missing", 90.0, {4: 0.1, 6: 89.9})])).cold


def test_what_was_never_seen_is_cold() -> None:
    findings = scored(run_of([measured(MEMBERSHIP, "missing", 90.0)]))
    assert findings[1].score is not None
    assert findings[1].score.share == Share(0.0, "profiled", 0.0, cold=True)


@pytest.mark.parametrize(
    "run",
    [
        run_of([measured(MEMBERSHIP, "missing", 90.0)], unseen={"a.py": ()}),
        run_of([measured(MEMBERSHIP, "missing", 90.0)], samples=100),
        run_of([measured(MEMBERSHIP, "<module>", 1.0)]),
        run_of([]),
    ],
    ids=["written later", "too few samples", "only imported", "another file"],
)
def test_what_the_run_could_not_see_is_predicted(run: Run) -> None:
    findings = scored(run)
    assert findings[1].score is not None
    assert findings[1].score.share == Share(0.25, "predicted")


def test_without_threshold_nothing_is_cold() -> None:
    findings = scored(run_of([measured(MEMBERSHIP, "missing", 0.3)]), threshold=0.0)
    assert not any(finding.score and finding.score.cold for finding in findings)


def in_cold_code(slug: str, *, total: float = 0.1) -> tuple[Run, str]:
    """The program of a rule's first example, in which everything took very little, and a run of it."""
    text = resolve(slug)[0].examples[0].program
    functions = [measured(text, each.name, total) for each in functions_of(text)]
    return run_of([*functions, measured(text, "elsewhere", 90.0)]), text


def test_waiting_is_no_reason_to_call_code_cold() -> None:
    run, text = in_cold_code("await-in-loop")
    assert share(run, text, ["await-in-loop"]) == Share(0.25, "predicted")


def test_a_rare_hold_up_of_the_loop_stays_and_a_recorded_one_confirms_it() -> None:
    text = "import requests\nasync def page(url):\n    return requests.get(url)\n"
    cold = run_of([measured(text, "page", 0.1, {3: 0.1})])
    (finding,) = scored(cold, text, ["async-http-sync"])
    assert (finding.score, finding.severity) == (None, "info")
    stall = MeasuredStall(1.0, 0.21, "a.py", "page", 3, "requests.api.get", (("a.py", "page", 3),))
    confirmed = score(run_of(cold.functions, stalls=[stall]), text, ["async-http-sync"])
    assert in_words(confirmed).endswith("a recorded stall of 210 ms confirms it")
    assert not confirmed.cold


def test_folklore_in_cold_code_is_silent_too() -> None:
    example = next(rule for rule in resolve("folklore") if rule.slug == "append-method-alias")
    text = example.examples[0].program
    names = [each.name for each in functions_of(text)]
    run = run_of([measured(text, "elsewhere", 50.0)], unseen={"a.py": tuple(names)})
    assert share(run, text, [example.slug]).cold


def test_a_profile_of_memory_says_nothing_of_time() -> None:
    run = run_of([measured(MEMBERSHIP, "missing", 40.0)])
    run.unit = "bytes"
    assert share(run) == Share(0.25, "predicted")


def test_what_is_marked_on_a_definition_is_about_that_function() -> None:
    run, text = in_cold_code("cache-on-method", total=60.0)
    assert share(run, text, ["cache-on-method"]).value == pytest.approx(0.6)


def test_a_pattern_that_is_defined_in_cold_code_may_be_used_in_hot_code() -> None:
    example = resolve("re-overlapping-repeats")[0].examples[0]
    run = run_of([measured(example.program, functions_of(example.program)[-1].name, 90.0)])
    assert share(run, example.program, ["re-overlapping-repeats"]) == Share(0.25, "predicted")


SEARCH = "def f(xs, ys: list):\n    for x in xs:\n{}        if x in ys:\n            g(x)\n"
COPY = "def f(rows):\n    kept = []\n    for row in rows:\n        kept.append(row)\n    return kept\n"


@pytest.mark.parametrize(
    ("text", "rule", "lines"),
    [
        (SEARCH.format(""), "list-membership-in-loop", {2, 3}),
        (SEARCH.format("        g(x)\n"), "list-membership-in-loop", {4}),
        ("def f(xs: list):\n    return g(\n        sorted(xs)[0],\n        2)\n", "sorted-first", {2, 3, 4}),
        (COPY, "manual-list-copy", {3, 4}),
    ],
)
def test_the_lines_of_a_finding(text: str, rule: str, lines: set[int]) -> None:
    analyzer = Analyzer(Document(text), RuleSet(resolve(rule)))
    (finding,) = analyzer.findings()
    assert {line + 1 for line in extent_of(analyzer, finding)} == lines


def test_a_hot_function_without_a_finding_says_what_it_does() -> None:
    text = "def report(frames):\n    x = 1\n    return merge(frames)\n\n\ndef tiny():\n    pass\n"
    function = measured(text, "report", 50.0, {3: 49.0, 2: 1.0}, callees=(Call("", "pandas.merge", 31.0),))
    function.library = 40.0
    run = run_of([function, measured(text, "tiny", 4.0)])
    laid = overlay(run, "a.py", text)
    assert laid is not None
    (hot,) = hot_functions(laid, [])
    assert (hot.function, hot.line, hot.own) == ("report", 0, 0.5)
    assert hot.in_words() == "62 % in pandas.merge, line 3"


def test_a_finding_that_explains_little_leaves_the_rest_to_be_told() -> None:
    run = run_of([measured(MEMBERSHIP, "missing", 40.0, {4: 8.0, 6: 32.0})])
    laid = overlay(run, "a.py", MEMBERSHIP)
    assert laid is not None
    (hot,) = hot_functions(laid, scored(run))
    assert (hot.explained, hot.in_words()) == (pytest.approx(0.08), "80 % in line 6")


def test_what_a_finding_explains_needs_no_word() -> None:
    run = run_of([measured(MEMBERSHIP, "missing", 40.0)])
    laid = overlay(run, "a.py", MEMBERSHIP)
    assert laid is not None
    assert hot_functions(laid, scored(run)) == []
    assert [hot.function for hot in hot_functions(laid, [])] == ["missing"]
