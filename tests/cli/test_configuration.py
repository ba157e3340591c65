"""Which settings are in force where, and how wrong ones are told."""

from __future__ import annotations

import os

import pytest
from slowspot.analyzers.project.configuration import Override, Scope, SettingsFiles
from slowspot.analyzers.settings import FailOn, Settings
from slowspot.analyzers.settings_reading import as_written, parse

from .conftest import Project


def in_force(project: Project, folder: str = "", override: Override | None = None) -> Settings:
    return SettingsFiles(override).for_folder(str(project.root / folder).rstrip(os.sep)).settings


def test_the_nearest_file_counts(project: Project) -> None:
    project.file("pyproject.toml", '[tool.slowspot]\nignore = ["slow-call"]\n')
    project.file("sub/slowspot.toml", 'ignore = ["plain-loop"]\n')
    (project.root / "sub/deep").mkdir()
    assert [in_force(project, folder).ignore for folder in ("", "sub", "sub/deep")] == [
        ("slow-call",), ("plain-loop",), ("plain-loop",),
    ]  # fmt: skip


def test_slowspot_toml_wins_over_pyproject(project: Project) -> None:
    project.file("pyproject.toml", '[tool.slowspot]\nignore = ["slow-call"]\n')
    project.file("slowspot.toml", "preview = true\n")
    settings = in_force(project)
    assert (settings.ignore, settings.preview) == ((), True)


def test_a_pyproject_without_our_table_is_passed_over(project: Project) -> None:
    project.file("pyproject.toml", "[tool.slowspot]\npreview = true\n")
    project.file("sub/pyproject.toml", "[tool.other]\n")
    assert in_force(project, "sub").preview is True


def test_target_version_comes_from_requires_python(project: Project) -> None:
    project.file("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n')
    assert in_force(project).target_version == (3, 12)


def test_target_version_is_3_10_where_nothing_says(project: Project) -> None:
    assert in_force(project).target_version == (3, 10)


def test_target_version_that_is_written_wins_over_requires_python(project: Project) -> None:
    project.file("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n[tool.slowspot]\ntarget-version = "3.11"\n')
    project.file("sub/pyproject.toml", '[project]\nrequires-python = ">=3.13"\n')
    assert [in_force(project, folder).target_version for folder in ("", "sub")] == [(3, 11), (3, 11)]


def test_a_project_below_has_its_own_version(project: Project) -> None:
    project.file("pyproject.toml", '[project]\nrequires-python = ">=3.11"\n[tool.slowspot]\npreview = true\n')
    project.file("sub/pyproject.toml", '[project]\nrequires-python = ">=3.13"\n')
    settings = in_force(project, "sub")
    assert (settings.preview, settings.target_version) == (True, (3, 13))


def test_the_command_line_wins(project: Project) -> None:
    project.file("slowspot.toml", 'select = ["strings"]\nignore = ["SLP3"]\nfail-on = "error"\njobs = 2\n')
    override = Override(select=("all",), preview=True, fail_on=FailOn("hint"), jobs=4)
    settings = in_force(project, override=override)
    assert (settings.select, settings.ignore, settings.preview, settings.fail_on, settings.jobs) == (
        ("all",), (), True, FailOn("hint"), 4,
    )  # fmt: skip


def test_ignore_on_the_command_line_adds(project: Project) -> None:
    project.file("slowspot.toml", 'ignore = ["SLP3"]\n')
    assert in_force(project, override=Override(ignore=("SLP1",))).ignore == ("SLP3", "SLP1")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pyproject.toml", "[tool.slowspot]\n\nignore = ['slow-cal']\n",
         "pyproject.toml:3: ignore: unknown rule 'slow-cal'; did you mean 'slow-call'?"),
        ("pyproject.toml", "[tool.slowspot]\nselct = []\n",
         "pyproject.toml:2: selct: no such setting; did you mean 'select'?"),
        ("pyproject.toml", "[tool]\nslowspot = 3\n", "pyproject.toml: tool.slowspot must be a table: [tool.slowspot]"),
        ("slowspot.toml", "jobs = 'many'\n",
         "slowspot.toml:1: jobs: must be a whole number of processes, 0 for one per core"),
        ("slowspot.toml", "[tool.slowspot]\npreview = true\n",
         "slowspot.toml: here the settings stand at the top, not in [tool.slowspot]"),
        ("slowspot.toml", b"# \xff\n", "slowspot.toml:1: is not UTF-8, as TOML must be"),
    ],
)  # fmt: skip
def test_wrong_settings_end_the_run_with_file_line_and_key(
    project: Project, name: str, text: str | bytes, message: str
) -> None:
    project.file(name, text)
    outcome = project.run("analyze")
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"slowspot: error: {message}\n")


def test_a_broken_pyproject_ends_the_run_with_file_and_line(project: Project) -> None:
    project.file("pyproject.toml", '[project]\nname = "x\n')
    outcome = project.run("analyze")
    assert (outcome.code, outcome.err.startswith("slowspot: error: pyproject.toml:2: is not valid TOML: ")) == (2, True)


