from __future__ import annotations

import inspect
import json
import re
import sys
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.functions import functions_in, functions_of

TEXT = """\
import functools


@functools.cache
@staticmethod
def cached(x):
    def inner():
        class Local:
            async def method(self): ...
        return Local
    return inner


class Store:
    size = [lambda: 1 for _ in range(3)]

    @property
    def path(self):
        return 1

    @path.setter
    def path(self, value):
        if value:
            def nested(): pass
        else:
            def nested(): return 1

try:
    def late(): pass
except ImportError:
    def late(): return 2
"""


QUALIFIED = sys.version_info >= (3, 11)
"""Whether code objects have qualified names."""


def name_of(code: types.CodeType) -> str:
    return getattr(code, "co_qualname", code.co_name)


def test_functions_are_named_as_python_names_them() -> None:
    assert [(found.name, found.line, found.definition, found.last) for found in functions_of(TEXT)] == [
        ("cached", 4, 6, 11),
        ("cached.<locals>.inner", 7, 7, 10),
        ("cached.<locals>.inner.<locals>.Local.method", 9, 9, 9),
        ("Store.path", 17, 18, 19),
        ("Store.path", 21, 22, 26),
        ("Store.path.<locals>.nested", 24, 24, 24),
        ("Store.path.<locals>.nested", 26, 26, 26),
        ("late", 29, 29, 29),
        ("late", 31, 31, 31),
    ]


@pytest.mark.parametrize(
    "module", [json.decoder, re, inspect, functions_of.__globals__["ast"]], ids=lambda m: m.__name__
)
def test_names_and_lines_are_those_of_the_compiler(module: types.ModuleType) -> None:
    text = inspect.getsource(module)
    compiled: set[tuple[str, int]] = set()
    pending = [compile(text, "x", "exec")]
    while pending:
        code = pending.pop()
        inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
        pending += inner
        compiled |= {(name_of(found), found.co_firstlineno) for found in inner if found.co_flags & inspect.CO_OPTIMIZED}
    named = {pair for pair in compiled if not pair[0].rpartition(".")[2].startswith("<")}
    found = {(found.name if QUALIFIED else found.name.rpartition(".")[2], found.line) for found in functions_of(text)}
    assert found == named


def test_only_a_functions_own_text_counts_for_its_digest() -> None:
    digests = [found.digest for found in functions_of(TEXT)]
    moved = "# a comment\n\n" + TEXT.replace("\nclass Store", "\n\nX = 1\n\nclass Store").replace("\n", "  \r\n")
    deeper = "if True:\n" + "".join(f"    {line}\n" if line else "\n" for line in TEXT.splitlines())
    assert [found.digest for found in functions_of(moved)] == digests
    assert [found.digest for found in functions_of(deeper)] == digests
    changed = [found.digest for found in functions_of(TEXT.replace("return 1\n\n    @path", "return 2\n\n    @path"))]
    assert [number for number, pair in enumerate(zip(digests, changed, strict=True)) if pair[0] != pair[1]] == [3]


def test_what_does_not_parse_has_no_functions() -> None:
    assert functions_of("def f(:\n    pass\n") == []
    assert functions_of("def f(): pass\0") == []


def in_document(text: str) -> list[tuple[str, int, int, int, str]]:
    return [
        (name, line - 1, definition - 1, last - 1, digest)
        for name, line, definition, last, digest in functions_of(text)
    ]


@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, 35),
            st.integers(0, 3),
            st.sampled_from(
                ["", "\n", "    x = 1\n", "def new():\n    pass\n", "# c\n", "@functools.cache\n", "(", "    "]
            ),
        ),
        max_size=8,
    )
)
def test_a_document_has_the_functions_of_its_text_after_any_edits(edits: list[tuple[int, int, str]]) -> None:
    document = Document(TEXT)
    for line, count, text in edits:
        functions_in(document)
        document.edit(Span(Position(line, 0), Position(line + count, 0)), text)
    expected = in_document(document.text)
    if expected or not any(block.error for block in document.leaves()):
        assert [tuple(found) for found in functions_in(document)] == expected


def test_looking_again_after_an_edit_looks_only_at_what_was_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document(TEXT)
    functions_in(document)
    looked: list[object] = []
    module = functions_of.__globals__
    digest = module["digest_of"]
    monkeypatch.setitem(module, "digest_of", lambda lines: looked.append(lines) or digest(lines))
    document.edit(Span(Position(28, 8), Position(28, 12)), "soon")
    assert "soon" in [found.name for found in functions_in(document)]
    assert len(looked) == 2  # the two in the `try`
