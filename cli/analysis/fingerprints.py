"""Names of findings that last: through moved, indented and reformatted lines, and through other findings that go.

They are made of syntax trees, of which no formatter changes anything, and do not hang on the version of Python.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from ...analyzers.findings import Finding

__all__ = ["Fingerprint", "fingerprints"]

_UNSEEN = frozenset({"ctx", "kind", "type_comment", "lineno", "col_offset", "end_lineno", "end_col_offset"})
_BODIES = frozenset({"body", "handlers", "orelse", "finalbody", "cases", "decorator_list"})
_COMPOUND = (
    ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match,
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
)  # fmt: skip


class Fingerprint(NamedTuple):
    """Both have 20 hexadecimal digits."""

    id: str
    """Of the path, the rule, the function and what is marked: of a statement with a body only its header, so that it
    is the same loop when a line in it has changed. Equal ones are told apart by their order; no two are the same."""
    content: str
    """Of the rule and all that is marked, wherever it is: the same in a renamed function or file."""


def fingerprints(findings: Sequence[Finding], path: str) -> list[Fingerprint]:
    """Return the fingerprints of a file's findings, in the same order; `path` as `places.identity_in` has it.

    About 0.1 ms each.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    names: list[Fingerprint] = []
    for finding in findings:
        head, rest = _shape(finding.match.node, finding.match.end)
        key = finding.rule.slug, finding.function, head
        names.append(
            Fingerprint(
                _digest(path, *key, str(seen[key])),
                _digest(finding.rule.slug, head, rest),
            )
        )
        seen[key] += 1
    return names


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _shape(node: ast.AST, end: ast.AST | None) -> tuple[str, str]:
    """What a node says, apart from how it is written: its header, or all of it where it has no body; then the rest."""
    after = [] if end is None or end is node else _tokens(end)
    if not isinstance(node, _COMPOUND):
        return "\1".join((*_tokens(node), *after)), ""
    head = [type(node).__name__]
    rest: list[str] = []
    for name in node._fields:
        part = rest if name in _BODIES else head
        for value in _listed(getattr(node, name, None)) if name not in _UNSEEN else ():
            part += (name, *_tokens(value))
    return "\1".join(head), "\1".join((*rest, *after))


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _tokens(root: Any) -> list[str]:
    """The nodes' types, fields and values, from the outside in. Not recursive: code may be nested deeply."""
    tokens: list[str] = []
    pending: list[Any] = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            tokens.append(value)
        elif isinstance(value, ast.Constant):
            tokens.append(_constant(value.value))
        elif isinstance(value, ast.AST):
            kind = type(value)
            tokens.append(kind.__name__)
            # Fields that later versions of Python have, and empty ones, make no difference.
            for name in _fields(kind):
                inner = getattr(value, name, None)
                if inner is not None and inner != []:
                    pending += (inner, name)
        elif isinstance(value, list):
            tokens.append("[")
            pending.append("]")
            pending += [inner for inner in reversed(value) if not _is_docstring(inner)]
        else:
            tokens.append(str(value))
    return tokens


@cache
def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields that say something, the last first."""
    return tuple(name for name in reversed(kind._fields) if name not in _UNSEEN)


def _is_docstring(node: Any) -> bool:
    """A text that stands by itself: formatters change its white space."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _constant(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"int {value:x}"  # in tens, Python refuses numbers of more than 4,300 digits
    return f"{type(value).__name__} {value if isinstance(value, str) else repr(value)}"
