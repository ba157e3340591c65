"""The formats that a report can have, and which of them a run writes where."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TextIO, cast

from ...analyzers.project.writing import replacing
from ..analysis.ordering import largest_gain_first
from ..analysis.outcome import Report
from ..analysis.places import repository_of, within_repository
from ..analysis.records import FindingRecord
from ..errors import UsageError
from ..terminal import Style, terminal_width, wants_colour

__all__ = ["FORMATS", "Format", "Look", "Output", "add_output_arguments", "outputs_of", "write_reports"]


class Format(NamedTuple):
    """What is to be known of a format before it is written. Its module, named as the format, has `write`."""

    about: str
    suffixes: tuple[str, ...] = ()
    """Of files that are written in this format unless another is named."""
    excerpts: bool = False
    """Whether it shows the marked lines."""
    fixes: bool = False
    """Whether it holds the edits of fixes, which take long to build."""
    by_path: bool = False
    """Whether findings stand in the order of files and lines unless `--sort` says otherwise."""


FORMATS = {
    "text": Format("for people, in a terminal", (".txt",), excerpts=True),
    "json": Format("for programs: all that is known", (".json",), fixes=True),
    "jsonl": Format("for programs that read line by line: the same", (".jsonl", ".ndjson"), fixes=True),
    "sarif": Format("for code scanning services: SARIF 2.1.0", (".sarif",), fixes=True, by_path=True),
    "github": Format("for GitHub Actions: annotations, ten of a kind, the rest in the log"),
    "gitlab": Format("for GitLab: a Code Quality report", by_path=True),
    "junit": Format("for CI servers that read test results: JUnit XML", (".xml",), by_path=True),
    "html": Format("for a browser: one page to search and sort", (".html", ".htm"), excerpts=True, fixes=True),
    "markdown": Format("for a pull request: one comment", (".md",), excerpts=True, fixes=True),
}


_SOURCES = {".py", ".pyi", ".pyw", ".ipynb", ".toml"}
"""Of files that are meant to be analyzed where they stand behind `--output` by a slip."""


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
    root: str = "."
    """The root of its repository, or itself: what services want paths to be relative to."""
    stamp: str = ""
    """When the run was, in UTC as ISO 8601 has it; "" where reports tell no times, which is so unless asked."""

    link: str = ""
    """The address of a line, with `{path}` and `{line}` in it; "" where places are no links."""

    def placed(self, path: str) -> str:
        """Return a path as services know it: relative to the repository, with forward slashes."""
        return within_repository(path, self.base, self.root)

    def address(self, finding: FindingRecord) -> str:
        """Return where the finding's line can be read; "" where nobody has said."""
        line = finding.span.start.line if finding.lines_in_file is None else finding.lines_in_file[0]
        return self.address_of(finding.path, line)

    def address_of(self, path: str, line: int) -> str:
        """Return where a line, counted from 0, of a file can be read; "" where nobody has said."""
        path = self.placed(path)
        if not self.link or os.path.isabs(path):
            return ""
        # Late: few reports have links.
        from urllib.parse import quote

        return self.link.replace("{path}", quote(os.fsencode(path))).replace("{line}", str(line + 1))


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
        """Write the report, or leave what was in the file. Raises UsageError where it cannot be written."""
        # Late: each format pays for itself.
        writer = cast(_Writer, importlib.import_module(f".{self.format}", __package__))
        if self.path is None:
            if self.format != "text" and isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")  # a terminal may have another one, a format may not
            writer.write(report, sys.stdout.write, look)
            sys.stdout.flush()
            return
        try:
            with _text_file(self.path) as file:
                writer.write(report, file.write, look)
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be written: {error.strerror or error}") from error

    def look(self, options: argparse.Namespace, stamp: str = "") -> Look:
        base = os.getcwd()
        root = repository_of(base)
        if self.path is not None:
            style, width = Style(False), 120
        else:
            style, width = Style(wants_colour(sys.stdout)), terminal_width(sys.stdout)
        return Look(style, width, options.quiet, options.statistics, base, root, stamp, options.link)


