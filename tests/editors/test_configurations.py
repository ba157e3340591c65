"""What can be said of the editors' configurations without the editors: they parse, and start our server."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.version import VERSION
from slowspot.server.features.code_action import FIX_ALL
from slowspot.server.features.ignoring_action import IGNORE_KIND

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EDITORS = Path(__file__).resolve().parents[2] / "editors"


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((EDITORS / name).read_text("utf-8"))


def test_every_editor_has_a_page_that_says_what_was_tried() -> None:
    overview = (EDITORS / "README.md").read_text("utf-8")
    for folder in EDITORS.iterdir():
        if folder.is_dir():
            page = (folder / "README.md").read_text("utf-8")
            assert re.search(r"^Tried with|\bTried with|\*\*Untried\*\*", page), folder
            assert f"]({folder.name}/README.md)" in overview


def test_helix() -> None:
    table = toml("helix/languages.toml")
    [(name, server)] = table["language-server"].items()
    assert (server["command"], server["args"]) == ("slowspot", ["server"])
    assert table["language"] == [{"name": "python", "language-servers": [name]}]


def test_kate_and_sublime() -> None:
    kate = json.loads((EDITORS / "kate" / "lspclient.json").read_text("utf-8"))["servers"]["python"]
    sublime = json.loads((EDITORS / "sublime" / "LSP.sublime-settings").read_text("utf-8"))["clients"]["slowspot"]
    assert kate["command"] == sublime["command"] == ["slowspot", "server"]
    assert re.search(kate["highlightingModeRegex"], "Python")


def test_zed_and_emacs_have_our_version() -> None:
    extension = toml("zed/extension.toml")
    assert extension["language_servers"] == {"slowspot": {"name": "Slowspot", "languages": ["Python"]}}
    assert extension["version"] == toml("zed/Cargo.toml")["package"]["version"] == VERSION
    assert f";; Version: {VERSION}\n" in (EDITORS / "emacs" / "slowspot.el").read_text("utf-8")


@pytest.mark.parametrize("kind", [IGNORE_KIND, FIX_ALL])
@pytest.mark.parametrize("name", ["emacs/slowspot.el", "neovim/lua/slowspot.lua", "sublime/README.md"])
def test_keys_ask_for_kinds_that_the_server_has(name: str, kind: str) -> None:
    assert f'"{kind}"' in (EDITORS / name).read_text("utf-8")
