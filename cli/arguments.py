"""Arguments that `analyze` and `fix` share, and what they mean."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..analyzers import plugins
from ..analyzers.project.configuration import Override, Scope
from ..analyzers.project.discovery import Found, Source, display_path
from ..analyzers.project.notes import NoteRecord
from ..analyzers.rules.names import UnknownRule, named, plugin_problems
from ..analyzers.settings import FailOn, Settings, parse_fail_on, unknown_rule_message
from ..models.evidence import evidence
from .analysis.left_to_ruff import LeftToRuff
from .analysis.places import identity_in
from .analysis.plan import Job, Plan, jobs_for
from .analysis.sources import settings_of, sources_in
from .analysis.workers import available_cores
from .errors import UsageError

__all__ = ["Other", "Work", "add_exit_arguments", "add_file_arguments", "duration", "gather", "positive", "split_names"]


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says which files are looked at, by which rules."""
    parser.add_argument("--quiet", "-q", action="store_true", help="only what was found, a line each")
    parser.add_argument("--jobs", type=positive, metavar="N", help="processes (default: one per core)")
    files = parser.add_argument_group("files")
    files.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="files, notebooks and folders; `-` for standard input (default: the current folder)",
    )  # fmt: skip
    files.add_argument("--stdin-filename", metavar="FILE", help="the name of what comes from standard input")
    files.add_argument(
        "--force-exclude", action="store_true",
        help="leave out what the settings exclude also where it is named, as pre-commit names each changed file",
    )  # fmt: skip
    rules = parser.add_argument_group("rules")
    rules.add_argument(
        "--select", action="append", metavar="RULES",
        help="only these: names, codes, families, code prefixes such as SLP1, or `all`; separated by commas",
    )  # fmt: skip
    rules.add_argument("--ignore", action="append", metavar="RULES", help="not these")
    rules.add_argument(
        "--preview", action=argparse.BooleanOptionalAction, default=None, help="also rules that are not stable yet"
    )
    rules.add_argument(
        "--no-plugins", action="store_true", help="only Slowspot's own rules, none of plugins that are installed"
    )


def add_exit_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says when a report makes the command fail."""
    group = parser.add_argument_group("exit code")
    group.add_argument(
        "--fail-on", type=_threshold, metavar="WHEN",
        help="exit with 1 from this severity on: error, warning, info, hint (default), never; or gain>=G",
    )  # fmt: skip
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 even with findings")


def _threshold(text: str) -> FailOn:
    try:
        return parse_fail_on(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


positive.__name__ = "number of processes"  # argparse: "invalid number of processes value: '0'"


def duration(text: str) -> float:
    """Read a time that is above 0 and ends some day."""
    number = float(text)
    if not 0 < number < 1e6:
        raise ValueError(text)
    return number


duration.__name__ = "number of seconds"


def split_names(given: Sequence[str] | None) -> tuple[str, ...] | None:
    """Split `--select a,b --select c`; None where the option is not given. Raises UsageError for unknown names."""
    if given is None:
        return None
    names = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    for name in names:
        try:
            named(name)
        except UnknownRule as error:
            raise UsageError(unknown_rule_message(error)) from error
    return names


class Other(NamedTuple):
    """A file that a run knows of, but does not set out to report on."""

    job: Job
    size: int
    scope: Scope


@dataclass(slots=True)
class Work:
    """The files of a run, each with its rules."""

    plan: Plan
    jobs: list[Job]
    sizes: list[int]
    notes: list[NoteRecord]
    processes: int
    folders: int
    scopes: list[Scope]
    """The settings in force for each file."""
    settings_wrong: bool
    """Whether settings below the given paths could not be used."""
    others: list[Other] = field(default_factory=list["Other"])
    """Files that are left out of the report, but are linked."""

    def keep(self, indices: Sequence[int]) -> None:
        """Leave the other files out of the run."""
        kept = set(indices)
        self.others += [
            Other(*file)
            for index, file in enumerate(zip(self.jobs, self.sizes, self.scopes, strict=True))
            if index not in kept
        ]
        self.jobs = [self.jobs[index] for index in indices]
        self.sizes = [self.sizes[index] for index in indices]
        self.scopes = [self.scopes[index] for index in indices]

    @property
    def settings(self) -> list[Settings]:
        return [scope.settings for scope in self.scopes]


def gather(
    options: argparse.Namespace,
    *,
    fail_on: FailOn | None = None,
    profile_threshold: float | None = None,
    link: bool | None = None,
    notebooks: bool = True,
) -> Work:
    """Find the files that the arguments mean, with notebooks or without, and the settings in force for each.

    Raises UsageError for paths that do not exist, unknown rules, and wrong settings in or above the given paths;
    wrong settings below them are notes.
    """
    if options.no_plugins:
        os.environ[plugins.ENVIRONMENT] = "1"  # for the processes that are started as well
    override = Override(
        select=split_names(options.select),
        ignore=split_names(options.ignore) or (),
        preview=options.preview,
        fail_on=fail_on,
        jobs=options.jobs,
        profile_threshold=profile_threshold,
        link=link,
    )
    paths: list[str] = options.paths or (["-"] if options.stdin_filename else ["."])
    from_stdin = "-" in paths
    if from_stdin and len(paths) > 1:
        raise UsageError("`-` (standard input) does not go together with other paths")
    if options.stdin_filename and not from_stdin:
        raise UsageError("--stdin-filename goes with `-` (standard input), not with other paths")
    base = os.getcwd()
    starts = [os.path.abspath(path) for path in ([options.stdin_filename or "-"] if from_stdin else paths)]
    settings = settings_of(starts, override, base)
    if from_stdin:
        data = sys.stdin.buffer.read()
        name = options.stdin_filename or "-"
        found = Found([Source(name, starts[0], len(data), settings.for_file(starts[0]))])
    else:
        data = None
        found = sources_in(paths, settings, notebooks=notebooks, force_exclude=options.force_exclude)
    notes = [
        *(
            NoteRecord(display_path(wrong.path, base), "settings", wrong.message, wrong.line)
            for wrong in settings.errors
        ),
        *found.notes,
    ]
    if problem := evidence().problem:
        notes.append(NoteRecord(problem.partition(":")[0], "model", problem.partition(": ")[2]))
    notes += _notes_on_plugins(found)
    plan = Plan()
    left = LeftToRuff()
    jobs = jobs_for(found.sources, plan, identity_in(base), left, data)
    notes += left.notes(base)
    configured = [source.scope.settings.jobs for source in found.sources[:1]]
    return Work(
        plan=plan,
        jobs=jobs,
        sizes=[source.size for source in found.sources],
        notes=notes,
        processes=next((number for number in configured if number), None) or available_cores(),
        folders=found.folders,
        scopes=[source.scope for source in found.sources],
        settings_wrong=any(error.ours for error in settings.errors),
    )


def _notes_on_plugins(found: Found) -> list[NoteRecord]:
    """What is wrong with the plugins that the settings of these files let run."""
    if not plugins.installed():
        return []
    allowed = {source.scope.settings.plugins for source in found.sources}
    wrong = dict.fromkeys(problem for names in allowed for problem in plugin_problems(names))
    return [NoteRecord(f"plugin {plugin}", "plugin", message) for plugin, message in sorted(wrong)]
