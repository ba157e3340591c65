"""Programs put together by chance from the rules' examples, in all the dresses that real code wears."""

from __future__ import annotations

import ast
import io
import random
import re
import tokenize
from collections.abc import Callable, Sequence
from typing import Final

__all__ = ["compose"]

_WRAPPERS: Final = (
    "class Holder:\n    size = 4\n{body}", "def outer(width):\n{body}\n    return width",
    "async def outer(width):\n{body}",
    "if True:\n{body}", "if width:\n    pass\nelse:\n{body}", "try:\n{body}\nfinally:\n    print('done')",
    "try:\n    import json\nexcept ImportError:\n    json = None\nelse:\n{body}", "with open('x') as handle:\n{body}",
    "for attempt in range(3):\n{body}", "match width:\n    case 1:\n        pass\n    case _:\n{body:deep}",
    "while width:\n    width -= 1\n{body}",
)  # fmt: skip
_STATEMENTS: Final = (
    "print(f\"{f'{width!r:>{size}}'} {size:{width}}\")", "if (found := len('abc')) > 2: print(found)",
    "total = 1 + \\\n    2", "x = 1; y = 2", "class Empty: pass", "import os, sys as system",
    "match size:\n    case {'a': [x, *_], **rest} if x: print(rest)\n    case str() | None: pass",
    "lookup = {\n    'a': 1,  # first\n    # and the rest\n    'b': 2,\n}",
    "@decorate(1)\n@other\ndef decorated(a, /, b, *, c=(1, 2)): return a",
    "async def waits(): return [x async for x in y if await x]",
    "try: pass\nexcept (A, B) as error: raise X from error",
    "def gen():\n    got = yield\n    yield from (lambda *a, **k: a)(got)", "t = (1,\n     2,\n  3)",
    "s = '''# not a comment\n  text'''",
    "a = b = c = [x for x in 'abc' if x if not x]", "del t[0], s", "global_name: int = 0", "assert width, f'{width=}'",
)  # fmt: skip


def compose(examples: Sequence[str], chance: random.Random) -> str | None:
    """One program of one to three examples; None where a dress does not fit (what came out is no Python)."""
    chunks = [chance.choice(examples) for _ in range(chance.randint(1, 3))]
    parts = [part for chunk in chunks for part in (chance.choice(_STATEMENTS), _dressed(chunk, chance))]
    if chance.random() < 0.3:
        parts.insert(0, '"""What this is for."""')
    text = "\n\n".join(parts[chance.randint(0, 1) :]) + "\n"
    text = _commented(text, chance)
    if chance.random() < 0.2:
        text = re.sub(r"^( {4})+", lambda match: "\t" * (len(match[0]) // 4), text, flags=re.MULTILINE)
    if chance.random() < 0.2:
        text = text.replace("\n", "\r\n")
    if chance.random() < 0.1:
        text = text.rstrip("\r\n")
    return text if _parses(text) else None


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _dressed(chunk: str, chance: random.Random) -> str:
    text = chunk.rstrip("\n")
    for dress in chance.sample(_DRESSES, chance.randint(0, 3)):
        changed = dress(text, chance)
        text = changed if _parses(changed) else text
    if chance.random() < 0.5 and '"""' not in text and "'''" not in text:
        wrapper = chance.choice(_WRAPPERS)
        hole, indent = ("{body:deep}", " " * 8) if "deep" in wrapper else ("{body}", " " * 4)
        wrapped = wrapper.replace(hole, re.sub(r"^(?=.)", indent, text, flags=re.MULTILINE))
        text = wrapped if _parses(wrapped) else text
    return text


# -- dresses: each keeps the meaning, but for names that nobody has


def _one_line(text: str, chance: random.Random) -> str:
    """`if x:⏎    y` → `if x: y`."""
    found = list(
        re.finditer(
            r"^( *)(if|for|while|else|with|try|finally)\b(.*):\n\1    (\S.*)\n(?!\1    )", text + "\n", re.MULTILINE
        )
    )
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + f"{match[1]}{match[2]}{match[3]}: {match[4]}\n" + text[match.end() :]


def _semicolon(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"^( +)(\w[^:\n]*)\n\1(?=\w)", text, re.MULTILINE))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + match[1] + match[2] + "; " + text[match.end() :]


def _backslash(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r" (=|\+=|in|and|or|if) (?=\w)", text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + f" {match[1]} \\\n            " + text[match.end() :]


def _broken_call(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"(?<=\w)\((?=\w)", text))
    if not found:
        return text
    match = chance.choice(found)
    comment = chance.choice(["", "  # what for"])
    return text[: match.end()] + comment + "\n                " + text[match.end() :]


def _walrus(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"\b(if|while) ([^\n:]+):$", text, re.MULTILINE))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + f"{match[1]} (flag := {match[2]}):" + text[match.end() :]


def _decorated(text: str, chance: random.Random) -> str:
    return re.sub(r"^( *)((?:async )?def )", r"\1@decorate\n\1\2", text, count=1, flags=re.MULTILINE)


def _asynchronous(text: str, chance: random.Random) -> str:
    return re.sub(r"^( *)def ", r"\1async def ", text, count=1, flags=re.MULTILINE)


def _parenthesised(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"\breturn ([^\n(]+)$", text, re.MULTILINE))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + f"return ({match[1]})" + text[match.end() :]


_DRESSES: tuple[Callable[[str, random.Random], str], ...] = (
    _one_line, _semicolon, _backslash, _broken_call, _walrus, _decorated, _asynchronous, _parenthesised,
)  # fmt: skip


def _commented(text: str, chance: random.Random) -> str:
    """Put comments at the ends of some lines, and between some."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return text
    lines = text.split("\n")
    ends = {token.start[0] for token in tokens if token.type in (tokenize.NEWLINE, tokenize.NL)}
    starts = {token.end[0] for token in tokens if token.type == tokenize.NEWLINE}
    for number in sorted(ends, reverse=True):
        line = lines[number - 1]
        if chance.random() < 0.2 and "#" not in line and line.strip():
            lines[number - 1] = f"{line}  # note {number}"
        if chance.random() < 0.08 and number in starts and number < len(lines):
            indent = re.match(r"\s*", lines[number])
            assert indent is not None
            lines.insert(number, f"{indent[0]}# remark {number}")
    return "\n".join(lines)
