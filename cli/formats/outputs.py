"""The formats that a report can have, and which of them a run writes where."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, cast

from ..analysis.outcome import Report
from ..errors import UsageError
from ..terminal import Style, terminal_width, wants_colour

__all__ = ["FORMATS", "Format", "Look", "Output", "outputs_of"]


class Format(NamedTuple):
    """What is to be known of a format before it is written. Its module, named as the format, has `write`."""

    suffixes: tuple[str, ...] = ()
    """Of files that are written in this format unless another is named."""
    excerpts: bool = False
    """Whether it shows the marked lines."""
    fixes: bool = False
    """Whether it holds the edits of fixes, which take long to build."""
    by_path: bool = False
    """Whether findings stand in the order of files and lines unless `--sort` says otherwise."""


FORMATS = {
    "text": Format((".txt",), excerpts=True),
    "json": Format((".json",), fixes=True),
    "sarif": Format((".sarif",), fixes=True, by_path=True),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is shown, as far as its format leaves a choice."""

    style: Style
    width: int = 120
    """Columns of the terminal."""
    quiet: bool = False
    statistics: bool = False
    base: str = "."
    """The folder that paths are relative to, which is absolute."""


class _Writer(Protocol):
    def write(self, report: Report, write: Callable[[str], object], look: Look) -> None: ...


@dataclass(frozen=True, slots=True)
class Output:
    """One format, and the file that it goes to; None for standard output."""

    format: str
    path: str | None

    @property
    def traits(self) -> Format:
        return FORMATS[self.format]

    def write(self, report: Report, look: Look) -> None:
        """Raises UsageError where the file cannot be written."""
        # Late: each format pays for itself.
        writer = cast(_Writer, importlib.import_module(f".{self.format}", __package__))
        if self.path is None:
            writer.write(report, sys.stdout.write, look)
            sys.stdout.flush()
            return
        try:
            with open(self.path, "w", encoding="utf-8", errors="backslashreplace") as file:
                writer.write(report, file.write, look)
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be written: {error.strerror or error}") from error

    def look(self, *, quiet: bool, statistics: bool) -> Look:
        if self.path is not None:
            return Look(Style(False), quiet=quiet, statistics=statistics, base=os.getcwd())
        style = Style(wants_colour(sys.stdout))
        return Look(style, terminal_width(sys.stdout), quiet, statistics, os.getcwd())


def outputs_of(chosen: str | None, files: Sequence[str]) -> list[Output]:
    """Read `--format` and each `--output [FORMAT:]FILE`, `-` being standard output. Raises UsageError.

    A file without a format is written in the chosen one, else in that of its suffix, else as text.
    """
    if not files:
        return [Output(chosen or "text", None)]
    outputs: list[Output] = []
    for given in files:
        name, colon, path = given.partition(":")
        if not colon or name not in FORMATS:
            name, path = chosen or _by_suffix(given), given
        if path != "-" and (os.path.isdir(path) or not os.path.isdir(os.path.dirname(os.path.abspath(path)))):
            raise UsageError(f"{path}: cannot be written: {'is a folder' if os.path.isdir(path) else 'no such folder'}")
        outputs.append(Output(name, None if path == "-" else path))
    for output in outputs:
        if sum(other.path == output.path for other in outputs) > 1:
            raise UsageError(f"--output {output.path or '-'} is given twice; one file holds one report")
    return outputs


def _by_suffix(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    return next((name for name, traits in FORMATS.items() if suffix in traits.suffixes), "text")
