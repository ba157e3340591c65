"""What is planted is found, at its line, and nothing in the twins."""

from __future__ import annotations

import json

import pytest

from .measure import FIGURES, alarms, figures, missed
from .programs import ACROSS, Planted, planted

PROGRAMS = planted()


def test_there_are_enough_of_each_length() -> None:
    assert len(PROGRAMS) >= 60
    assert {program.hops for program in PROGRAMS} >= {1, 2, 3, 4, 6}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_is_well_formed_and_so_is_its_twin(program: Planted) -> None:
    assert program.expected
    assert {slug for _, _, slug in program.expected} <= set(ACROSS)
    assert program.twin != program.files
    for files in (program.files, program.twin):
        for path, text in files.items():
            compile(text, path, "exec")
            assert "«" not in text


def test_what_is_planted_is_found() -> None:
    """95 % at least, of each kind and all; what is missed is named in figures.json."""
    wrong = [line for program in PROGRAMS for line in missed(program)]
    assert len({line.partition(":")[0] for line in wrong}) <= 0.05 * len(PROGRAMS), wrong


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_nothing_is_found_in_the_twin(program: Planted) -> None:
    assert alarms(program) == []


def test_the_figures_are_of_these_programs() -> None:
    assert json.loads(FIGURES.read_text(encoding="utf-8")) == figures(), "run `make planted`"
