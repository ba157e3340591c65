"""Settings as data: what is accepted, what is refused and how it is said."""

from __future__ import annotations

import pytest
from slowspot.analyzers.settings import (
    DEFAULT_EXCLUDE,
    FailOn,
    PathPatterns,
    Settings,
    chosen_rules,
    parse_fail_on,
    parse_target,
    target_of_requires_python,
)
from slowspot.analyzers.settings_reading import parse


def problems(**table: object) -> list[str]:
    return [str(problem) for problem in parse({key.replace("_", "-"): value for key, value in table.items()})[1]]


def chosen(select: list[str], ignore: list[str] | None = None, *, preview: bool = False) -> list[str]:
    return [rule.slug for rule in chosen_rules(select, ignore or [], preview)]


def test_an_empty_table_is_the_default() -> None:
    assert parse({}) == (Settings(), [])


def test_every_key_is_read() -> None:
    settings, wrong = parse(
        {
            "select": ["SLP1", "strings"],
            "ignore": ["slow-call"],
            "preview": True,
            "exclude": ["old"],
            "extend-exclude": ["gen/**"],
            "respect-gitignore": False,
            "target-version": "3.12",
            "per-file-ignores": {"tests/**": ["all"]},
            "fail-on": "warning",
            "jobs": 3,
        }
    )
    assert wrong == []
    assert settings == Settings(
        select=("SLP1", "strings"),
        ignore=("slow-call",),
        preview=True,
        exclude=("old",),
        extend_exclude=("gen/**",),
        respect_gitignore=False,
        target_version=(3, 12),
        per_file_ignores=((PathPatterns(["tests/**"]), ("all",)),),
        fail_on=FailOn("warning"),
        jobs=3,
    )


def test_unknown_key_names_the_nearest() -> None:
    assert problems(selct=[]) == ["selct: no such setting; did you mean 'select'?"]


def test_underscores_are_corrected() -> None:
    assert [str(p) for p in parse({"per_file_ignores": {}})[1]] == [
        "per_file_ignores: no such setting; did you mean 'per-file-ignores'?"
    ]


def test_unknown_rule_names_the_nearest() -> None:
    assert problems(ignore=["slow-cal"]) == ["ignore: unknown rule 'slow-cal'; did you mean 'slow-call'?"]


def test_unknown_rule_far_from_all_says_where_they_are_listed() -> None:
    assert problems(select=["zzz"]) == ["select: unknown rule 'zzz'; `slowspot rules` lists them"]


def test_known_names_beside_unknown_ones_stay() -> None:
    assert parse({"ignore": ["nope", "slow-call"]})[0].ignore == ("slow-call",)


def test_a_selection_of_nothing_known_leaves_the_default() -> None:
    assert parse({"select": ["nope"]})[0].select == ("all",)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("select", "all", 'must be a list of strings: write ["all"]'),
        ("select", 3, "must be a list of strings, not a number"),
        ("ignore", ["slow-call", 7], "must be a list of strings, but 7 in it is a number"),
        ("preview", "yes", "must be true or false, not a string"),
        ("target-version", 3.1, 'must be a string such as "3.12", not a number (3.10 without quotes is 3.1)'),
        ("target-version", "2.7", "'2.7' is no version of Python 3, such as \"3.12\""),
        ("per-file-ignores", ["x"], 'must be a table such as {"tests/**" = ["all"]}, not a list'),
        ("fail-on", "warn", "'warn' is none of error, warning, info, hint, never, gain>=0.1; did you mean 'warning'?"),
        ("fail-on", "gain>=12", "a gain is a part of the run time, from 0 to 1, such as gain>=0.1"),
        ("jobs", -1, "must be a whole number of processes, 0 for one per core"),
        ("jobs", True, "must be a whole number of processes, 0 for one per core"),
    ],
)
def test_wrong_values_say_what_is_wanted(key: str, value: object, message: str) -> None:
    settings, wrong = parse({key: value})
    assert ([str(problem) for problem in wrong], settings) == ([f"{key}: {message}"], Settings())


