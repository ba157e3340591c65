"""A lexical scanner for text that does not parse: logical lines, what is still open at the end, what can never close.

It must agree with CPython's tokenizer on every text that parses (a test runs it over real code), and go on sensibly
after what no text that parses can contain.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["CLEAN", "CONTINUATION", "Frame", "LogicalLine", "Scanner", "State", "logical_lines"]


class Frame(NamedTuple):
    """Something open: a bracket, a string, an f-string, or a replacement field in one.

    `kind` is one of ``([{`` for brackets, "s" string, "f" f-string, "n" replacement field, "c" format spec (the part
    after its colon), "\\\\" a continuation line at the very end of the text.
    """

    kind: str
    quote: str = ""
    raw: bool = False


State = tuple[Frame, ...]
CLEAN: State = ()
CONTINUATION = Frame("\\")

_NESTED_QUOTES = sys.version_info >= (3, 12)
_FORMATTED = frozenset(["f", "fr", "rf"] + (["t", "tr", "rt"] if sys.version_info >= (3, 14) else []))
_RAW = frozenset(["r", "br", "rb", "fr", "rf", "tr", "rt"])
_PREFIXES = _RAW | _FORMATTED | {"b", "u"}

_CODE = re.compile(r"""["'#()\[\]{}\\]""")
_FIELD = re.compile(r"""["'#()\[\]{}\\:]""")
_STRING = {
    quote: re.compile(re.escape(quote) + (r"|\\|[\r\n]" if len(quote) == 1 else r"|\\"))
    for quote in ("'", '"', "'''", '"""')
}
_TEMPLATE = {
    quote: re.compile(re.escape(quote) + (r"|[\\{}\r\n]" if len(quote) == 1 else r"|[\\{}]"))
    for quote in ("'", '"', "'''", '"""')
}
_NAMED = re.compile(r"N\{[^{}\r\n'\"]*\}")
_WORD = re.compile(r"@|\w+")
_CLOSES = {")": "(", "]": "[", "}": "{"}
# Keywords that begin a statement and stand nowhere else: inside brackets they prove that a bracket was never closed.
_STATEMENT = re.compile(
    r"[ \t\f]*(?:def|class|import|return|with|while|try|assert|del|raise|pass|break|continue|global|nonlocal|elif"
    r"|except|finally)\b"
)
_CLAUSES = frozenset(["else", "elif", "except", "finally"])


class LogicalLine(NamedTuple):
    """A statement's lines, as far as a scanner can tell, without the blank and comment lines around it."""

    first: int
    stop: int
    indent: str
    word: str
    """Its first word (a name or number), "@", or ""."""

    @property
    def is_clause(self) -> bool:
        return self.word in _CLAUSES


class Scanner:
    """Carries the lexical state from line to line."""

    __slots__ = ("hopeless", "stack")

    def __init__(self, state: State = CLEAN) -> None:
        self.stack: list[Frame] = [frame for frame in state if frame.kind != "\\"]
        self.hopeless = False
        """Seen: something that no text that parses contains, whatever follows it."""

    @property
    def in_string(self) -> bool:
        """Whether the next character belongs to a string's text."""
        return bool(self.stack) and self.stack[-1].kind in "sfc"

    def feed(self, line: str) -> bool:
        """Read a line; return whether it ends in a continuation backslash."""
        stack = self.stack
        position = 0
        while True:
            kind = stack[-1].kind if stack else ""
            if kind == "s" or kind == "f":
                position = self._text(line, position, stack[-1])
            elif kind == "c":
                position = self._spec(line, position, stack[-1])
            else:
                position = self._code(line, position, kind)
            if position < 0:
                return position == -2
            if position >= len(line):
                return False

    def _code(self, line: str, position: int, kind: str) -> int:
        """Read code up to where the mode changes; -1 at the line's end, -2 at a continuation."""
        stack = self.stack
        match = (_FIELD if kind == "n" else _CODE).search(line, position)
        if match is None or match[0] == "#":
            return -1
        found = match[0]
        position = match.end()
        if found in "([{":
            stack.append(Frame(found))
        elif found in ")]}":
            self._close(found)
        elif found == ":":
            stack[-1] = Frame("c", stack[-1].quote, stack[-1].raw)
        elif found == "\\":
            if line[position:] in ("\n", "\r\n", "\r", ""):
                return -2
            self.hopeless = True
        else:
            return self._open_string(line, match.start())
        return position

    def _open_string(self, line: str, position: int) -> int:
        quote = line[position]
        if line.startswith(quote * 3, position):
            quote *= 3
        start = position
        while start and position - start < 2 and line[start - 1] in "rRbBuUfFtT":
            start -= 1
        prefix = line[start:position].lower()
        if prefix and (prefix not in _PREFIXES or (start and (line[start - 1].isalnum() or line[start - 1] == "_"))):
            prefix = ""
        formatted = _NESTED_QUOTES and prefix in _FORMATTED
        self.stack.append(Frame("f" if formatted else "s", quote, prefix in _RAW))
        return position + len(quote)

    def _close(self, bracket: str) -> None:
        stack = self.stack
        kind = stack[-1].kind if stack else ""
        if kind == _CLOSES[bracket] or (kind == "n" and bracket == "}"):
            stack.pop()
            return
        self.hopeless = True
        # The outer one is meant, the inner ones were never closed: leave them, but never a string around them.
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth].kind not in "([{":
                return
            if stack[depth].kind == _CLOSES[bracket]:
                del stack[depth:]
                return

    def _text(self, line: str, position: int, frame: Frame) -> int:
        """Read a string's or f-string's text."""
        stack = self.stack
        quote = frame.quote
        template = frame.kind == "f"
        pattern = (_TEMPLATE if template else _STRING)[quote]
        while True:
            match = pattern.search(line, position)
            if match is None:
                if len(quote) == 1:
                    # The text's last line, without an ending.
                    self._unterminated()
                return -1
            found = match[0]
            position = match.end()
            if found == quote:
                stack.pop()
                return position
            if found == "\\":
                position = self._escape(line, position, frame, template)
                if position >= len(line):
                    return -1
            elif found == "{":
                if line.startswith("{", position):
                    position += 1
                else:
                    stack.append(Frame("n", quote, frame.raw))
                    return position
            elif found == "}":
                if line.startswith("}", position):
                    position += 1
                else:
                    self.hopeless = True
            else:
                self._unterminated()
                return -1

    @staticmethod
    def _escape(line: str, position: int, frame: Frame, template: bool) -> int:
        """Skip what a backslash escapes."""
        if line.startswith("\r\n", position):
            return position + 2
        if template:
            if line.startswith(("{", "}"), position):
                return position
            if not frame.raw:
                named = _NAMED.match(line, position)
                if named:
                    return named.end()
        return position + 1

    def _unterminated(self) -> None:
        """Give up the innermost string at the line's end."""
        self.hopeless = True
        while self.stack and self.stack.pop().kind not in "sf":
            pass

    def _spec(self, line: str, position: int, frame: Frame) -> int:
        """Read a format spec, as CPython 3.12 and later does."""
        stack = self.stack
        match = _TEMPLATE[frame.quote].search(line, position)
        if match is None:
            if len(frame.quote) == 1:
                self._unterminated()
            return -1
        found = match[0]
        if found == "{":
            stack.append(Frame("n", frame.quote, frame.raw))
        elif found == "}":
            stack.pop()
        elif found == "\\":
            return self._escape(line, match.end(), frame, True)
        elif found == frame.quote:
            self.hopeless = True
            stack.pop()
            if stack and stack[-1].kind == "f":
                stack.pop()
        else:
            # A newline in the spec of a single-quoted f-string ends the spec.
            stack[-1] = Frame("n", frame.quote, frame.raw)
            return -1
        return match.end()


def logical_lines(
    lines: Sequence[str], first: int, stop: int, *, recover: bool = True
) -> tuple[list[LogicalLine], State, bool]:
    """Split lines that begin in a clean state.

    Returns the logical lines, what is open at the end, and whether something makes every text with these lines broken.
    With `recover`, a line inside brackets that begins with a statement's keyword starts a logical line of its own.
    """
    found: list[LogicalLine] = []
    scanner = Scanner()
    begin = -1
    indent = word = ""
    continued = False
    for number in range(first, stop):
        line = lines[number]
        if number == 0 and line.startswith("\ufeff"):
            line = "\f" + line[1:]
        stack = scanner.stack
        if recover and stack and not continued and _STATEMENT.match(line) and all(f.kind in "([{" for f in stack):
            scanner.hopeless = True
            stack.clear()
            found.append(LogicalLine(begin, number, indent, word))
            begin = -1
        if begin < 0:
            body = line.lstrip(" \t\f")
            if not body or body[0] in "#\r\n":
                continue
            begin = number
            indent = line[: len(line) - len(body)]
            indent = indent[indent.rfind("\f") + 1 :]
            word = _first_word(body)
        elif not word and continued and not stack:
            body = line.lstrip(" \t\f")
            word = _first_word(body)
            if not indent:
                indent = line[: len(line) - len(body)]
        continued = scanner.feed(line)
        if not continued and not scanner.stack:
            if word or not _is_empty(lines[begin : number + 1]):
                found.append(LogicalLine(begin, number + 1, indent, word))
            begin = -1
    state: State = CLEAN
    if begin >= 0:
        found.append(LogicalLine(begin, stop, indent, word))
        state = tuple(scanner.stack) or (CONTINUATION,)
    return found, state, scanner.hopeless


def _is_empty(lines: Sequence[str]) -> bool:
    """Tell whether a logical line consists of backslashes before a blank line or a comment, which is none."""
    last = lines[-1].strip(" \t\f\r\n")
    return (not last or last[0] == "#") and not any(line.strip(" \t\f\r\n\\") for line in lines[:-1])


def _first_word(body: str) -> str:
    match = _WORD.match(body)
    return match[0] if match else ""
