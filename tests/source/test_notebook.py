"""Reading .ipynb files: which cells count, and that writing touches nothing but the changed strings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slowspot.analyzers.source import SourceError
from slowspot.analyzers.source.notebook import Notebook


def cell(source: Any, kind: str = "code", **metadata: Any) -> dict[str, Any]:
    return {"cell_type": kind, "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def file_of(*cells: dict[str, Any], language: str | None = "python", indent: int | None = 1) -> str:
    about = {} if language is None else {"language_info": {"name": language}}
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, indent=indent) + "\n"


def test_cells_of_code_count_and_keep_their_number_among_all() -> None:
    notebook = Notebook(
        file_of(
            cell(["# A title\n", "text"], "markdown"),
            cell(["x = 1\n", "y = 2"]),
            cell("select *", vscode={"languageId": "sql"}),
            cell("", "raw"),
            cell("z = 3\n"),
            cell([], "code"),
        )
    )
    assert notebook.numbers == [2, 5, 6]
    assert [it.text for it in notebook.module.cells] == ["x = 1\ny = 2", "z = 3\n", ""]
    assert notebook.lines == 3


def test_a_notebook_of_another_language_has_no_cells_for_us() -> None:
    notebook = Notebook(file_of(cell("x <- 1"), language="R"))
    assert (notebook.language, notebook.numbers) == ("r", [])
    assert Notebook(file_of(cell("x = 1"), language=None)).numbers == [1]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "is no notebook: no JSON object", 0),
        ("[]", "is no notebook: no JSON object", 0),
        ('{\n "cells": [\n  {"source": [1 2]}]}', "is no notebook: Expecting ',' delimiter", 2),
        ('{\n "cells": [\n  {"source": "x', "is no notebook: Unterminated string starting at", 2),
        ('{"cells": 3}', "is no notebook: it has no cells", 0),
        ('{"a": 1,}', "is no notebook: Expecting", 0),
        (
            '{"worksheets": [], "nbformat": 3}',
            "is a notebook of the old format 3; saved once by Jupyter it has the new one",
            0,
        ),
        ('{"cells": ' + "[" * 100_000, "is no notebook: ", 0),
    ],
)
def test_what_is_no_notebook_is_told_with_its_line(text: str, message: str, line: int) -> None:
    with pytest.raises(SourceError) as error:
        Notebook(text)
    assert error.value.message.startswith(message)
    assert error.value.line == line


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(SourceError, match="not valid utf-8"):
        Notebook.from_bytes(b'{"cells": "\xff"}')


ODD = (
    '\ufeff{"metadata" : {"a": 1.50, "language_info": {"name": "python"}},\r\n'
    '  "cells":[ {"outputs": [{"text": ["\\u00e9\\n"]}], "cell_type":"code",\r\n'
    '    "source":[ "a = \\u00e91\\n" ,\r\n      "b = \'\\/\'\\n",\r\n"c = 3" ] , "id": "x"} ,'
    ' {"cell_type": "markdown", "source": 3},\r\n'
    '  {"source" : "d = \\"1\\"\\ne = 2" , "cell_type": "code"} , 7, {"cell_type": "code", "source":[]}],\n'
    ' "nbformat":4}   '
)


def test_an_unchanged_notebook_is_the_same_to_the_byte() -> None:
    notebook = Notebook(ODD)
    texts = {index: it.text for index, it in enumerate(notebook.module.cells)}
    assert list(texts.values()) == ["a = é1\nb = '/'\nc = 3", 'd = "1"\ne = 2', ""]
    assert notebook.with_texts(texts) == ODD.encode()


def test_a_change_rewrites_its_own_strings_only() -> None:
    notebook = Notebook(ODD)
    new = notebook.with_texts({0: "import é\na = é1\nb = 5\nc = 3", 1: "d = 'é'", 2: "f = 1\n"}).decode()
    assert [it.text for it in Notebook(new).module.cells] == ["import é\na = é1\nb = 5\nc = 3", "d = 'é'", "f = 1\n"]
    kept = json.loads(new.removeprefix("\ufeff"))
    assert kept["metadata"] == {"a": 1.5, "language_info": {"name": "python"}}
    assert '"a = \\u00e91\\n"' in new
    assert new.startswith(ODD[: ODD.index('"source":[')])
    assert new.endswith(ODD[ODD.index(',\n "nbformat"') :])


def test_a_notebook_as_jupyter_writes_it_stays_one() -> None:
    before = file_of(cell(["a = 1\n", "b = 2\n", "c = 3"]), cell(["x = 1"]))
    after = file_of(cell(["import os\n", "a = 1\n", "c = 4"]), cell(["y = 1\n", "x = 1"]))
    assert Notebook(before).with_texts({0: "import os\na = 1\nc = 4", 1: "y = 1\nx = 1"}).decode() == after


def test_letters_stay_letters_where_the_file_has_them_so() -> None:
    text = json.dumps({"cells": [cell(["a = 'é'\n", "b"])], "nbformat": 4}, ensure_ascii=False)
    assert "c = 'ü'" in Notebook(text).with_texts({0: "a = 'é'\nc = 'ü'"}).decode()


def test_the_line_in_the_file_is_that_of_the_string() -> None:
    text = file_of(cell("title", "markdown"), cell(["a = 1\n", "b = 2\n", "c = 3"]), cell("d\ne\nf"))
    notebook = Notebook(text)
    lines = text.split("\n")
    assert [lines[notebook.line_in_file(0, line)].strip(' ",') for line in range(3)] == [
        "a = 1\\n",
        "b = 2\\n",
        "c = 3",
    ]
    assert {notebook.line_in_file(1, line) for line in range(3)} == {lines.index('   "source": "d\\ne\\nf"')}
