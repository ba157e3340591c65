"""Bytes of a source file to text and back: byte order mark, PEP 263 cookie, default UTF-8."""

from __future__ import annotations

import codecs
import re

__all__ = ["SourceError", "decode", "encode"]

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#|$)")
_NEWLINE = re.compile(rb"\r\n|\r|\n")


class SourceError(Exception):
    """The bytes are no Python source text: undecodable, an unknown encoding, or NUL bytes in them.

    `line` counts from 0.
    """

    kind = "encoding-error"
    """Of the note that tells of it."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def _cookie(data: bytes) -> tuple[str, int] | None:
    """Find the declared encoding in the first two lines, as PEP 263 allows; with its line."""
    for number, line in enumerate(_NEWLINE.split(data[:4096], maxsplit=2)[:2]):
        match = _COOKIE.match(line)
        if match:
            return match[1].decode("ascii", "replace"), number
        if not _BLANK.match(line):
            return None
    return None


def _line_of(data: bytes, offset: int) -> int:
    return len(_NEWLINE.findall(data[:offset]))


def decode(data: bytes) -> tuple[str, str, bool]:
    """Decode a source file; return its text without BOM, the encoding's name, and whether it began with a BOM.

    Raises `SourceError` for bytes that are not in the declared encoding, a codec that Python does not know or that is
    no text encoding, a cookie that contradicts the BOM, and NUL characters.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    if bom:
        data = data[3:]
    cookie = _cookie(data)
    encoding = "utf-8"
    if cookie is not None:
        name, line = cookie
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            raise SourceError(f"unknown encoding: {name}", line) from None
        if not getattr(info, "_is_text_encoding", True):
            raise SourceError(f"{name} is not a text encoding", line)
        # Python takes "utf-8-sig" without a BOM as plain UTF-8, too.
        encoding = "utf-8" if info.name in ("utf-8", "utf-8-sig") else info.name
        if bom and encoding != "utf-8":
            raise SourceError(f"the file begins with a UTF-8 byte order mark but declares {name}", line)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = _line_of(data, error.start)
        raise SourceError(f"not valid {encoding} ({error.reason})", where) from None
    except (UnicodeError, ValueError, LookupError) as error:
        raise SourceError(f"not valid {encoding} ({error})") from None
    nul = text.find("\0")
    if nul >= 0:
        raise SourceError("contains a NUL character", len(re.findall(r"\r\n|\r|\n", text[:nul])))
    return text, encoding, bom


def encode(text: str, encoding: str, bom: bool) -> bytes:
    """Encode `text` as `decode` found it.

    Raises `SourceError` where a character cannot be written in the file's encoding.
    """
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        where = len(re.findall(r"\r\n|\r|\n", text[: error.start]))
        raise SourceError(f"{text[error.start]!r} cannot be written in {encoding}", where) from None
    return codecs.BOM_UTF8 + data if bom else data
