"""A real Helix in a terminal of its own (tmux): keys are typed, the screen is read, the file on disk is compared."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "editors" / "helix" / "languages.toml"
HELIX = shutil.which(os.environ.get("HX", "hx")) or shutil.which("helix")
TMUX = shutil.which("tmux")
SECONDS = 30

SHOP = "def cheapest(prices: list[int]) -> int:\n    return sorted(prices)[0] if prices else 0\n"
SAYS = "sorts everything"
INLINE = '[editor]\nend-of-line-diagnostics = "hint"\n[editor.inline-diagnostics]\ncursor-line = "hint"\n'


class Terminal:
    """Helix over a file, in a tmux server of its own."""

    def __init__(self, folder: Path) -> None:
        assert HELIX is not None
        assert TMUX is not None
        self.file = folder / "shop.py"
        self._tmux = [TMUX, "-S", str(folder / "tmux"), "-f", "/dev/null"]
        home = folder / "home"
        (home / "helix").mkdir(parents=True)
        server = [sys.executable, "-m", "slowspot.server"]
        text = CONFIGURATION.read_text("utf-8")
        text = text.replace('command = "slowspot"', f"command = {json.dumps(server[0])}")
        text = text.replace('args = ["server"]', f"args = {json.dumps(server[1:])}")
        assert server[0] in text, "the configuration names the server in another way"
        (home / "helix" / "languages.toml").write_text(text, "utf-8")
        (home / "helix" / "config.toml").write_text(INLINE, "utf-8")
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        own = {**dict.fromkeys(names, str(home)), "LANG": "C.UTF-8", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        command = shlex.join(["env", *(f"{name}={value}" for name, value in own.items()), HELIX, "shop.py"])
        self._run("new-session", "-d", "-x", "110", "-y", "24", "-c", str(folder), command)

    def type(self, *keys: str) -> None:
        """Type keys, as tmux names them."""
        self._run("send-keys", *keys)

    def screen(self) -> str:
        return self._run("capture-pane", "-p")

    def sees(self, pattern: str) -> None:
        """Wait until the screen shows it."""
        self._wait(lambda: re.search(pattern, self.screen()) is not None, pattern)

    def saves(self, text: str) -> None:
        """Have the file written, and wait until it is as it should be."""
        self.type(":", "w", "Enter")
        self._wait(lambda: self.file.read_text("utf-8") == text, "the file on disk")

    def close(self) -> None:
        self._run("kill-server")

    def _wait(self, holds: object, what: str) -> None:
        assert callable(holds)
        end = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < end, f"never came: {what}\n{self.screen()}\n{self.file.read_text('utf-8')}"
            time.sleep(0.05)

    def _run(self, *arguments: str) -> str:
        return subprocess.run(
            [*self._tmux, *arguments], capture_output=True, encoding="utf-8", timeout=SECONDS, check=True
        ).stdout


@pytest.fixture
def helix(tmp_path: Path) -> Iterator[Terminal]:
    """The continuous integration tries Neovim alone: Debian 12 has no Helix."""
    if HELIX is None or TMUX is None:
        pytest.skip("Helix or tmux is missing: apt-get install hx tmux (Debian 13), or set HX")
    (tmp_path / "pyproject.toml").write_text("[tool.slowspot]\npreview = true\n", "utf-8")
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


def test_quick_fix_reaches_the_file_on_disk(helix: Terminal) -> None:
    helix.sees(SAYS)
    helix.type("j", "f", "o")  # onto `sorted`
    helix.type("Space", "a")
    helix.sees(r"Use min\(\)")
    helix.type("Down", "Enter")
    helix.sees(r"min\(prices\) if")
    helix.saves(SHOP.replace("sorted(prices)[0]", "min(prices)"))


def test_finding_is_ignored_on_its_line(helix: Terminal) -> None:
    helix.sees(SAYS)
    helix.type("j", "f", "o")
    helix.type("Space", "a")
    helix.sees(r"Ignore sorted-first")
    helix.type("Up", "Enter")
    helix.sees(r"slowspot: ignore")
    helix.saves(SHOP.replace(" else 0\n", " else 0  # slowspot: ignore[sorted-first]\n"))
