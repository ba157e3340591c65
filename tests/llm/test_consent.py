"""Nothing is on by itself; no repository can turn it on; and `slowspot ai` tells what is."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest
from slowspot.analyzers.proving.proofs.optimizing import Task
from slowspot.cli import ai
from slowspot.cli.main import main
from slowspot.models.llm.failures import AiError, NotConsented, UnusableSettings
from slowspot.models.llm.keys import Key, find_key, hand_over
from slowspot.models.llm.settings import checked, consent_for
from slowspot.models.llm.source import ModelSource

from .conftest import KEY, MODULE, Workspace
from .model_server import Step, candidates, serving


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["ai", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_is_off_until_somebody_agrees(workspace: Workspace) -> None:
    with pytest.raises(NotConsented, match="slowspot ai enable"):
        ModelSource.for_path(str(workspace.file))


def test_a_repository_cannot_turn_it_on(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed = {"schema": "slowspot.ai/1", "workspaces": {os.path.realpath(workspace.root): {"settings": {"model": "m"}}}}
    for folder in (".slowspot", "slowspot", ".config/slowspot"):
        (workspace.root / folder).mkdir(parents=True)
        (workspace.root / folder / "ai.json").write_text(json.dumps(agreed))
    (workspace.root / "pyproject.toml").write_text(
        '[tool.slowspot.ai]\nmodel = "m"\nbase_url = "https://evil.example"\n'
    )
    monkeypatch.chdir(workspace.root)
    for relative in (".", ".config"):
        monkeypatch.setenv("XDG_CONFIG_HOME", relative)
        monkeypatch.setenv("HOME", str(workspace.user))
        with pytest.raises(NotConsented):
            consent_for(str(workspace.file))


def test_consent_holds_for_one_workspace(workspace: Workspace) -> None:
    workspace.consent("http://localhost:1/v1")
    assert consent_for(str(workspace.file)).settings.model == "scripted"
    clone = workspace.root / "vendored"
    (clone / ".git").mkdir(parents=True)
    with pytest.raises(NotConsented):
        consent_for(str(clone / "a.py"))
    link = workspace.root / "linked.py"
    link.symlink_to(clone / "a.py")
    with pytest.raises(NotConsented):
        consent_for(str(link))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "model"),
        ({"model": "m", "modle": 1}, "modle"),
        ({"model": "m", "candidates": 9}, "from 3 to 6"),
        ({"model": "m", "candidates": True}, "candidates"),
        ({"model": "m", "base_url": "localhost:11434"}, "base_url"),
        ({"model": "m", "base_url": "http://[::1/v1"}, "base_url"),
        ({"model": "m", "base_url": "http://localhost:99999999/v1"}, "base_url"),
        ({"model": "m", "base_url": "https://me:secret@example.com/v1"}, "must hold no user"),
        ({"model": "m", "base_url": "http://example.com/v1"}, "another machine"),
        ({"model": "m", "key_env": KEY}, "the name of an environment variable"),
        ({"model": "m", "cost": 1.0}, "price_in"),
    ],
)
def test_wrong_settings_are_told(given: dict[str, object], said: str) -> None:
    with pytest.raises(UnusableSettings, match=said) as caught:
        checked(given)
    assert KEY not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"schema": "slowspot.ai/1", "workspaces": 3}', "\x00"])
def test_a_damaged_settings_file_is_told(workspace: Workspace, content: str) -> None:
    workspace.consent("http://localhost:1/v1")
    (workspace.user / "slowspot/ai.json").write_text(content)
    with pytest.raises(UnusableSettings, match="damaged"):
        consent_for(str(workspace.file))


def test_a_key_is_shown_nowhere(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    key = find_key("http://localhost:1/v1")
    assert key.reveal() == KEY
    for shown in (repr(key), str(key), f"{key}", f"{[key]}"):
        assert KEY not in shown
    with pytest.raises(TypeError):
        pickle.dumps(key)
    assert key.hidden_in(f"wrong: {KEY}, sk-****cdef") == "wrong: [key], [key]"
    hand_over("http://localhost:1/v1/", "from-the-editor")
    assert find_key("http://localhost:1/v1").reveal() == "from-the-editor"
    hand_over("http://localhost:1/v1", "")
    assert Key("", "nowhere").reveal() == ""


def test_the_way_from_consent_to_the_log(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(workspace.root)
    assert run(capsys, "status", root)[1].startswith("off for ")
    with serving(Step(candidates("def unique(items):\n    return list(dict.fromkeys(items))\n"))) as server:
        given = ("enable", root, "--model", "scripted", "--base-url", server.base_url)
        code, out, err = run(capsys, *given)
        assert (code, "--yes" in err, server.base_url in out) == (2, True, True)
        assert run(capsys, *given, "--yes")[0] == 0
        status = json.loads(run(capsys, "status", root, "--format", "json")[1])
        assert (status["on"], status["key"]) == (True, "the environment variable SLOWSPOT_AI_KEY")

        body = json.loads(run(capsys, "preview", f"{workspace.file}::unique", "--format", "json")[1])
        assert server.requests == []
        source = ModelSource.for_path(str(workspace.file))
        assert len(list(source.candidates(_task_as_previewed(workspace)))) == 1
        assert server.bodies == [body]
    assert "unique" in run(capsys, "log")[1]
    assert "make Python functions faster" in run(capsys, "log", "--full")[1]
    assert run(capsys, "disable", root)[0] == 0
    assert run(capsys, "status", root)[1].startswith("off for ")
    assert KEY not in workspace.written()


def _task_as_previewed(workspace: Workspace) -> Task:
    return ai._task(str(workspace.file), "unique", MODULE)


def test_preview_needs_no_consent_and_shows_no_path(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "preview", f"{workspace.file}::Basket.names")
    assert (code, "self.items = items" in out, "it is off" in out) == (0, True, True)
    assert str(workspace.root) not in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["preview", "nowhere.py::f"], ["preview", "orders.py"], ["preview", "orders.py::gone"],
        ["enable", "--model", ""],
        ["status", "gone"], ["explain", "orders.py:0"], ["explain", "orders.py:1"], ["explain", "orders.py"],
        ["summary", "orders.py"], ["summary", "gone.json"], ["log", "--limit", "0"], ["explain", "orders.py:2000"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_told(
    workspace: Workspace, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    code, _, err = run(capsys, *arguments)
    assert (code, err.startswith("slowspot: error: ")) == (2, True)


def test_explain_sends_the_code_and_shows_no_pictures(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    words = "Each `in` walks the list. ![](http://x.example/a.png)<script>\x1b[31m"
    with serving(Step(words)) as server:
        workspace.consent(server.base_url)
        code, out, err = run(capsys, "explain", f"{workspace.file}:13")
        assert code == 0, err
        assert "if item not in seen" in server.prompt()
        assert "response_format" not in server.bodies[0]
    assert "Each `in` walks the list. [](" in out
    assert not {"<script>", "\x1b", "!["} & {part for part in ("<script>", "\x1b", "![") if part in out}


def test_summary_names_files_only_here(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    finding = {
        "path": "secret/place.py", "function": "f", "rule": "dedupe-quadratic", "message": "slow", "gain": 0.1,
        "speedup": {"median": 4.0, "basis": "model"},
    }  # fmt: skip
    analysis = {
        "schema": "slowspot.analysis/1",
        "files": 1,
        "lines": 9,
        "findings": [finding, dict(finding, path="b.py")],
    }
    Path("analysis.json").write_text(json.dumps(analysis))
    with serving(Step("First mend FILE_1, then FILE_2, which is predicted.")) as server:
        workspace.consent(server.base_url)
        code, out, _ = run(capsys, "summary", "analysis.json")
        assert code == 0
        assert "secret" not in server.prompt()
        assert "4.0 × faster (model)" in server.prompt()
    assert "First mend `secret/place.py`, then `b.py`" in out


def test_a_failing_model_is_a_message(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Step(status=401, error="no")) as server:
        workspace.consent(server.base_url)
        code, _, err = run(capsys, "explain", f"{workspace.file}:13")
    assert (code, "does not accept the key" in err, KEY in err) == (2, True, False)
    assert issubclass(UnusableSettings, AiError)
