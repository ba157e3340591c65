"""Texts and edit sequences made to break an incremental parser."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.source.positions import content_length, split_lines

__all__ = ["EXAMPLES", "Edit", "apply_to_string", "edit_sequences", "examples", "sources"]

Edit = tuple[Span, str]

EXAMPLES = int(os.environ.get("SLOWSPOT_EXAMPLES", "2000"))

FRAGMENTS = [
    "import os\n",
    "x = 1\n",
    "a = 1; b = 2\n",
    "x = [\n    1,\n    2,\n]\n",
    "y = foo(\n  bar)\n",
    "\n",
    "\n\n",
    "# comment\n",
    '# it\'s "a" comment with (\n',
    "# ends with \\\n",
    "    # indented comment\n",
    "def f(a, b=(1, 2)):\n    return a\n",
    "def f():\n    for x in y:\n        if x in y:\n            z.append(x)\n    return z\n",
    'def g():\n    """Doc \' with # hash and (."""\n    x = \'it"s\'\n    return x  # tail (\n',
    "async def h():\n    await x\n    async for y in z:\n        pass\n",
    "@decorator\ndef f(): pass\n",
    "@a\n@b(1,\n   2)\n# between\nclass D:\n    x = 1\n",
    "@(\n  name\n)\ndef f():\n    pass\n",
    "class A:\n    x = 1\n\n    def m(self):\n        return 1\n\n    # about n\n    def n(self):\n        pass\n",
    "class A(\n    B,\n    # c\n):\n    # first\n    def m(self): pass\n    y = 2\n",
    "class A:  # comment\n    @property\n    def p(self):\n        return 'a'\n\n    # trailing\n",
    "class A: pass\n",
    "class A: x = 1; y = 2\n",
    "class A:\n    class B:\n        def m(self):\n            pass\n        z = 3\n    def k(self):\n        pass\n",
    "class A:\n\tdef m(self):\n\t\tpass\n\tx = 1\n",
    "class A:\n    '''doc'''\n    if x:\n        y = 1\n    else:\n        y = 2\n    z = 1; w = 2\n",
    "class A: \\\n  x = 1\n",
    "class A:\n    @(\n      dec)\n    def m(self): pass\n",
    's = """\ntext\n# no comment\ndef f():\nit\'s (\n"""\n',
    's = \'\'\'a\'\'\' + """b\n\\""" c\n"""\n',
    's = f"{x!r:>{width}} {{}}"\n',
    's = f"""\n{x}\n{a[\'b\']}\n"""\n',
    "s = rb'\\x' b'y' \\\n  b'z'\n",
    "s = 'a\\\nb'\n",
    "x = 1 + \\\n    2\n",
    "x = 1; \\\ny = 2\n",
    "x = 1 \\\n\n",
    "if a:\n    b\nelif c:\n    d\nelse:\n    e\n",
    "if a: b\nelse: c\n",
    "try:\n    x\nexcept E as e:\n    y\nelse:\n    w\nfinally:\n    z\n",
    "for i in x:\n    pass\nelse:\n    pass\n",
    "while x:\n    pass\n# in between\nelse:\n    pass\n",
    "with a as b, c:\n    pass\n",
    "match x:\n    case 1:\n        pass\n    case [a, b]:\n        pass\n",
    "\fx = 1\n",
    "\f\nclass F:\n    \f\n    def m(self): pass\n\f    x = 1\n",
    "naïve = 'ü' + \"😀\"; ß = 1\n",
    "def 变量(é):\n    '😀'; return é\n",
    "    indented\n",
    "\tif x: y\n",
    "else:\n    pass\n",
    "@dangling\n",
    "foo(\n",
    "x = )\n",
    '"""\n',
    "    def late(self):\n        pass\n",
    "print 'python 2'\n",
    "del x,\nassert (x)\nglobal y\n",
    "lambda: (yield)\n",
    "x = {\n'a': [1,\n2], # }\n}\n",
    "\u2028x\x0b = 1\n",
]

