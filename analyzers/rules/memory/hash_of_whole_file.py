"""Reading a whole file into memory to compute its digest.

`hashlib.sha256(file.read())` holds all of the file at once, though a digest only ever looks at one block. Fed block by
block the memory stays the same for a file of any size, and no slower: `hashlib.file_digest(file, "sha256")` does that
since Python 3.11, before it a loop over `file.read(1 << 16)` with `update`.

**When not to bother**: the files are known to be small.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256", "sha3_512")
_NAMES = tuple(f"hashlib.{name}" for name in _DIGESTS)


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not at.is_call(node, *_NAMES):
        return None
    read = node.args[0]
    if not isinstance(read, ast.Call) or not isinstance(read.func, ast.Attribute) or read.keywords:
        return None
    if read.func.attr == "read_bytes":
        whole = not read.args and at.type(read.func.value).is_("pathlib.Path")
    else:
        whole = read.func.attr == "read" and not read.args and at.type(read.func.value).is_("file")
    if not whole:
        return None
    return Match(node, "holds the whole file in memory: hashlib.file_digest(), or update() per block, holds one block")


RULE = Rule(
    slug="hash-of-whole-file",
    code="SLP840",
    family="memory",
    stage="preview",
    gains="memory",
    severity="info",
    triggers=Triggers(calls=frozenset(_DIGESTS)),
    check=check,
    examples=[
        Example(
            before="""\
import hashlib
import os


def checksum(path: str) -> str:
    with open(path, "rb") as file:
        return «hashlib.sha256(file.read())».hexdigest()


def checksums(count):
    return [checksum(os.__file__) for _ in range(count)]
""",
            after="""\
import hashlib
import os


def checksum(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 16):
            digest.update(block)
    return digest.hexdigest()


def checksums(count):
    return [checksum(os.__file__) for _ in range(count)]
""",
            workload=lambda n: (n,),
            same=[(0,), (2,)],
        ),
        Example(
            before="""\
import hashlib
from pathlib import Path


def checksum(path):
    return «hashlib.md5(Path(path).read_bytes(), usedforsecurity=False)».hexdigest()
"""
        ),
    ],
    clean=[
        """\
# A part of the file.
import hashlib


def f(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read(100)).hexdigest()
""",
        """\
# What is read is not known to be a file.
import hashlib


def f(response):
    return hashlib.sha256(response.read()).hexdigest(), hashlib.sha256(response.read_bytes()).hexdigest()
""",
        """\
# Not a file's method.
import hashlib


def f(data: bytes, path):
    with open(path) as file:
        return hashlib.md5(data).hexdigest(), hashlib.md5(data.strip()).hexdigest(), hashlib.md5(file.readline())
""",
        """\
# Another md5.
from digests import md5


def f(path):
    with open(path, "rb") as file:
        return md5(file.read())
""",
        """\
# Nothing is read.
import hashlib


def f(read):
    return hashlib.md5(), hashlib.md5(read())
""",
        """\
# Only a part of the text.
import hashlib
from pathlib import Path


def f(path):
    return hashlib.md5(Path(path).read_bytes(10)), hashlib.md5(open(path).read(size=3))
""",
    ],
)
