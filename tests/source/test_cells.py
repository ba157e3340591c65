"""Cells as one module: places keep their columns, magics stand aside, and a broken cell costs no other one."""

from __future__ import annotations

import ast
import random

import pytest
from slowspot.analyzers.findings import Position, Span, TextEdit
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.cells import CellModule
from slowspot.analyzers.source.magics import python_of

BROKEN = (
    "x = foo(",
    'text = """never closed',
    "if ready:",
    "@cached",
    "total = 1 + \\",
    "else:\n    pass",
    "    indented = 1",
    "y = = 2",
    "f(')",
    "rows = [\n  1,",
    "class A:\n    def f(self):",
    "data = {'a': [1, (2",
    "x = f'{a",
    "'abc\\",
    "def f(:",
    "for x in y:\nprint(x)",
    "try:\n    a()",
    "print('a' 'b",
    "\\",
    "$",
    "a b c",
    ")",
    "'''",
    "f'''{",
    "lambda:",
)
SOUND = (
    "x = 1",
    "def f(a):\n    return a\n",
    "",
    "# only a comment",
    "import os\nimport sys",
    "class A:\n    b = 1\n\n    def c(self): pass",
    "'''a text\nof lines'''",
    "%time x = 2",
    "!ls {x}",
    "%%time\nfor a in b:\n    c(a)",
    "%%bash\nfor x in *; do ( echo; done",
    "await thing()",
    "x?",
    "if x:\n    pass\n\n\n",
    "y = (\n    1)",
)


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "get_ipython(inline)\nx = 1\n"),
        ("%time total = sum(xs)", "pass; total = sum(xs)\n"),
        ("%time for x in xs: f(x)", "get_ipython(x, xs, f)\n"),
        ("if x:\n    !rm {name} $other 'a b'", "if x:\n    get_ipython(name, other)\n"),
        ("files = !ls {folder}", "files = get_ipython(folder)\n"),
        ("a = %timeit -o f(x)", "a = get_ipython(o, f, x)\n"),
        ("frame.head?", "get_ipython(frame)\n"),
        ("??frame", "get_ipython(frame)\n"),
        ("!pip install \\\n   a \\\n   b\nx = 1", "get_ipython()\n\n\nx = 1\n"),
        ("%%timeit -n 10 y = 1\nf(y)", "get_ipython(n, y)\nf(y)\n"),
        ("\n%%capture out\n%%bash -s {x}\nexit (", "\nget_ipython(out)\nget_ipython(s, x)\n\n"),
        ("%%html\n<b>it's {{not}} {python}\r\n", "get_ipython(python)\n\r\n\n"),
        ("x = (5\n% 3)", "x = (5\n% 3)\n"),
        ("s = '''\n%time x\n!ls\n'''", "s = '''\n%time x\n!ls\n'''\n"),
        ("a = b if c != d else 7 % 3  # really?", "a = b if c != d else 7 % 3  # really?\n"),
        ("/f a, b\n,g c", "get_ipython(f, a, b)\nget_ipython(g, c)\n"),
    ],
)
def test_magics_stand_aside(cell: str, python: str) -> None:
    code = python_of(cell)
    assert "".join(code.lines) == python
    assert len(code.lines) == python.count("\n")
    assert code.closing == ""


def test_a_magic_may_lie_in_a_finding_but_not_in_an_edit() -> None:
    module = CellModule(["for a in b:\n    !ls\n    c = a"])
    span = Span(Position(0, 0), Position(2, 9))
    assert module.to_cell(span) == (0, span)
    assert module.edits_in_cells([TextEdit(span, "")]) is None
    assert module.own_lines()[:3] == ["for a in b:\n", "    !ls\n", "    c = a"]


def test_every_place_of_a_cell_is_a_place_of_the_module_and_back() -> None:
    module = CellModule(["x = 1\ny = 2\n", "", "%time z = f(3)\n!ls\nw = 4"])
    lines = Document(module.text).lines
    assert [lines[cell.start : cell.start + cell.count] for cell in module.cells] == [
        ["x = 1\n", "y = 2\n", "\n"],
        ["\n"],
        ["pass; z = f(3)\n", "get_ipython()\n", "w = 4\n"],
    ]
    first, third = module.cells[0].start, module.cells[2].start
    span = Span(Position(first + 1, 0), Position(first + 1, 5))
    assert module.to_cell(span) == (0, Span(Position(1, 0), Position(1, 5)))
    assert module.to_cell(Span(Position(third, 6), Position(third, 14))) == (2, Span(Position(0, 6), Position(0, 14)))


