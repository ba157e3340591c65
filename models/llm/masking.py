"""Masks what looks like a secret before code is sent, and puts it back into what comes.

Looked for in strings and comments alone, so that names and structure stay what they are.
"""

from __future__ import annotations

import io
import math
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

__all__ = ["CannotRestore", "Masking"]

_ANYWHERE = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)",
        r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}",
        r"\b(?:gh[opsur]_|github_pat_|glpat-|hf_|npm_|pypi-|dop_v1_|shpat_|xox[abeoprs]-)[A-Za-z0-9_-]{10,}",
        r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[0-9A-Z]{12,}",
        r"\bAIza[A-Za-z0-9_-]{20,}",
        r"\bya29\.[A-Za-z0-9_-]{10,}",
        r"\bSG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
        r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){1,2}",
        r"(?<=://)[^/\s:@'\"]*:[^/\s@'\"]+(?=@)",
        r"(?i:(?<=bearer )|(?<=basic ))[A-Za-z0-9._~+/=-]{8,}",
        r"(?i:(?<=accountkey=)|(?<=sharedaccesskey=)|(?<=password=)|(?<=pwd=))[^;\s'\"]{4,}",
        r"\b[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b",
        r"(?:/home/|/Users/|/[r]oot/|[A-Za-z]:\\+Users\\+)[^\s'\":;,)]+",
    )
]
_SECRET_WORD = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|apikey|auth(?:orization)?|credential|private[_-]?key|"
    r"access[_-]?key|signing[_-]?key|encryption[_-]?key|salt|cookie|session[_-]?id|dsn|connection[_-]?string|pin)s?"
)
_NAMED = re.compile(rf"(?i)(?:\b|_){_SECRET_WORD}(?:_?[a-z0-9]*)?\b")
_IN_COMMENT = re.compile(rf"(?i)(?:\b|_){_SECRET_WORD}\s*(?:[:=]|\bis\b)\s*['\"]?(?P<secret>[^\s'\"]{{4,}})")
_DENSE = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
_LITERAL = re.compile(r"(?s)(?i:[rbfut]{0,2})('''|\"\"\"|'|\")(.*)\1\Z")
_BETWEEN = {"=", ":", "==", "!=", "in", "(", "[", "]", ",", "str", "bytes", "Final", "None", "|", "Optional"}
_UNSAFE = re.compile(r"[\\'\"\n\r{}]")


class CannotRestore(Exception):  # noqa: N818 - what happened
    """A masked text came back in a place where it cannot be put back as it was."""


class Masking:
    """Masks texts with the same placeholder for the same secret, and restores them. One for each question."""

    def __init__(self, *texts: str) -> None:
        """`texts` is all that will be masked: a placeholder must not stand in any of it."""
        self._prefix = "MASKED_"
        while any(self._prefix in text for text in texts):
            self._prefix = "X" + self._prefix
        self._placeholders: dict[str, str] = {}

    @property
    def placeholder(self) -> str:
        """What placeholders look like, for telling a model."""
        return f"{self._prefix}1"

    @property
    def count(self) -> int:
        return len(self._placeholders)

    def code(self, text: str) -> str:
        """Mask in the strings and comments of Python source, or in all of it where it does not parse."""
        try:
            regions = list(_regions(text))
        except (tokenize.TokenError, SyntaxError, ValueError):
            return self.words(text)
        parts: list[str] = []
        end = 0
        for start, stop, named in regions:
            parts += [text[end:start], self._region(text[start:stop], named=named)]
            end = stop
        return "".join(parts) + text[end:]

    def words(self, text: str) -> str:
        """Mask in a text that is no code: a message, a value."""
        return self._region(text, named=False)

    def restored(self, text: str) -> str:
        """Put back what was masked. Raises CannotRestore where that could change what a string means."""
        for secret, placeholder in self._placeholders.items():
            if re.search(rf"{placeholder}(?!\d)", text):
                if _UNSAFE.search(secret):
                    raise CannotRestore(f"{placeholder} stands for a text with quotes, lines or backslashes")
                text = re.sub(rf"{placeholder}(?!\d)", lambda _, own=secret: own, text)
        if re.search(rf"{self._prefix}\d", text):
            raise CannotRestore("a placeholder that stands for nothing")
        return text

    def _region(self, text: str, *, named: bool) -> str:
        if named and (literal := _LITERAL.match(text)) and len(literal[2]) >= 4:
            return text[: literal.start(2)] + self._hidden(literal[2]) + text[literal.end(2) :]
        for pattern in _ANYWHERE:
            text = pattern.sub(lambda found: self._hidden(found[0]), text)
        text = _IN_COMMENT.sub(self._hide_group, text)
        return _DENSE.sub(lambda found: self._hidden(found[0]) if _looks_random(found[0]) else found[0], text)

    def _hide_group(self, found: re.Match[str]) -> str:
        start, end = found.span("secret")
        return found[0][: start - found.start()] + self._hidden(found["secret"]) + found[0][end - found.start() :]

    def _hidden(self, secret: str) -> str:
        if re.fullmatch(rf"{self._prefix}\d+", secret):
            return secret
        if secret not in self._placeholders:
            self._placeholders[secret] = f"{self._prefix}{len(self._placeholders) + 1}"
        return self._placeholders[secret]


def _regions(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where strings and comments stand, and whether a string is given to a name that sounds like a secret's."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    opened: list[tuple[int, bool]] = []
    recent: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        first = starts[token.start[0] - 1] + token.start[1]
        last = starts[token.end[0] - 1] + token.end[1]
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):  # of f-strings, in pieces from Python 3.12 on
            opened.append((first, _named(recent)))
        elif name.endswith("STRING_END") and opened:
            start, named = opened.pop()
            if not opened:
                yield start, last, named
        elif not opened and token.type in (tokenize.STRING, tokenize.COMMENT):
            yield first, last, token.type == tokenize.STRING and _named(recent)
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            recent = [*recent[-7:], token]


def _named(recent: list[tokenize.TokenInfo]) -> bool:
    """Whether the tokens before a string end in a name that sounds like a secret's: `api_key: str = `, `"pin": `."""
    crossed = ""
    for token in reversed(recent):
        if token.type in (tokenize.NAME, tokenize.STRING) and token.string not in _BETWEEN:
            return bool(crossed) and bool(_NAMED.search(token.string))
        if token.string not in _BETWEEN:  # a comma is: the default in `get("password", "…")`
            return False
        crossed += token.string
    return False


def _looks_random(text: str) -> bool:
    """Whether letters and digits are mixed as in a key, not as in words or in an alphabet."""
    if re.fullmatch(r"[0-9a-fA-F]+", text) and len(text) >= 32:
        return _entropy(text) > 2.8 and not _sequential(text)
    digits = sum(character.isdigit() for character in text)
    upper = sum(character.isupper() for character in text)
    lower = sum(character.islower() for character in text)
    mixed = digits >= 2 and (upper or lower) and ((upper >= 2 and lower >= 2) or digits * 5 >= len(text))
    return bool(mixed) and _entropy(text) > 3.5 and not _sequential(text)


def _entropy(text: str) -> float:
    """Bits for each character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def _sequential(text: str) -> bool:
    steps = sum(ord(after) - ord(before) == 1 for before, after in pairwise(text))
    return steps * 2 > len(text)
