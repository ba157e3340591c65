from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.profiling.measured import Run
from slowspot.analyzers.profiling.overlay import Overlay, overlay
from slowspot.analyzers.profiling.profile import Frame
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.functions import MODULE, functions_of

from .stacks import Project, add

TEXT = """\
import json

TABLE = json.load(open("x"))

def load(path):
    with open(path) as file:
        return json.load(file)


class Store:
    @property
    def path(self):
        return self._path + ""

    @path.setter
    def path(self, value):
        self._path = value.strip()

    def rows(self):
        def inner(row):
            return row * 2
        return [inner(row) for row in self._rows]

print(load("x"))
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run that saw each line with code in it."""
    project = Project(tmp_path_factory.mktemp("project"))
    file = str(project.write("a.py", TEXT))
    for name, first, lines in (
        (MODULE, 1, (3, 24)), ("load", 5, (6, 7)), ("path", 11, (13,)), ("path", 15, (17,)), ("rows", 19, (22,)),
        ("inner", 20, (21,)),
    ):  # fmt: skip
        for line in lines:
            add(project.tree, [Frame(name, file, first, line)])
    return project.run()


def over(run: Run, text: str) -> Overlay:
    found = overlay(run, "a.py", text)
    assert found is not None
    return found


def shown(laid: Overlay) -> list[tuple[str, int, int, bool, list[int]]]:
    return [
        (
            placed.measured.name,
            placed.first + 1,
            placed.definition + 1,
            placed.stale,
            [line + 1 for line in placed.lines],
        )
        for placed in laid.placed
    ]


AS_RECORDED = [
    (MODULE, 1, 1, False, [3, 24]),
    ("load", 5, 5, False, [6, 7]),
    ("Store.path", 11, 12, False, [13]),
    ("Store.path", 15, 16, False, [17]),
    ("Store.rows", 19, 19, False, [22]),
    ("Store.rows.<locals>.inner", 20, 20, False, [21]),
]


def test_figures_stand_where_they_were_recorded(recorded: Run) -> None:
    assert shown(over(recorded, TEXT)) == AS_RECORDED
    assert overlay(recorded, "b.py", TEXT) is None


def test_figures_survive_edits_elsewhere(recorded: Run) -> None:
    text = "# new\n\n" + TEXT.replace("\n\nclass", "\n# about the store\n\nclass")
    assert shown(over(recorded, text)) == [
        (MODULE, 1, 1, False, [5, 27]),
        ("load", 7, 7, False, [8, 9]),
        ("Store.path", 14, 15, False, [16]),
        ("Store.path", 18, 19, False, [20]),
        ("Store.rows", 22, 22, False, [25]),
        ("Store.rows.<locals>.inner", 23, 23, False, [24]),
    ]


def test_a_changed_function_is_stale_and_has_no_lines(recorded: Run) -> None:
    laid = over(recorded, TEXT.replace("value.strip()", "value"))
    assert [(name, lines) for name, _, _, stale, lines in shown(laid) if stale] == [("Store.path", [])]
    assert laid.placed[3].first == 14


def test_a_changed_property_is_stale_where_its_setter_was_never_seen(recorded: Run) -> None:
    run = replace(recorded, functions=[function for function in recorded.functions if function.line != 15])
    for text, line in ((TEXT.replace('+ ""', ""), 11), ("\n\n" + TEXT.replace('+ ""', ""), 13)):
        found = [(first, stale) for name, first, _, stale, _ in shown(over(run, text)) if name == "Store.path"]
        assert found == [(line, True)]


def test_a_renamed_function_is_missing(recorded: Run) -> None:
    laid = over(recorded, TEXT.replace("def load", "def read"))
    assert [function.name for function in laid.missing] == ["load"]
    assert laid.of("load") is None
    assert laid.around(5) is None


