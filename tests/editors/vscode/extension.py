"""The extension as it is packaged: made from vscode-extension/ when that has changed, or what `SLOWSPOT_VSIX` names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .install import Installed, UnavailableError, locked

__all__ = ["packaged"]

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "vscode-extension"
PACKAGED = [ROOT / name for name in ("analyzers", "cli", "docs/rules", "models", "pyproject.toml", "server")]
"""What a .vsix for one platform brings."""
BUILD = ROOT / "build"
SECONDS = 300


def packaged(installed: Installed, target: str = "") -> Path:
    """Return a .vsix of what stands in vscode-extension/. The first time npm gets what builds it: 20 seconds.

    With a `target`, such as "linux-x64", it brings Slowspot as it stands here: half a minute more, and a package index.
    """
    if (named := os.environ.get("SLOWSPOT_VSIX")) and not target:
        return Path(named)
    made = BUILD / f"slowspot{target and '-' + target}.vsix"
    BUILD.mkdir(exist_ok=True)
    with locked(BUILD / "vsix.lock"):
        modules, lock = SOURCE / "node_modules" / ".package-lock.json", SOURCE / "package-lock.json"
        if not modules.exists() or modules.stat().st_mtime < lock.stat().st_mtime:
            run(installed, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            modules.touch()
        if not made.exists() or made.stat().st_mtime < newest(*([*PACKAGED, SOURCE] if target else [SOURCE])):
            wanted = ["--target", target] if target else []
            run(installed, "run", "package", "--", "--out", str(made), *wanted)
    return made


def newest(*places: Path) -> float:
    """When the files of the repository there were last changed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *map(str, places)],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return max(path.stat().st_mtime for path in paths if path.exists())


def run(installed: Installed, *command: str) -> None:
    path = f"{installed.folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*installed.npm, *command],
        cwd=SOURCE,
        env={**os.environ, "PATH": path, "PYTHON": sys.executable},  # whose pip gets what a platform's extension brings
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    if done.returncode:
        raise UnavailableError(f"npm {' '.join(command)} in vscode-extension fails:\n{done.stdout}{done.stderr}")
