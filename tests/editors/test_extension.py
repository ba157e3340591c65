"""The VS Code extension's own checks: types, lint, and its tests, which run in node without an editor."""

from __future__ import annotations

import os
import subprocess

import pytest

from .vscode.extension import SOURCE, packaged
from .vscode.install import Installed, UnavailableError, install


@pytest.fixture(scope="module")
def installed() -> Installed:
    try:
        node = install()
        packaged(node)  # Has npm get what the extension is built with.
        if not (SOURCE / "node_modules").is_dir():
            raise UnavailableError("SLOWSPOT_VSIX names another extension than the one of this folder")
    except UnavailableError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    return node


@pytest.mark.parametrize("script", ["check", "test"])
def test_the_extension_passes_its_own(installed: Installed, script: str) -> None:
    path = f"{installed.node.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*installed.npm, "run", script], cwd=SOURCE, env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