def test_all_that_is_wrong_is_told_at_once(project: Project) -> None:
    project.file("slowspot.toml", 'selct = []\nignore = ["nope"]\n')
    assert project.run("analyze").err.count("slowspot.toml:") == 2


def test_wrong_settings_below_are_notes_and_the_run_goes_on(project: Project) -> None:
    project.file("a.py", "slow()\n")
    project.file("sub/slowspot.toml", "jbos = 1\n")
    project.file("sub/b.py", "slow()\n")
    outcome = project.analyze()
    assert (outcome.code, outcome.notes(), len(outcome.found())) == (2, [("sub/slowspot.toml", "settings", 1)], 2)


def test_somebody_elses_broken_pyproject_below_is_only_a_note(project: Project) -> None:
    project.file("a.py")
    project.file("fixtures/pyproject.toml", "[oops\n")
    outcome = project.analyze()
    assert (outcome.code, outcome.notes()) == (0, [("fixtures/pyproject.toml", "settings", 1)])


def test_two_folders_with_different_settings_in_one_run(project: Project) -> None:
    for folder, rule in (("one", "slow-call"), ("two", "plain-loop")):
        project.file(f"{folder}/pyproject.toml", f'[tool.slowspot]\nselect = ["{rule}"]\n')
        project.file(f"{folder}/a.py", "for x in slow():\n    pass\n")
    assert project.analyze("one", "two").found() == [("one/a.py", "slow-call", 1), ("two/a.py", "plain-loop", 1)]


def test_the_threshold_of_each_folder_counts(project: Project) -> None:
    project.file("lenient/slowspot.toml", 'fail-on = "never"\n')
    project.file("lenient/a.py", "slow()\n")
    project.file("strict/a.py", "pass\n")
    assert project.run("analyze").code == 0
    project.file("strict/a.py", "slow()\n")
    assert project.run("analyze").code == 1


def test_per_file_ignores(project: Project) -> None:
    project.file("pyproject.toml", '[tool.slowspot.per-file-ignores]\n"tests/" = ["slow-call"]\n')
    project.file("tests/a.py", "slow()\n")
    project.file("a.py", "slow()\n")
    assert project.analyze().found() == [("a.py", "slow-call", 1)]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [("!tests/", ["tests/a.py"]), ("tests/", ["a.py"]), ("/tests/b.py", ["a.py", "tests/a.py"])],
)
def test_a_pattern_of_per_file_ignores_may_be_turned_round(project: Project, pattern: str, found: list[str]) -> None:
    project.file("pyproject.toml", f'[tool.slowspot.per-file-ignores]\n"{pattern}" = ["slow-call"]\n')
    for name in ("a.py", "tests/a.py"):
        project.file(name, "slow()\n")
    assert [path for path, *_ in project.analyze().found()] == found


# -- overrides

LAYERED = """\
ignore = ["slow-call"]
[[overrides]]
paths = ["src/**", "!src/old/**"]
ignore = []
target-version = "3.13"
[[overrides]]
paths = ["src/app.py"]
select = ["slow-call"]
rules.plain-loop.quiet = ["x"]
[per-file-ignores]
"*_slow.py" = ["slow-call"]
"""


def of_file(project: Project, path: str, override: Override | None = None) -> Scope:
    return SettingsFiles(override).for_file(str(project.root / path))


@pytest.mark.parametrize(
    ("path", "ignore", "also", "target", "select"),
    [
        ("a.py", ("slow-call",), (), (3, 10), ("all",)),
        ("src/a.py", (), (), (3, 13), ("all",)),
        ("src/old/a.py", ("slow-call",), (), (3, 10), ("all",)),
        ("src/app.py", (), (), (3, 13), ("slow-call",)),
        ("src/a_slow.py", (), ("slow-call",), (3, 13), ("all",)),
    ],
)
def test_overrides_are_laid_over_in_their_order(
    project: Project, path: str, ignore: object, also: object, target: object, select: object
) -> None:
    project.file("slowspot.toml", LAYERED)
    settings = of_file(project, path).settings
    assert (settings.ignore, settings.also_ignored, settings.target_version, settings.select) == (
        ignore, also, target, select,
    )  # fmt: skip


def test_files_of_which_the_settings_say_the_same_share_them(project: Project) -> None:
    project.file("slowspot.toml", LAYERED)
    files = SettingsFiles()
    one, two = (files.for_file(str(project.root / "src" / name)).settings for name in ("a.py", "b.py"))
    assert one is two


def test_the_command_line_wins_over_overrides(project: Project) -> None:
    project.file("slowspot.toml", LAYERED)
    settings = of_file(project, "src/app.py", Override(select=("plain-loop",))).settings
    assert (settings.select, settings.ignore) == (("plain-loop",), ())


def test_a_settings_file_below_takes_the_place_of_overrides_too(project: Project) -> None:
    project.file("slowspot.toml", LAYERED)
    project.file("src/slowspot.toml", "preview = true\n")
    assert of_file(project, "src/app.py").settings == Settings(preview=True)