@pytest.mark.parametrize(
    "span",
    [
        ((0, 0), (6, 0)),  # two cells
        ((3, 0), (3, 4)),  # between them
        ((6, 0), (6, 14)),  # with the magic in it
        ((7, 0), (7, 3)),  # a magic
        ((99, 0), (99, 0)),
    ],
)
def test_what_is_no_text_of_one_cell_has_no_place_in_one(span: tuple[tuple[int, int], tuple[int, int]]) -> None:
    module = CellModule(["x = 1\ny = 2\n", "", "%time z = f(3)\n!ls\nw = 4"])
    assert module.cells[2].start == 6
    assert module.to_cell(Span(Position(*span[0]), Position(*span[1]))) is None


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (((2, 0), (2, 0), "import os\n"), ["a = 1\nb = 2\nimport os", "%load x\nc = 3"]),  # behind the first cell
        (((3, 0), (3, 0), "import os\n"), ["a = 1\nb = 2", "import os\n%load x\nc = 3"]),
        (((1, 0), (2, 0), ""), ["a = 1", "%load x\nc = 3"]),
        (((1, 0), (2, 0), "d = 4\n"), ["a = 1\nd = 4", "%load x\nc = 3"]),
        (((0, 0), (2, 0), ""), ["", "%load x\nc = 3"]),
        (((4, 4), (4, 5), "5"), ["a = 1\nb = 2", "%load x\nc = 5"]),
        (((3, 1), (3, 2), "5"), None),
        (((1, 0), (4, 0), ""), None),
        (((2, 0), (2, 4), ""), None),
        (((0, 0), (4, 5), ""), None),
    ],
)
def test_edits_of_the_module_are_edits_of_cells(
    edit: tuple[tuple[int, int], tuple[int, int], str], expected: list[str] | None
) -> None:
    texts = ["a = 1\nb = 2", "%load x\nc = 3"]
    start, end, text = edit
    found = CellModule(texts).edits_in_cells([TextEdit(Span(Position(*start), Position(*end)), text)])
    if found is None:
        assert expected is None
        return
    for index, (span, new) in found:
        document = Document(texts[index])
        document.edit(span, new)
        texts[index] = document.text
    assert texts == expected


def test_a_broken_cell_costs_no_other_one() -> None:
    chance = random.Random(7)
    for _ in range(800):
        texts = [chance.choice(BROKEN if chance.random() < 0.5 else SOUND) for _ in range(chance.randint(1, 5))]
        module = CellModule(texts)
        document = Document(module.text)
        for cell in module.cells:
            first, last = cell.start, cell.start + cell.count
            alone = Document("".join(cell.code.lines))
            if any(leaf.error for leaf in alone.leaves()):
                continue
            expected = [ast.dump(node) for block in alone.blocks for node in block.nodes]
            found = [
                ast.dump(node)
                for block in document.blocks
                for node in block.nodes
                if first <= document.span_of(block, node).start.line < last
            ]
            assert found == expected, (texts, module.text)


def test_changed_cells_are_edits_of_the_module() -> None:
    chance = random.Random(3)
    for _ in range(150):
        texts = [chance.choice(BROKEN + SOUND) for _ in range(chance.randint(0, 5))]
        module = CellModule(texts)
        document = Document(module.text)
        for _ in range(8):
            first = chance.randint(0, len(texts))
            after = chance.randint(first, len(texts))
            new = [chance.choice(BROKEN + SOUND) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
            if chance.random() < 0.6 and texts:
                first = chance.randrange(len(texts))
                after, new = first + 1, [texts[first] + chance.choice(("\ny = 1", "(", ")", "x", "\n"))]
            texts[first:after] = new
            for span, text in module.replace(first, after, new):
                document.edit(span, text)
            fresh = CellModule(texts)
            assert document.text == module.text == fresh.text
            assert [cell.start for cell in module.cells] == [cell.start for cell in fresh.cells]


def test_a_cell_that_breaks_costs_no_other_one_even_for_a_moment() -> None:
    cells = ["a = 1", "b = [\n    1]\nc = 2", "d = 3\n\ndef f():\n    return d"]
    module = CellModule(cells)
    document = Document(module.text)
    kept = document.block_at(module.cells[2].start), document.block_at(0)
    for text in ("b = [\n    1\nc = 2", "b = [\n    1]\nc = 2", "b = '''\n    1]\nc = 2", "b = [", "b", ""):
        for span, new in module.replace(1, 2, [text]):
            document.edit(span, new)
            assert document.block_at(0) is kept[1]
            assert kept[0] in document.blocks
