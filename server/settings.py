"""What the editor says about settings: options of `initialize`, pulled and pushed configuration, folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pygls.uris import to_fs_path

if TYPE_CHECKING:
    from pygls.workspace import Workspace

__all__ = ["DISPLAYS", "SECTION", "EditorSettings"]

SECTION = "slowspot"

NOT_OURS = frozenset({"diagnostics", "enable", "heat", "notifies", "path", "server", "trace"})
"""Keys under the section that steer the editor's extension, not the analysis."""

DISPLAYS = ("code-lens", "inlay-hints", "hot-functions")
"""What of a profile is shown; each is on unless set to false. Settings of the editor only: no file has them."""

INTERPRETER = "interpreter"
"""The Python that programs are profiled with. Of the editor only: which one a machine has is no matter of a project."""

INDEX = "index"
"""Whether the files of a folder are analyzed in the background: "on" (which is so where nothing is said) or "off"."""

WORKSPACE = "workspace-diagnostics"
"""Whether what the index finds is shown as diagnostics of files that are not open; false where nothing is said."""

_OF_THE_EDITOR = frozenset({*DISPLAYS, INTERPRETER, INDEX, WORKSPACE})


class EditorSettings:
    """Tables of settings by workspace folder; the editor's win over those in files."""

    def __init__(self) -> None:
        self.notifies: frozenset[str] = frozenset()
        """Our own notifications that the client wants, by their methods."""
        self.asks_for_diagnostics = False
        """Whether a client that can be told of diagnostics as well says that it will ask: `"diagnostics": "pull"`."""
        self._initial: dict[str, Any] = {}
        self._common: dict[str, Any] = {}
        self._by_folder: dict[str, dict[str, Any]] = {}
        self._workspace: Workspace | None = None
        self.told = True
        """Whether the client has answered what it was asked about settings."""

    def start(self, initialization_options: Any, workspace: Workspace) -> None:
        self._workspace = workspace
        self._common = self._initial = _section(initialization_options)
        self.asks_for_diagnostics = _get(initialization_options, "diagnostics") == "pull"
        wanted = _get(initialization_options, "notifies")
        self.notifies = frozenset(map(str, wanted)) if isinstance(wanted, list | tuple) else frozenset()

    def replace_common(self, configuration: Any) -> None:
        """Take what `workspace/didChangeConfiguration` carries, for all folders."""
        self._common = _section(configuration)
        self._by_folder.clear()

    def replace_folder(self, uri: str | None, configuration: Any) -> None:
        """Take what the client answered for a folder; None: for what lies in no folder."""
        table = _section(configuration)
        if uri is None:
            # Nothing said there, or no longer: what `initialize` brought holds.
            self._common = table or self._initial
        else:
            self._by_folder[uri] = table

    def folder_uris(self) -> list[str]:
        # A copy at once: the warm-up asks from its thread.
        return [folder.uri for folder in list(self._workspace.folders.values())] if self._workspace else []

    def folder_paths(self) -> list[str]:
        """The folders that are open, without a slash at the end."""
        paths = [to_fs_path(uri) for uri in self.folder_uris()]
        return [path.rstrip("/\\") or path for path in paths if path]

    def first_folder(self) -> str | None:
        return next(iter(self.folder_paths()), None)

    def has_folders(self) -> bool:
        return bool(self._workspace and self._workspace.folders)

    def folder_of(self, path: str) -> tuple[str, str] | None:
        """The innermost workspace folder that holds a file: its URI and its path."""
        found: tuple[str, str] | None = None
        for uri in self.folder_uris():
            folder = to_fs_path(uri)
            if folder is None:
                continue
            folder = folder.rstrip("/\\") or folder
            inside = path.startswith((folder + "/", folder + "\\")) or folder == "/"
            if inside and (found is None or len(folder) > len(found[1])):
                found = uri, folder
        return found

    def table(self, folder_uri: str | None) -> dict[str, Any]:
        """The editor's settings for a folder, without those that no file may have."""
        return {key: value for key, value in self._whole(folder_uri).items() if key not in _OF_THE_EDITOR}

    def problems(self, folder_uri: str | None) -> list[str]:
        """What is wrong with the settings that only the editor has."""
        whole = self._whole(folder_uri)
        wrong = [key for key in (*DISPLAYS, WORKSPACE) if not isinstance(whole.get(key, True), bool)]
        found = [f"{key} must be true or false, not {whole[key]!r}" for key in wrong]
        if not isinstance(whole.get(INTERPRETER, ""), str):
            found.append(f"{INTERPRETER} must be the path of a Python, not {whole[INTERPRETER]!r}")
        if whole.get(INDEX, "on") not in ("on", "off", True, False):
            found.append(f'{INDEX} must be "on" or "off", not {whole[INDEX]!r}')
        return found

    def shows(self, display: str, path: str) -> bool:
        """Whether one of `DISPLAYS` is wanted for a file."""
        return self._whole(self._folder_uri(path)).get(display) is not False

    def of_workspace(self, path: str | None = None) -> bool:
        """Whether diagnostics are shown for a file that is not open; None: for any file."""
        if path is None:
            return any(self._whole(folder).get(WORKSPACE) is True for folder in (None, *self.folder_uris()))
        return self._whole(self._folder_uri(path)).get(WORKSPACE) is True

    def indexes(self, folder_uri: str) -> bool:
        """Whether the files of a workspace folder are to be analyzed in the background."""
        return self._whole(folder_uri).get(INDEX) not in ("off", False)

    def interpreter(self, path: str) -> str:
        """The Python that the editor names for a file's programs; "" where it names none."""
        named = self._whole(self._folder_uri(path)).get(INTERPRETER)
        return named if isinstance(named, str) else ""

    def _folder_uri(self, path: str) -> str | None:
        folder = self.folder_of(path)
        return folder[0] if folder else None

    def _whole(self, folder_uri: str | None) -> dict[str, Any]:
        return {**self._common, **self._by_folder.get(folder_uri or "", {})}


def _section(configuration: Any) -> dict[str, Any]:
    """Find our table in {"slowspot": {…}}, {"settings": {…}} or the bare table; spell its keys as in files."""
    for wrapper in (SECTION, "settings", SECTION):
        inner = _get(configuration, wrapper)
        if inner is not None:
            configuration = inner
    if not isinstance(configuration, Mapping):
        configuration = getattr(configuration, "_asdict", dict)()
    return {
        re.sub(r"(?<=[a-z])([A-Z])", lambda match: "-" + match[1].lower(), str(key)): value
        for key, value in configuration.items()
        if value is not None and key not in NOT_OURS
    }


def _get(configuration: Any, key: str) -> Any:
    return configuration.get(key) if isinstance(configuration, Mapping) else getattr(configuration, key, None)
