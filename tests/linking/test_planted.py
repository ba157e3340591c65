"""What is planted is found, at its line, and nothing in the twins."""

from __future__ import annotations

import pytest

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
