"""Which settings are in force where, and how wrong ones are told."""

from __future__ import annotations

import os

import pytest
from slowspot.analyzers.project.configuration import Override, SettingsFiles
from slowspot.analyzers.settings import FailOn, Settings

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