def test_an_override_holds_in_a_run_and_with_stdin(project: Project) -> None:
    project.file("slowspot.toml", '[[overrides]]\npaths = ["tests/"]\nignore = ["all"]\n')
    project.file("a.py", "slow()\n")
    project.file("tests/a.py", "slow()\n")
    assert project.analyze().found() == [("a.py", "slow-call", 1)]
    outcome = project.process(
        "analyze", "-", "--stdin-filename", "tests/b.py", stdin=b"def f(x):\n    return sorted(x)[0]\n"
    )
    assert outcome.code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("overrides = 3\n", ":1: overrides: must be tables: [[tool.slowspot.overrides]], each with `paths`"),
        ("[[overrides]]\npreview = true\n",
         ':1: overrides[1]: says for no files: it needs `paths`, such as ["tests/**"]'),
        ("[[overrides]]\npaths = ['a']\n[[overrides]]\npaths = ['b']\njobs = 2\n",
         ":5: overrides[2].jobs: cannot differ from file to file: it goes to the top of the settings"),
        ("[[overrides]]\npaths = 'a'\n", ':2: overrides[1].paths: must be a list of strings: write ["a"]'),
        ("[rules.plain-lop]\n", ":1: rules.plain-lop: unknown rule 'plain-lop'; did you mean 'plain-loop'?"),
        ("[rules.files]\nx = 1\n", ":1: rules.files: means 2 rules: options are set for each by its name"),
        ("[rules.slow-call]\nx = 1\n", ":2: rules.slow-call.x: slow-call has no options"),
        ("[rules.plain-loop]\nquite = []\n",
         ":2: rules.plain-loop.quite: plain-loop has no such option; did you mean 'quiet'?"),
        ("[rules.plain-loop]\nquiet = 'x'\n", ":2: rules.plain-loop.quiet: must be a list of strings, not 'x'"),
        ("plugins = ['acme']\n",
         ":1: plugins: no plugin 'acme' is installed for this Python; `slowspot rules --plugins` lists those that are"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_tables_is_told_with_its_place(project: Project, text: str, message: str) -> None:
    project.file("slowspot.toml", text)
    outcome = project.run("analyze")
    assert (outcome.code, outcome.err) == (2, f"slowspot: error: slowspot.toml{message}\n")


# -- options of rules


def test_an_option_changes_what_its_rule_finds(project: Project) -> None:
    project.file("a.py", "for quiet in y:\n    pass\nfor loud in y:\n    pass\n")
    assert project.analyze().found() == [("a.py", "plain-loop", 3)]
    project.file("slowspot.toml", '[rules.SLP201]\nquiet = ["loud"]\n')
    assert project.analyze().found() == [("a.py", "plain-loop", 1)]


def test_only_options_of_rules_that_run_tell_runs_apart() -> None:
    settings = parse({"rules": {"plain-loop": {"quiet": ["x"]}}})[0]
    same = parse({"rules": {"plain-loop": {"quiet": ["quiet"]}}})[0]
    rules = settings.rules()
    assert settings.options_of(rules) == (("plain-loop", "quiet", ("x",)),)
    assert (settings.options_of(rules[:1]), same.options_of(rules)) == ((), ())


# -- slowspot config


def test_config_tells_where_each_setting_comes_from(project: Project) -> None:
    project.file("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n')
    project.file("slowspot.toml", LAYERED.replace('target-version = "3.13"\n', ""))
    project.file("src/app_slow.py")
    outcome = project.run("config", "--format", "json", "src/app_slow.py", ".")
    said = {key: entry["from"] for key, entry in outcome.json[0]["settings"].items() if entry["from"] != "default"}
    assert said == {
        "ignore": "slowspot.toml:4, slowspot.toml:10",
        "target-version": "requires-python",
    }
    assert (outcome.json[0]["file"], outcome.json[0]["rules"]) == ("slowspot.toml", ["plain-loop", "crashing-rule"])
    assert outcome.json[1]["settings"]["overrides"]["from"] == "slowspot.toml:2"
    assert "target-version" in project.run("config").out


def test_config_of_nothing_is_wrong_usage(project: Project) -> None:
    outcome = project.run("config", "nowhere.py")
    assert (outcome.code, outcome.err) == (2, "slowspot: error: nowhere.py: does not exist\n")


def test_every_key_is_written_as_it_is_read() -> None:
    table = {
        "select": ["SLP1"], "ignore": ["slow-call"], "preview": True, "exclude": ["a"], "extend-exclude": ["b"],
        "respect-gitignore": False, "target-version": "3.12", "per-file-ignores": {"t/**": ["all"]},
        "overrides": [{"paths": ["x"], "fail-on": "never"}], "rules": {"plain-loop": {"quiet": ["x"]}}, "plugins": [],
        "fail-on": "gain>=0.1", "jobs": 3, "profile-threshold": 0.1, "warn-from": 0.2, "defer-to-ruff": False,
        "require-reason": True,
    }  # fmt: skip
    settings, problems = parse(table)
    assert problems == []
    assert {key: as_written(key, settings) for key in table} == table
