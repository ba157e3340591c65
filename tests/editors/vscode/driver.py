"""VS Code in the tests: starts it once, has it play journeys, and says why it cannot be had."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import Any

from .install import Installed, UnavailableError, install

__all__ = ["JourneyError", "VSCode", "chromium"]

HERE = Path(__file__).resolve().parent
START_SECONDS = 180
JOURNEY_SECONDS = 240


class JourneyError(AssertionError):
    """What went wrong in the editor, with the last lines of its log."""


def chromium() -> str:
    """Return the browser that the editor is looked at in. Raises UnavailableError where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise UnavailableError("chromium is missing: apt-get install chromium")


class VSCode:
    """A running editor. Screenshots, and the editor's log, lie in `artefacts` afterwards.

    `path` are the folders where it, and so the extension, finds programs. `without` are variables of our environment
    that it does not get.
    """

    def __init__(self, *, artefacts: Path, vsix: Path, path: Sequence[str], without: Sequence[str] = ()) -> None:
        browser, installed = chromium(), install()
        self.artefacts = artefacts
        self.installed: Installed = installed
        artefacts.mkdir(parents=True, exist_ok=True)
        self._words = artefacts / "journeys.log"
        with self._words.open("w") as words:
            self._process = subprocess.Popen(
                [str(installed.node), str(HERE / "play.mjs")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words,
                encoding="utf-8", env={name: value for name, value in os.environ.items() if name not in without},
            )  # fmt: skip
        given = {
            "node": str(installed.node), "codeServer": str(installed.code_server), "chromium": browser,
            "artefacts": str(artefacts), "vsix": str(vsix), "path": list(path),
        }  # fmt: skip
        self._ask(given, START_SECONDS)

    def play(self, journey: str, folder: Path, *, settings: dict[str, Any] | None = None, **given: Any) -> Any:
        """Play journeys/NAME.mjs in a new window on a folder; returns what it saw. `settings` are the user's."""
        asked = {"journey": journey, "folder": str(folder), "settings": settings or {}, **given}
        return self._ask(asked, JOURNEY_SECONDS)["facts"]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait(10)

    def _ask(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        timer = Timer(seconds, self._process.terminate)
        timer.start()
        try:
            stdin.write(json.dumps(asked) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        answer = json.loads(line) if line else {"failed": f"no answer within {seconds} s, or the driver ended"}
        if "failed" in answer:
            raise JourneyError(f"{answer['failed']}\n{self._words.read_text('utf-8')}\nScreenshots: {self.artefacts}")
        return answer
