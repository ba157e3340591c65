"""What a run is to do: its files, the rules that are in force for each, and what all of them share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...analyzers.project.discovery import Source
from ...analyzers.rules.options import OptionSetting
from ...analyzers.settings import FailOn
from ...models.evidence import names_for
from .left_to_ruff import LeftToRuff
from .proven import ProofRoots
from .recorded import Recorded

__all__ = ["Configuration", "Job", "Plan", "jobs_for"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """The rules that files share, by name (so that it travels between processes), and their threshold."""

    rules: tuple[str, ...]
    target: tuple[int, int]
    fail_on: FailOn
    profile_threshold: float = 0.0
    """Findings in code that took a smaller part of the recorded run are cold."""
    warn_from: float = 0.0
    """Findings whose fix is expected to save a smaller part of the run time are hints."""
    require_reason: bool = False
    options: tuple[OptionSetting, ...] = ()
    """What is set for options of these rules."""
    link: bool = True
    """Whether its files are told what the functions that they call do."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file of a run."""

    path: str
    full: str
    configuration: int
    identity: str
    """The path that goes into fingerprints."""
    data: bytes | None = None
    """The text, where it comes from standard input."""
    recorded: Recorded | None = None
    """The recorded run that its findings go by."""
    proofs: str | None = None
    """The folder of the project whose proofs its findings go by."""
    told: bytes | None = None
    """What linking tells of the functions that it calls; None where the file is linked with itself alone."""
    summarized: bool = False
    """Whether linking wants to know of its functions."""
    analyzed: bool = True
    """Whether findings are wanted."""


@dataclass(slots=True)
class Plan:
    """What all files of a run share."""

    configurations: list[Configuration] = field(default_factory=list[Configuration])
    fixes: bool = False
    """Whether fixes are built."""
    cold_fixes: bool = True
    """Whether they are built for findings in cold code too."""
    unsafe: bool = False
    """Whether `fix` applies fixes that want a look."""
    timings: bool = False
    """Whether it is measured what each rule takes."""
    diffs: bool = False
    """Whether `fix` shows changes instead of making them."""
    models: str | None = None
    """The folder of the models that score findings; None where nothing is scored."""
    min_gain: float = 0.0
    """Findings that are expected to save less are left out; those of unknown gain stay."""


def jobs_for(
    sources: Sequence[Source],
    plan: Plan,
    identity: Callable[[str], str],
    left: LeftToRuff,
    data: bytes | None = None,
) -> list[Job]:
    """Give each file its configuration, entering new ones in the plan. `data` is the text of the only one, if given.

    Rules that are left to Ruff are off, and entered in `left`.
    """
    known: dict[Configuration, int] = {configuration: index for index, configuration in enumerate(plan.configurations)}
    plain: dict[tuple[int, frozenset[str]], int] = {}
    jobs: list[Job] = []
    roots = ProofRoots()
    for source in sources:
        settings = source.scope.settings
        deferred = left.rules_of(source)
        index = plain.get((id(settings), deferred))
        if index is None:
            rules = names_for(settings, deferred)
            configuration = Configuration(
                tuple(rule.slug for rule in rules),
                settings.target_version,
                settings.fail_on,
                settings.profile_threshold,
                settings.warn_from,
                settings.require_reason,
                settings.options_of(rules),
                settings.link,
            )
            index = known.setdefault(configuration, len(plan.configurations))
            if index == len(plan.configurations):
                plan.configurations.append(configuration)
            plain[id(settings), deferred] = index
        proofs = roots.of(os.path.dirname(source.full))
        jobs.append(Job(source.path, source.full, index, identity(source.full), data, proofs=proofs))
    return jobs
