"""What no file of the repository may contain."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from .tree import ROOT, files, parsed, python_files

# Spelled so that this file does not match itself.
FORBIDDEN = {
    "a path of somebody's machine": r"/[r]oot/|/[w]ork/|/[t]mp/w/|/[o]pt/(?:wheels|pypi)",
    "the host of a package registry": r"[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.|[g]olang\.org|--[i]ndex-url",
    "a merge marker": r"(?m)^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$",
}

IMAGES = {".png", ".gif", ".ico", ".jpg"}


@pytest.mark.parametrize("path", [path for path in files() if path.suffix not in IMAGES], ids=str)
def test_text_is_free_of(path: Path) -> None:
    text = (ROOT / path).read_bytes().decode("utf-8", "replace")
    assert {what: found[0] for what, pattern in FORBIDDEN.items() if (found := re.search(pattern, text))} == {}


@pytest.mark.parametrize("path", [path for path in python_files() if path.parts[0] != "examples"], ids=str)
def test_no_broad_except_is_silent(path: Path) -> None:
    silent = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and all(isinstance(statement, ast.Pass | ast.Continue) or is_ellipsis(statement) for statement in node.body)
    ]
    assert silent == []


def is_ellipsis(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and statement.value.value is ...
    )