def test_unknown_rule_in_per_file_ignores_names_the_pattern() -> None:
    assert [str(p) for p in parse({"per-file-ignores": {"a.py": ["slow-cal"]}})[1]] == [
        "per-file-ignores.\"a.py\": unknown rule 'slow-cal'; did you mean 'slow-call'?"
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("never", FailOn(None)),
        ("error", FailOn("error")),
        ("gain>=0.1", FailOn(None, 0.1)),
        ("gain>=10%", FailOn(None, 0.1)),
        ("gain >= .25", FailOn(None, 0.25)),
    ],
)
def test_thresholds(text: str, meant: FailOn) -> None:
    assert parse_fail_on(text) == meant


def test_a_threshold_is_reached_by_what_is_as_grave_or_graver() -> None:
    assert [FailOn("warning").reached_by(s) for s in ("error", "warning", "info", "hint")] == [True, True, False, False]


def test_a_gain_that_is_not_known_reaches_no_threshold() -> None:
    assert FailOn(None, 0.0).reached_by("error", None) is False


@pytest.mark.parametrize(("text", "target"), [("3.12", (3, 12)), ("py39", (3, 9)), ("py310", (3, 10)), ("3.8", (3, 8))])
def test_target_versions(text: str, target: tuple[int, int]) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (">=3.9", (3, 9)),
        (">=3.11,<4", (3, 11)),
        ("~=3.8", (3, 8)),
        ("==3.12.*", (3, 12)),
        ("<4, >= 3.10.2", (3, 10)),
        (">=3", (3, 0)),
        ("<4", None),
        ("!=3.9", None),
    ],
)
def test_lowest_version_of_requires_python(text: str, target: tuple[int, int] | None) -> None:
    assert target_of_requires_python(text) == target


def test_all_leaves_out_previews() -> None:
    assert chosen(["all"]) == ["slow-call", "plain-loop", "crashing-rule"]


def test_previews_take_part_when_they_are_on() -> None:
    assert "early-rule" in chosen(["all"], preview=True)


@pytest.mark.parametrize("name", ["early-rule", "SLP302"])
def test_a_preview_selected_by_its_own_name_takes_part(name: str) -> None:
    assert chosen([name]) == ["early-rule"]


@pytest.mark.parametrize(
    ("select", "there"),
    [("all", False), ("SLP1", False), ("collections", False), ("slow-call", True), ("SLP101", True)],
)
def test_a_rule_that_gains_nothing_on_the_target_takes_part_only_by_its_own_name(select: str, there: bool) -> None:
    assert ("slow-call" in [rule.slug for rule in chosen_rules([select], [], False, {"slow-call"})]) == there


def test_a_preview_is_not_selected_by_its_family() -> None:
    assert chosen(["files"]) == ["crashing-rule"]


@pytest.mark.parametrize("name", ["SLP1", "SLP101", "collections", "slow-call", "slow-function"])
def test_rules_go_by_many_names(name: str) -> None:
    assert chosen([name]) == ["slow-call"]


def test_ignore_wins_over_select() -> None:
    assert chosen(["all"], ["SLP2", "files"]) == ["slow-call"]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("tests/**", "tests/unit/test_a.py", True),
        ("tests/", "tests/unit/test_a.py", True),
        ("*.py", "deep/er/a.py", True),
        ("/a.py", "deep/a.py", False),
        ("a.py", "b.py", False),
    ],
)
def test_path_patterns_read_like_gitignore(pattern: str, path: str, matches: bool) -> None:
    assert PathPatterns([pattern]).matches(path) is matches


def test_rules_of_a_file_leave_out_what_its_pattern_ignores() -> None:
    settings, _ = parse({"per-file-ignores": {"tests/**": ["SLP2"], "*_slow.py": ["all"]}})
    assert [
        [rule.slug for rule in settings.for_file(path).rules()] for path in ("a.py", "tests/a.py", "tests/a_slow.py")
    ] == [
        ["slow-call", "plain-loop", "crashing-rule"],
        ["slow-call", "crashing-rule"],
        [],
    ]


def test_default_excludes_are_names_of_folders() -> None:
    assert [name for name in DEFAULT_EXCLUDE if set(name) & set("/*?[")] == []


def test_what_is_no_pattern_is_told_and_left_out() -> None:
    settings, found = parse({"extend-exclude": ["!", "old/", "a\\"], "per-file-ignores": {"/\\": ["all"]}})
    assert settings.extend_exclude == ("old/",)
    assert settings.per_file_ignores == ()
    assert [problem.key for problem in found] == ["extend-exclude", "extend-exclude", 'per-file-ignores."/\\"']
    assert str(found[0]).endswith("'!' is not a pattern such as .gitignore has")
