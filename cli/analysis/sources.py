"""The files that were named and the settings in force there; what is wrong with either is wrong usage."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...analyzers.project.configuration import Override, SettingsFiles
from ...analyzers.project.discovery import Found, UnusablePathError, discover, display_path
from ..errors import UsageError

__all__ = ["settings_of", "sources_in"]


def settings_of(starts: Iterable[str], override: Override, base: str) -> SettingsFiles:
    """Read the settings in and above some absolute paths. Raises UsageError where they are wrong."""
    settings = SettingsFiles(override)
    for start in starts:
        settings.for_folder(start if os.path.isdir(start) else os.path.dirname(start))
    if settings.errors:
        raise UsageError(
            "\n                 ".join(
                str(replace(error, path=display_path(error.path, base))) for error in settings.errors
            )
        )
    return settings


def sources_in(
    paths: Sequence[str], settings: SettingsFiles, *, notebooks: bool = True, force_exclude: bool = False
) -> Found:
    """List the Python files and notebooks in `paths`, with `force_exclude` none that settings exclude.

    Raises UsageError for a path that does not exist.
    """
    try:
        return discover(paths, settings, notebooks=notebooks, force_exclude=force_exclude)
    except UnusablePathError as error:
        raise UsageError(str(error)) from error
