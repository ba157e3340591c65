"""The programs that the hotness model learns from: enough, of many projects, and none that is kept for evaluation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from slowspot.training_data.hotness.workloads import Workload, WorkloadError, read_workload

PROGRAMS = Path(__file__).resolve().parents[2] / "training_data/programs"

# What the figures of the model are measured on. None of it may have been learned from.
RESERVED = {
    "500lines", "aima", "aima-python", "are-we-fast-yet", "astroid", "black", "chess", "coffe", "coverage", "deap",
    "django", "docutils", "effibench", "enamel", "esprima", "gso", "html5lib", "isort", "jinja2", "jsonschema", "lark",
    "markdown", "mercury", "mistune", "mpmath", "mypy", "networkx", "nltk", "openpyxl", "pie", "pyflakes", "pygments",
    "pyparsing", "pypdf", "pyperformance", "python-chess", "pytudes", "rdflib", "reportlab", "rich", "simpy",
    "sqlglot", "sqlparse", "swe-fficiency", "swe-perf", "sympy", "textdistance", "thealgorithms", "tomlkit", "whoosh",
    "yapf",
}  # fmt: skip


def workloads() -> list[Workload]:
    found: list[Workload] = []
    for path in sorted(PROGRAMS.glob("*/*.py")):
        try:
            found.append(read_workload(path))
        except WorkloadError:
            continue  # a module of a program: what its scripts must have is tested below
    return found


WORKLOADS = workloads()


def test_there_are_at_least_120_programs_of_at_least_60_projects() -> None:
    assert len(WORKLOADS) >= 120
    assert len({workload.project for workload in WORKLOADS}) >= 60


def test_no_program_drives_a_project_that_is_kept_for_evaluation() -> None:
    named = {
        name.lower().replace("_", "-").partition(".")[0]
        for workload in WORKLOADS
        for name in (workload.project, *workload.requires, *workload.scope)
    }
    assert named & RESERVED == set()


def test_no_project_has_more_than_three_programs() -> None:
    counts = Counter(workload.project for workload in WORKLOADS)
    assert {project: count for project, count in counts.items() if count > 3} == {}


def test_every_program_has_a_name_of_its_own() -> None:
    counts = Counter(workload.program for workload in WORKLOADS)
    assert [program for program, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*/*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_is_a_workload_of_its_folder_or_a_module_that_one_names(path: Path) -> None:
    beside = [workload for workload in WORKLOADS if workload.script.parent == path.parent]
    scripts = {workload.script: workload.project for workload in beside}
    if path in scripts:
        assert scripts[path] == path.parent.name
    else:
        assert path.stem in {name for workload in beside for name in workload.scope}
