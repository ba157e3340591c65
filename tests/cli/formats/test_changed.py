"""What a fix changes, told from the record of a finding alone: the lines must make of the old text the new one."""

from __future__ import annotations

import pytest
from slowspot.analyzers.findings import Fix, TextEdit
from slowspot.cli.formats.changed import change_of

from .made import finding, span

TEXT = ["import os", "", "def f(y):", "    for x in y:", "        slow(x,", "             1)", "    return 1"]
LOOP = {"span": span(3, 4, 5, 15), "excerpt": tuple(TEXT[3:6])}


def fixed(*edits: tuple[int, int, int, int, str]) -> Fix:
    return Fix("t", "safe", "", tuple(TextEdit(span(*place), text) for *place, text in edits))


@pytest.mark.parametrize(
    ("edits", "change"),
    [
        ([(4, 8, 5, 15, "quick(x)")], ["-5         slow(x,", "-6              1)", "+        quick(x)"]),
        ([(4, 8, 4, 12, "quick")], ["-5         slow(x,", "+        quick(x,"]),
        ([(3, 8, 3, 9, "z"), (4, 13, 4, 14, "z")], [
            "-4     for x in y:", "-5         slow(x,", "+    for z in y:", "+        slow(z,",
        ]),
        ([(3, 0, 6, 0, "")], ["-4     for x in y:", "-5         slow(x,", "-6              1)"]),
        ([(3, 0, 3, 0, "    z = 1\r\n")], ["+    z = 1"]),
        ([(1, 0, 1, 0, "import heapq\n"), (4, 8, 4, 12, "quick")], [
            "@line 2", "+import heapq", "@line 5", "-5         slow(x,", "+        quick(x,",
        ]),
        ([(0, 7, 0, 9, "sys"), (4, 8, 4, 12, "quick")], []),  # what is taken away elsewhere is not in the record
        ([(1, 0, 1, 0, "import heapq\n")], []),
    ],
)  # fmt: skip
def test_a_change(edits: list[tuple[int, int, int, int, str]], change: list[str]) -> None:
    found = change_of(finding(**LOOP, fix=fixed(*edits)))
    assert [f"{each.mark}{f'{each.number} ' if each.number else ''}{each.text}" for each in found] == change


@pytest.mark.parametrize(
    "changes",
    [
        {"fix": None},
        {"excerpt": ()},
        {"excerpt": (TEXT[3], TEXT[5])},  # lines left out of a long finding
        {"offset": 3},
    ],
)
def test_nothing_is_made_up_where_the_text_is_not_all_there(changes: dict[str, object]) -> None:
    assert change_of(finding(**{**LOOP, "fix": fixed((4, 8, 4, 12, "quick")), **changes})) == []


def test_in_a_notebook_places_are_told_by_cell() -> None:
    record = finding(
        **LOOP, cell=3, edit_cells=(1, 3), fix=fixed((0, 0, 0, 0, "import heapq\n"), (4, 8, 4, 12, "quick"))
    )
    assert [each.text for each in change_of(record) if each.mark == "@"] == ["cell 1, line 1", "cell 3, line 5"]