def test_the_innermost_function_is_around_a_line(recorded: Run) -> None:
    laid = over(recorded, TEXT)
    around = [laid.around(line) for line in (0, 6, 8, 10, 20, 21, 23)]
    assert [placed and placed.measured.name for placed in around] == [
        MODULE, "load", MODULE, "Store.path", "Store.rows.<locals>.inner", "Store.rows", MODULE,
    ]  # fmt: skip
    placed = laid.of("")
    assert placed is not None
    assert placed.measured.name == MODULE


def test_a_function_that_was_not_measured_is_not_its_module(recorded: Run) -> None:
    laid = over(recorded, TEXT + "\ndef cold():\n    pass\n")
    assert laid.around(26) is None


def test_lines_of_a_module_stay_where_their_text_is(recorded: Run) -> None:
    laid = over(
        recorded, TEXT.replace('print(load("x"))', 'print(load("y"))').replace("import json\n", "import json\n\n")
    )
    assert shown(laid)[0] == (MODULE, 1, 1, False, [4])
    gone = over(recorded, TEXT.replace('"x"', '"y"'))
    assert shown(gone)[0] == (MODULE, 1, 1, True, [])


def test_overloads_that_are_swapped_keep_their_own_figures(recorded: Run) -> None:
    lines = TEXT.splitlines(keepends=True)
    text = "".join([*lines[:10], *lines[14:18], *lines[10:14], *lines[18:]])
    placed = {placed.measured.line: placed.first + 1 for placed in over(recorded, text).placed if not placed.stale}
    assert (placed[11], placed[15]) == (15, 11)


def test_a_text_that_does_not_parse_has_no_figures_and_a_document_keeps_those_that_can_be_kept(recorded: Run) -> None:
    text = TEXT.replace("def load(path):", "def load(path:")
    assert [placed.measured.name for placed in over(recorded, text).placed] == [MODULE]
    laid = overlay(recorded, "a.py", Document(text))
    assert laid is not None
    assert "Store.rows" in [placed.measured.name for placed in laid.placed if placed.lines]
    assert "load" in [function.name for function in laid.missing]


EDITS = st.lists(
    st.tuples(
        st.integers(0, 26),
        st.integers(0, 3),
        st.sampled_from([
            "", "\n", "# c\n", "    x = 1\n", "        y = 2\n", "def load(path):\n    pass\n", "class Store:\n",
            "    def rows(self):\n", '"""\n', "(\n", "    @path.setter\n", 'print(load("x"))\n',
        ]),
    ),
    max_size=6,
)  # fmt: skip


@given(EDITS)
def test_no_figure_is_ever_on_a_line_that_is_not_the_measured_one(
    recorded: Run, edits: list[tuple[int, int, str]]
) -> None:
    document = Document(TEXT)
    original = TEXT.split("\n")
    for line, count, text in edits:
        document.edit(Span(Position(line, 0), Position(line + count, 0)), text)
        laid = overlay(recorded, "a.py", document)
        assert laid is not None
        assert len(laid.placed) + len(laid.missing) == len(recorded.functions)
        fresh = {(found.name, found.line - 1): found for found in functions_of(document.text)}
        for placed in laid.placed:
            name, measured = placed.measured.name, placed.measured
            assert placed.lines == {} or not placed.stale
            for number, figure in placed.lines.items():
                was = original[figure.offset + (0 if name == MODULE else measured.line - 1)]
                assert document.lines[number].strip() == was.strip()
            if name != MODULE and fresh:
                found = fresh[name, placed.first]
                assert placed.stale == (found.digest != measured.digest)
                assert (placed.definition, placed.last) == (found.definition - 1, found.last - 1)
        if fresh:
            again = overlay(recorded, "a.py", document.text)
            assert again is not None
            assert laid.placed == again.placed


def test_a_run_without_digests_is_stale_all_over(tmp_path: Path) -> None:
    project = Project(tmp_path)
    file = project.write("a.py", TEXT)
    add(project.tree, [Frame("load", str(file), 5, 6)])
    project.profile.began = 1.0  # before the file was written
    assert [(name, stale, lines) for name, _, _, stale, lines in shown(over(project.run(), TEXT))] == [
        ("load", True, [])
    ]
