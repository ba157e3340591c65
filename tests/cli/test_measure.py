"""`slowspot measure`, and `explain --reproduce`: structure, never timing."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from slowspot.models.evidence import FILE as EVIDENCE
from slowspot.training_data.evidence.rows import COLUMNS, FILE

from .conftest import Project


def measured(project: Project, *arguments: str) -> tuple[int, str, str]:
    outcome = project.process("measure", "--sizes", "10", "--output", "rows.csv", *arguments)
    return outcome.code, outcome.out, outcome.err


def test_a_rule_is_measured_and_not_measured_again(project: Project) -> None:
    shipped = FILE.read_bytes(), EVIDENCE.read_bytes()
    code, out, err = measured(project, "sorted-first", "--python", sys.executable)
    assert (code, out) == (0, "3 rows of 3 examples added to rows.csv\n"), err
    with Path("rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["rule"], row["example"], row["n"]) for row in rows] == [
        ("sorted-first", str(i), "10") for i in range(3)
    ]
    assert tuple(rows[0]) == COLUMNS
    assert all(float(row["low"]) <= float(row["ratio"]) <= float(row["high"]) for row in rows)
    assert measured(project, "sorted-first", "--python", sys.executable)[:2] == (
        0, "0 rows of 0 examples added to rows.csv\n",
    )  # fmt: skip
    assert (FILE.read_bytes(), EVIDENCE.read_bytes()) == shipped


def test_a_rule_without_both_sides_is_told(project: Project) -> None:
    code, out, err = measured(project, "commit-in-loop")
    assert (code, out) == (0, "0 rows of 0 examples added to rows.csv\n")
    assert "nothing to measure, for want of an example with both sides: commit-in-loop" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-rule"], "unknown rule 'no-such-rule'"),
        (["--python", "no-such-python"], "no-such-python: "),
        (["slow-call", "--executor", "nowhere", "--output", "rows.csv"], "unknown executor 'nowhere'"),
        (["--sizes", "0"], "invalid list of sizes value"),
        (["--max-seconds", "nan"], "invalid number of seconds value"),
        (["--output", "no/such/folder/rows.csv"], "rows cannot be kept there"),
    ],
)
def test_wrong_usage_is_exit_code_2(project: Project, arguments: list[str], message: str) -> None:
    outcome = project.run("measure", *arguments)
    assert (outcome.code, message in outcome.err) == (2, True), outcome.err


def test_a_damaged_file_of_rows_is_left_as_it_is(project: Project) -> None:
    project.file("rows.csv", "rule,n\n")
    outcome = project.run("measure", "all", "--output", "rows.csv")
    assert (outcome.code, "lacks the columns" in outcome.err) == (2, True)
    assert Path("rows.csv").read_text() == "rule,n\n"
