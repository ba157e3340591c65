"""Tokens of the little language."""

from __future__ import annotations

import re
from collections import namedtuple

Token = namedtuple("Token", "kind text line")

KEYWORDS = {"let", "fn", "if", "else", "while", "return", "print", "true", "false", "nil"}

_PATTERN = re.compile(
    r"""
    (?P<space>[ \t\r]+) | (?P<newline>\n) | (?P<comment>\#[^\n]*)
  | (?P<number>\d+(?:\.\d+)?) | (?P<name>[A-Za-z_]\w*) | (?P<string>"[^"\n]*")
  | (?P<op>==|!=|<=|>=|&&|\|\||[-+*/%<>=!(){}\[\],;])
    """,
    re.VERBOSE,
)


class LexError(SyntaxError):
    pass


def tokenize(source):
    line = 1
    position = 0
    while position < len(source):
        match = _PATTERN.match(source, position)
        if match is None:
            raise LexError(f"line {line}: unexpected {source[position]!r}")
        position = match.end()
        kind = match.lastgroup
        if kind == "newline":
            line += 1
        elif kind == "name":
            text = match.group()
            yield Token(text if text in KEYWORDS else "name", text, line)
        elif kind in ("number", "string"):
            yield Token(kind, match.group(), line)
        elif kind == "op":
            yield Token(match.group(), match.group(), line)
    yield Token("end", "", line)
