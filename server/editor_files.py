"""The settings in force for a file in an editor: what the editor says, over what settings files say.

One place for open documents and for the index, so that both show the same.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..analyzers.project.configuration import Scope, SettingsFiles
from ..analyzers.settings import Settings
from ..analyzers.settings_reading import Problem, parse

__all__ = ["EditorSettingsFiles"]


class EditorSettingsFiles(SettingsFiles):
    """The settings of a workspace folder. What the editor says wins over settings files and their overrides; its own
    overrides and per-file ignores come on top of theirs."""

    def __init__(self, folder: str, table: Mapping[str, Any]) -> None:
        super().__init__()
        self._folder = folder
        self._table = table
        self.problems: list[Problem] = parse(table)[1]
        """What is wrong with the editor's settings."""
        self._by_folder: dict[str, Scope] = {}
        self._merged: dict[int, tuple[Settings, Settings]] = {}
        """By identity of what the files say, which it keeps alive: equal settings of many folders stay one object."""
        self._same: dict[Settings, Settings] = {}

    def for_folder(self, folder: str) -> Scope:
        found = self._by_folder.get(folder)
        if found is None:
            written = super().for_folder(folder)
            root = written.root if written.says else self._folder
            found = self._by_folder[folder] = replace(written, settings=self._over(written.settings), root=root)
        return found

    def for_file(self, path: str, scope: Scope | None = None) -> Scope:
        folder = os.path.dirname(path)
        scope, below = self.for_folder(folder), super().for_folder(folder)
        if not (scope.settings.vary or below.settings.vary):
            return scope
        settings = self._over(super().for_file(path, below).settings)
        if settings.vary:  # by what the editor says
            laid = settings.for_file(os.path.relpath(path, scope.root).replace(os.sep, "/"))
            settings = self._same.setdefault(laid, laid)
        return replace(scope, settings=settings)

    def alone(self) -> Settings:
        """What the editor says, where no settings file counts: of a text that is in no file, or in no open folder."""
        return parse(self._table)[0]

    def _over(self, written: Settings) -> Settings:
        merged = self._merged.get(id(written))
        if merged is None:
            merged = self._merged[id(written)] = (written, parse(self._table, written)[0])
        return merged[1]
