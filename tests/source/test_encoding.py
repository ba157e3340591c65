"""Bytes to text and back: BOM, PEP 263 cookies, and what is refused."""

from __future__ import annotations

import pytest
from slowspot.analyzers.source import Document, SourceError


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        (b"", "utf-8", False),
        ("x = 'é😀'\r\n".encode(), "utf-8", False),
        (b"\xef\xbb\xbfx = 1\n", "utf-8", True),
        (b"\xef\xbb\xbf# coding: utf-8\n", "utf-8", True),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'", "iso8859-1", False),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "cp1252", False),
        (b"# coding: shift_jis\r\nx = '\x93\xfa'\r\n", "shift_jis", False),
        (b"x = 1\n# coding: latin-1\n", "utf-8", False),
        (b"# coding: utf8\nx = '\xc3\xa9'\n", "utf-8", False),
    ],
)
def test_bytes_survive(data: bytes, encoding: str, bom: bool) -> None:
    document = Document.from_bytes(data)
    assert (document.encoding, document.bom) == (encoding, bom)
    assert not document.text.startswith("\ufeff")
    assert document.encode() == data


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"x = 1\r\ny = '\xe9'\n", 1, "not valid utf-8"),
        (b"\n# coding: klingon\n", 1, "unknown encoding: klingon"),
        (b"# coding: rot13\n", 0, "not a text encoding"),
        (b"x\ry\0\n", 1, "NUL"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 0, "byte order mark"),
        (b"# coding: ascii\n\n'\xe9'", 2, "not valid ascii"),
    ],
)
def test_what_is_no_source_text_is_refused_with_its_line(data: bytes, line: int, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        Document.from_bytes(data)
    assert caught.value.line == line


def test_a_character_that_the_encoding_lacks_is_refused() -> None:
    document = Document("# coding: latin-1\nx = '😀'\n")
    document.encoding = "iso8859-1"
    with pytest.raises(SourceError) as caught:
        document.encode()
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("text", "newline"), [("", "\n"), ("x", "\n"), ("a\r\nb\r\nc\n", "\r\n"), ("a\rb\r", "\r"), ("a\nb\r\nc\n", "\n")]
)
def test_the_dominant_newline(text: str, newline: str) -> None:
    assert Document(text).newline == newline