TOKENS = [
    *"'\"()[]{}:\\\n\r #@=.,;xf \t\f",
    '"""',
    "'''",
    "\r\n",
    "\n    ",
    "\n        ",
    "    ",
    "else:",
    "\nelse:\n    pass",
    "finally:",
    "elif x:",
    "except:",
    "@d\n",
    "@d",
    "class C:\n    ",
    "class C:",
    "def q():\n    pass\n",
    "def q():",
    "if x:",
    "try:",
    "\\\n",
    "# c",
    "f'{",
    "}'",
    "😀",
    "é",
    "pass",
    "\n\n",
    "async ",
    "return",
    "case 1:",
    "\ufeff",
    ":\n    pass\n",
    "\0",
    "\n# c\n",
    "import os",
]


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Draw a text out of fragments, now and then with other line endings, a BOM or no final newline."""
    parts = draw(st.lists(st.sampled_from(FRAGMENTS), max_size=6))
    text = "".join(parts)
    indent = draw(st.integers(0, 15))
    if indent == 0:
        text = "if True:\n" + "".join("    " + line for line in text.splitlines(keepends=True))
    elif indent == 1:
        text = "class Outer:\n" + "".join("  " + line for line in text.splitlines(keepends=True))
    ending = draw(st.integers(0, 9))
    if ending == 0:
        text = text.replace("\n", "\r\n")
    elif ending == 1:
        text = text.replace("\n", "\r")
    elif ending == 2:
        text = text.rstrip("\n")
    elif ending == 3:
        text = "\ufeff" + text
    return text


def apply_to_string(text: str, edit: Edit) -> str:
    """Apply an edit to a plain string, the model that a document is held against."""
    (start, end), new = edit
    lines = split_lines(text)
    first, last = _offset(lines, start), _offset(lines, end)
    return text[:first] + new + text[max(first, last) :]


def _offset(lines: list[str], position: Position) -> int:
    if position.line >= len(lines):
        return sum(map(len, lines))
    before = sum(map(len, lines[: position.line]))
    return before + min(position.column, content_length(lines[position.line]))


def _position(draw: st.DrawFn, lines: list[str]) -> Position:
    number = draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    width = content_length(line)
    indent = len(line) - len(line.lstrip(" \t"))
    where = draw(st.integers(0, 5))
    if where == 0:
        return Position(number, 0)
    if where == 1:
        return Position(number, min(indent, width))
    if where == 2:
        return Position(number, width)
    return Position(number, draw(st.integers(0, width)))


def _edit(draw: st.DrawFn, text: str) -> Edit:
    lines = split_lines(text)
    kind = draw(st.integers(0, 9))
    if kind <= 3:
        start = _position(draw, lines)
        return Span(start, start), draw(st.sampled_from(TOKENS))
    if kind == 4:
        start = _position(draw, lines)
        return Span(start, Position(start.line, start.column + 1)), ""
    if kind == 5:
        # The line's ending goes, or one of its two characters' worth of it.
        start = Position(draw(st.integers(0, len(lines) - 1)), 10**6)
        return Span(start, Position(start.line + 1, 0)), ""
    if kind == 6:
        first = draw(st.integers(0, len(lines) - 1))
        return Span(Position(first, 0), Position(first + draw(st.integers(1, 3)), 0)), ""
    if kind == 7:
        number = draw(st.integers(0, len(lines)))
        return Span(Position(number, 0), Position(number, 0)), draw(st.sampled_from(FRAGMENTS))
    one, two = sorted([_position(draw, lines), _position(draw, lines)])
    if kind == 8 and two.line > one.line + 2:
        two = Position(one.line + 1, 0)
    return Span(one, two), draw(st.sampled_from(["", *TOKENS, *FRAGMENTS]))


def _inverse(text: str, edit: Edit) -> Edit:
    """Make the edit that takes `edit` back."""
    (start, end), new = edit
    lines = split_lines(text)
    first = _offset(lines, start)
    last = max(first, _offset(lines, end))
    result = split_lines(text[:first] + new + text[last:])
    return Span(_at(result, first), _at(result, first + len(new))), text[first:last]


def _at(lines: list[str], offset: int) -> Position:
    for number, line in enumerate(lines):
        if offset < len(line) or number == len(lines) - 1:
            return Position(number, offset)
        offset -= len(line)
    raise AssertionError


@st.composite
def edit_sequences(draw: st.DrawFn, max_edits: int = 10) -> tuple[str, list[Edit]]:
    """Draw a text and edits one after the other; some are undone later, last one first."""
    initial = text = draw(sources())
    edits: list[Edit] = []
    undo: list[Edit] = []
    for _ in range(draw(st.integers(1, max_edits))):
        if undo and draw(st.integers(0, 2)) == 0:
            edit = undo.pop()
        else:
            edit = _edit(draw, text)
            undo.append(_inverse(text, edit))
        edits.append(edit)
        text = apply_to_string(text, edit)
    return initial, edits


def examples(share: float = 1.0) -> settings:
    """Set the number of examples of a property test, SLOWSPOT_EXAMPLES (2,000) by default."""
    return settings(max_examples=max(1, int(EXAMPLES * share)), deadline=None)
