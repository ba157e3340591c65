"""Settings: from files, from the editor, by folder, and what happens when they change or are wrong."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from lsprotocol import types
from slowspot.server.editor_files import EditorSettingsFiles
from slowspot.server.settings import EditorSettings
from slowspot.server.workspace import OpenDocuments

from .session import rules, session, until

SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
PLUGIN = Path(__file__).resolve().parents[2] / "examples" / "plugin" / "slowspot_copies"
OFF = '[tool.slowspot]\nignore = ["sorted-first"]\n'


def project(folder: Path, settings: str, name: str = "pyproject.toml") -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(settings, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("pyproject.toml", OFF),
        ("slowspot.toml", 'ignore = ["sorted-first"]\n'),
        ("pyproject.toml", '[tool.slowspot]\nexclude = ["pkg"]\n'),
    ],
)
async def test_settings_file_holds(name: str, settings: str, tmp_path: Path) -> None:
    async with session(project(tmp_path, settings, name)) as s:
        assert rules(await s.open("pkg/shop.py", SLOW)) == []


async def test_nearest_settings_file_holds(tmp_path: Path) -> None:
    project(tmp_path, OFF)
    project(tmp_path / "inner", "[tool.slowspot]\n")
    async with session(tmp_path) as s:
        assert rules(await s.open("shop.py", SLOW)) == []
        assert rules(await s.open("inner/shop.py", SLOW)) == ["sorted-first"]


async def test_two_folders_have_their_own_settings(tmp_path: Path) -> None:
    one, two = project(tmp_path / "one", OFF), project(tmp_path / "two", "[tool.slowspot]\n")
    async with session(tmp_path, folders=[one, two]) as s:
        assert rules(await s.open("one/shop.py", SLOW)) == []
        assert rules(await s.open("two/shop.py", SLOW)) == ["sorted-first"]


async def test_file_outside_of_all_folders_has_the_defaults(tmp_path: Path) -> None:
    inside, outside = project(tmp_path / "in", "[tool.slowspot]\n"), project(tmp_path / "out", OFF)
    async with session(inside) as s:
        assert rules(await s.open((outside / "shop.py").as_uri(), SLOW)) == ["sorted-first"]


async def test_initialization_options_win_over_the_file(tmp_path: Path) -> None:
    async with session(project(tmp_path, OFF), "neovim", options={"settings": {"ignore": []}}) as s:
        assert rules(await s.open("shop.py", SLOW)) == ["sorted-first"]


async def test_configuration_is_pulled_for_each_folder(tmp_path: Path) -> None:
    one, two = project(tmp_path / "one", ""), project(tmp_path / "two", "")
    configuration = {
        "": {},
        one.as_uri(): {"ignore": ["sorted-first"]},
        two.as_uri(): {"perFileIgnores": {"other.py": ["all"]}},
    }
    async with session(tmp_path, folders=[one, two], configuration=configuration) as s:
        await until(lambda: s.client.registrations, "registrations")
        await s.open("two/shop.py", SLOW)
        assert rules(await s.open("one/shop.py", SLOW)) == []
        assert rules(await s.open("two/other.py", SLOW)) == []
        assert rules(s.reports("two/shop.py")[-1].diagnostics) == ["sorted-first"]


async def test_changed_configuration_takes_effect_at_once(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        s.client.set_configuration({"slowspot": {"ignore": ["sorted-first"]}})
        s.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        assert rules(await s.diagnostics_after("shop.py", 1)) == []


async def test_changed_settings_file_takes_effect(tmp_path: Path) -> None:
    async with session(project(tmp_path, OFF)) as s:
        assert rules(await s.open("shop.py", SLOW)) == []
        [watch] = await until(
            lambda: [it for it in s.client.registrations if it.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES],
            "a registration",
        )
        assert watch.register_options is not None
        project(tmp_path, "[tool.slowspot]\n")
        event = types.FileEvent((tmp_path / "pyproject.toml").as_uri(), types.FileChangeType.Changed)
        s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        assert rules(await s.diagnostics_after("shop.py", 1)) == ["sorted-first"]


async def test_added_folder_brings_its_settings(tmp_path: Path) -> None:
    inside, outside = project(tmp_path / "in", ""), project(tmp_path / "out", OFF)
    async with session(inside) as s:
        name = (outside / "shop.py").as_uri()
        assert rules(await s.open(name, SLOW)) == ["sorted-first"]
        event = types.WorkspaceFoldersChangeEvent(added=[types.WorkspaceFolder(outside.as_uri(), "out")], removed=[])
        s.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        assert rules(await s.diagnostics_after(name, 1)) == []


@pytest.mark.parametrize(
    ("settings", "telling"),
    [
        ('[tool.slowspot]\nignore = ["sorted-frist"]\n', "sorted-frist"),
        ('[tool.slowspot]\nselect = "all"\n', "select"),
        ("[tool.slowspot\n", "pyproject.toml"),
    ],
)
async def test_wrong_settings_are_told_once_and_defaults_hold(settings: str, telling: str, tmp_path: Path) -> None:
    async with session(project(tmp_path, settings)) as s:
        assert rules(await s.open("shop.py", SLOW)) == ["sorted-first"]
        assert rules(await s.open("other.py", SLOW)) == ["sorted-first"]
        await s.edit("shop.py", ((0, 0), (0, 0), "\n"))
        [message] = s.client.messages
        assert message.type == types.MessageType.Warning
        assert telling in message.message


def test_a_setting_removed_from_the_editor_no_longer_holds() -> None:
    settings = EditorSettings()
    settings.start({"preview": True}, OpenDocuments(None, [], "utf-16"))
    settings.replace_folder(None, {"ignore": ["all"]})
    assert settings.table(None) == {"ignore": ["all"]}
    settings.replace_folder(None, None)
    assert settings.table(None) == {"preview": True}


async def test_overrides_options_and_the_editor_hold_alike_for_open_and_closed_files(tmp_path: Path) -> None:
    settings = '[[overrides]]\npaths = ["tests/"]\nignore = ["sorted-first"]\n[per-file-ignores]\n"b.py" = ["all"]\n'
    project(tmp_path, settings, "slowspot.toml")
    editor = {"preview": True, "per-file-ignores": {"c.py": ["all"]}}
    names = ("a.py", "b.py", "c.py", "tests/a.py")
    closed = EditorSettingsFiles(str(tmp_path), editor)
    chosen = [{rule.slug for rule in closed.for_file(str(tmp_path / name)).settings.rules()} for name in names]
    async with session(tmp_path, "neovim", options={"settings": editor}) as s:
        shown = [rules(await s.open(name, SLOW)) for name in names]
    assert shown == [["sorted-first"], [], [], []]
    assert [["sorted-first"] if "sorted-first" in each else [] for each in chosen] == shown


async def test_rules_of_plugins_are_shown_where_the_settings_let_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    shutil.copytree(PLUGIN, site / "slowspot_copies")
    points = site / "slowspot_copies-1.0.dist-info" / "entry_points.txt"
    points.parent.mkdir()
    points.write_text("[slowspot.rules]\ncopies = slowspot_copies\nlost = no_such_module\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")])))
    text = "import uuid\n\nkey = str(uuid.uuid4()).replace('-', '')\n"
    project(tmp_path / "work" / "without", "plugins = []\n", "slowspot.toml")
    async with session(tmp_path / "work") as s:
        assert rules(await s.open("shop.py", text)) == ["uuid-hex-replace"]
        assert rules(await s.open("without/shop.py", text)) == []
        assert "plugin lost: no_such_module is off" in str(s.client.messages)