@contextmanager
def _text_file(path: str) -> Generator[TextIO]:
    with replacing(path) as file:
        text = io.TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="\n")
        try:
            yield text
            text.flush()
        finally:
            with suppress(OSError):  # what cannot be written was complained of already
                text.detach()


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says how a report is told and where, for each command that writes one; the formats end its help."""
    told = "\n".join(f"  {name:<10}{traits.about}" for name, traits in FORMATS.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"formats:\n{told}\n"
    group = parser.add_argument_group("report")
    group.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="FORMAT",
        help="see below (default: text, or that of the output's suffix)",
    )
    group.add_argument(
        "-o", "--output", action="append", default=[], metavar="[FORMAT:]FILE",
        help="write the report there instead of standard output (`-`); may be given several times",
    )  # fmt: skip
    group.add_argument("--statistics", action="store_true", help="count findings by rule instead of showing each")
    group.add_argument(
        "--sort", choices=("gain", "path"), help="the largest expected gain first (default), or by file and line"
    )
    group.add_argument(
        "--link", type=_address, default="", metavar="URL",
        help="in markdown and html, make places links to this address, with {path} and {line} in it",
    )  # fmt: skip
    group.add_argument(
        "--timestamps", action="store_true", help="tell in the report when the run was (else equal runs, equal reports)"
    )


def _address(text: str) -> str:
    if not text:  # as a CI job passes what it does not know
        return ""
    if not re.fullmatch(r"(?:https?|file|vscode)://[!-~]+", text) or set(text) & set('<>"|`\\'):
        raise argparse.ArgumentTypeError(f"{text!r} is no address: https://… without spaces, quotes and brackets")
    if "{path}" not in text or set(re.findall(r"\{(\w*)\}", text)) - {"path", "line"}:
        raise argparse.ArgumentTypeError(f"{text!r} has no {{path}} in it, or something in braces besides {{line}}")
    return text


def outputs_of(options: argparse.Namespace) -> list[Output]:
    """Read `--format` and each `--output [FORMAT:]FILE`, `-` being standard output. Raises UsageError.

    A file without a format is written in the chosen one, else in that of its suffix, else as text.
    """
    chosen: str | None = options.format
    files: Sequence[str] = options.output
    if not files:
        return [Output(chosen or "text", None)]
    outputs: list[Output] = []
    for given in files:
        name, colon, path = given.partition(":")
        if not colon or name not in FORMATS:
            _check_name(given, name if colon else "")
            name, path = chosen or _by_suffix(given), given
        if not path:
            raise UsageError(f"--output {given}: which file? `-` is standard output")
        if path != "-" and (os.path.isdir(path) or not os.path.isdir(os.path.dirname(os.path.abspath(path)))):
            raise UsageError(f"{path}: cannot be written: {'is a folder' if os.path.isdir(path) else 'no such folder'}")
        if os.path.splitext(path)[1].lower() in _SOURCES and os.path.exists(path):
            raise UsageError(f"{path}: cannot be written: no report is written over sources or settings")
        outputs.append(Output(name, None if path == "-" else path))
    seen: set[str | None] = set()
    for output in outputs:
        where = None if output.path is None else os.path.realpath(output.path)
        if where in seen:
            raise UsageError(f"--output {output.path or '-'} is given twice; one file holds one report")
        seen.add(where)
    return outputs


def _check_name(given: str, before_colon: str) -> None:
    """Raise UsageError for what is surely no file's name but a slip of the pen."""
    if given in FORMATS:
        raise UsageError(
            f"--output {given}: that is a format, not a file: `--format {given}`, or `-o {given}:FILE` "
            f"(for a file of that name: `./{given}`)"
        )
    if len(before_colon) > 1 and before_colon.isalpha():  # one letter is a drive
        raise UsageError(
            f"--output {given}: no format is called {before_colon!r}; they are {', '.join(FORMATS)} "
            f"(for a file of that name: `./{given}`)"
        )


def _by_suffix(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    return next((name for name, traits in FORMATS.items() if suffix in traits.suffixes), "text")


def write_reports(report: Report, outputs: Sequence[Output], options: argparse.Namespace, stamp: str = "") -> None:
    """Write each of the outputs, each in its order; `stamp` is when the run was, told where `--timestamps` asks.

    The findings are to be in the order of files and lines. One output that cannot be written does not keep out the
    others; raises UsageError after the last. Standard output comes last: whoever reads it may have left.
    """
    by_path, by_gain = report.findings, sorted(report.findings, key=largest_gain_first)
    problems: list[str] = []
    for output in sorted(outputs, key=lambda output: output.path is None):
        order = options.sort or ("path" if output.traits.by_path else "gain")
        report.findings = by_path if order == "path" else by_gain
        look = output.look(options, stamp if options.timestamps else "")
        try:
            output.write(report, look)
        except UsageError as error:
            problems.append(str(error))
    report.findings = by_path
    if problems:
        raise UsageError("\n                 ".join(problems))
