"""Puts the editor of the tests into the user's cache: VS Code (code-server), the Node that it wants, playwright-core.

`python tests/editors/vscode/install.py` prints the folder. Needs npm; the first time takes half a minute and 350 MB.
Everything comes as npm packages of exact versions; code-server ships a shrinkwrap, which pins what it needs in turn.
No install script runs: what they would build is logging and authentication, which no test uses.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Installed", "UnavailableError", "install"]

CODE_SERVER = "4.139.1"  # VS Code 1.139.1
NODE = "24.21.0"  # what this code-server asks for; the system's may be any that runs npm
PLAYWRIGHT = "1.65.1"
NPM = "11.19.1"  # for what is built on that Node: a distribution's npm runs on the distribution's Node alone
LAYOUT = "2"
"""Raised when the same versions are put down in another way."""

SECONDS = 600

NOT_NEEDED = (
    "node_modules/@github",
    "node_modules/@microsoft/mxc-sdk",
    "node_modules/@devcontainers",
    "node_modules/@parcel/watcher-linux-*-musl",
    "node_modules/node-pty/third_party",
    "node_modules/node-pty/prebuilds/darwin*",
    "node_modules/node-pty/prebuilds/win32*",
    "node_modules/@vscode/ripgrep-universal/bin/darwin*",
    "node_modules/@vscode/ripgrep-universal/bin/win32*",
    "extensions/copilot",
    "extensions/mermaid-markdown-features",
)
"""Under lib/vscode: a third of what is installed, for other systems and for features that no test touches."""


class UnavailableError(Exception):
    """The editor cannot be had here; the message says what is missing."""


class Installed(NamedTuple):
    folder: Path

    @property
    def node(self) -> Path:
        return self.folder / "node"

    @property
    def npm(self) -> list[str]:
        """npm, on this Node; what it runs wants `folder` on its PATH."""
        return [str(self.node), str(self.folder / "node_modules" / "npm" / "bin" / "npm-cli.js")]

    @property
    def code_server(self) -> Path:
        """The script that `node` runs."""
        return self.folder / "node_modules" / "code-server" / "out" / "node" / "entry.js"


def install() -> Installed:
    """Return the installed editor. Quick when it is there; of several processes at once, one installs.

    `SLOWSPOT_EDITOR` names a folder to use instead of one in the cache.
    """
    if sys.platform != "linux":
        raise UnavailableError(f"the editor tests run on Linux alone, not on {sys.platform}")
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    if machine is None:
        raise UnavailableError(f"there is no Node in npm for {platform.machine()}")
    name = f"code-server-{CODE_SERVER}-node-{NODE}-playwright-{PLAYWRIGHT}-{LAYOUT}-{machine}"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "slowspot-editors"
    folder = Path(os.environ["SLOWSPOT_EDITOR"]) if os.environ.get("SLOWSPOT_EDITOR") else cache / name
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder.parent / "lock"):
            if not folder.exists():
                # Renamed when whole: a folder under its final name is always complete.
                with tempfile.TemporaryDirectory(dir=folder.parent, prefix="installing-") as made:
                    put_into(Path(made), machine)
                    os.rename(made, folder)
                    Path(made).mkdir()
    return Installed(folder)


@contextlib.contextmanager
def locked(path: Path) -> Generator[None]:
    """Hold a lock that ends with the process, however that ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def put_into(folder: Path, machine: str) -> None:
    if shutil.which("npm") is None:
        raise UnavailableError("npm is missing: apt-get install npm")
    node = f"node-linux-{machine}"
    (folder / "package.json").write_text(json.dumps({"private": True}), "utf-8")
    packages = (f"{node}@{NODE}", f"code-server@{CODE_SERVER}", f"playwright-core@{PLAYWRIGHT}", f"npm@{NPM}")
    npm_install(folder, *packages)
    vscode = folder / "node_modules" / "code-server" / "lib" / "vscode"
    # What code-server's own install script does.
    npm_install(vscode, "--omit=dev")
    npm_install(vscode / "extensions", "--omit=dev")
    for pattern in NOT_NEEDED:
        for found in vscode.glob(pattern):
            shutil.rmtree(found)
    for found in vscode.rglob("*.map"):
        found.unlink()
    shutil.move(folder / "node_modules" / node / "bin" / "node", folder / "node")
    shutil.rmtree(folder / "node_modules" / node)  # headers, for building native modules


def npm_install(folder: Path, *arguments: str) -> None:
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    done = subprocess.run(
        ["npm", "install", "--ignore-scripts", "--save-exact", *quiet, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    if done.returncode:
        raise UnavailableError(f"npm cannot install {' '.join(arguments)}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    try:
        print(install().folder)
    except UnavailableError as problem:
        sys.exit(f"install.py: {problem}")
