"""Commands of the editor, on real programs: profile a file, a test, a configuration; cancel; clear; go to callers."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .measured import SHOP, keep_run
from .session import Session, session, until
from .test_profiles import lenses

BUSY = """\
import sys


def burn(seconds):
    import time

    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(1000))


if __name__ == "__main__":
    print("burning", *sys.argv[1:])
    burn(0.4)
"""

TESTS = """\
from busy import burn


class TestBurn:
    def test_long(self):
        burn(0.3)


def test_short():
    burn(0.3)
"""


async def command(s: Session, name: str, *arguments: Any, token: str | None = None, seconds: float = 60) -> Any:
    if token is not None:
        s.client.progress_reports[token] = []
    params = types.ExecuteCommandParams(name, list(arguments), work_done_token=token)
    return await asyncio.wait_for(s.client.workspace_execute_command_async(params), seconds)


def printed(answer: dict[str, Any]) -> str:
    """What the program wrote to its streams."""
    return Path(answer["output"]).read_text("utf-8")


def lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def project(folder: Path) -> None:
    (folder / "busy.py").write_text(BUSY, "utf-8")
    (folder / "test_busy.py").write_text(TESTS, "utf-8")


async def test_profile_of_a_file_is_shown_when_it_has_ended(tmp_path: Path) -> None:
    project(tmp_path)
    async with session(tmp_path) as s:
        await s.open("busy.py", BUSY)
        assert await command(s, "slowspot.profile", s.uri("busy.py")) == {"started": "busy.py"}
        [message] = await until(lambda: s.client.messages, "the end")
        assert message.type == types.MessageType.Info
        assert message.message.startswith("Slowspot: busy.py ran for ")
        assert "; hottest: burn (busy.py) with " in message.message
        found = await lenses(s, "busy.py")
        assert "% of run" in found[3]
        assert found[0].endswith("python busy.py")
        [values] = s.client.progress_reports.values()
        kinds = [type(it) for it in values]
        assert kinds[0] is types.WorkDoneProgressBegin
        assert kinds[-1] is types.WorkDoneProgressEnd


async def test_profile_of_a_configuration_answers_at_the_end_of_its_progress(tmp_path: Path) -> None:
    project(tmp_path)
    inner = tmp_path / "inner"
    inner.mkdir()
    async with session(tmp_path) as s:
        answer = await command(
            s,
            "slowspot.profile",
            {
                "type": "debugpy",
                "request": "launch",
                "module": "busy",
                "args": ["a", "b c"],
                "cwd": str(inner),
                "env": {"PYTHONPATH": str(tmp_path), "HOME": None},
                "python": [sys.executable],
                "sampler": "thread",
            },
            token="mine",
        )
        assert answer["code"] == 0
        assert printed(answer) == "burning a b c\n"
        assert (tmp_path / ".slowspot" / "runs" / f"{answer['run']}.json").exists()
        assert isinstance(s.client.progress_reports["mine"][-1], types.WorkDoneProgressEnd)


async def test_a_file_that_imports_from_its_package_runs_as_a_module(tmp_path: Path) -> None:
    package = tmp_path / "outer" / "inner"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").write_text("", "utf-8")
    (package / "busy.py").write_text(BUSY, "utf-8")
    (package / "start.py").write_text("from .busy import burn\n\nburn(0.2)\nprint(__package__)\n", "utf-8")
    async with session(tmp_path) as s:
        answer = await command(s, "slowspot.profile", s.uri("outer/inner/start.py"), token="mine")
        assert printed(answer) == "outer.inner\n"
        assert (tmp_path / ".slowspot" / "runs" / f"{answer['run']}.json").exists()


async def test_profile_of_the_test_at_a_line(tmp_path: Path) -> None:
    project(tmp_path)
    async with session(tmp_path) as s:
        await s.open("test_busy.py", TESTS)
        test = {
            "uri": s.uri("test_busy.py"),
            "line": 5,
            "args": ["-p", "no:cacheprovider"],
            "env": {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        }
        answer = await command(s, "slowspot.profileTest", test, token="mine")
        assert answer["code"] == 0
        output = printed(answer)
        assert "1 passed" in output
        found = await lenses(s, "test_busy.py")
        assert sorted(found) == [0, 4]


async def test_a_program_that_fails_is_told_with_its_output(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise SystemExit('no such table')\n", "utf-8")
    async with session(tmp_path) as s:
        answer = await command(s, "slowspot.profile", s.uri("broken.py"), token="mine")
        assert answer["code"] == 1
        [message] = s.client.messages
        assert message.type == types.MessageType.Warning
        assert "ended with exit status 1; its output is in " in message.message
        assert printed(answer) == "no such table\n"


def saved(s: Session) -> int:
    """Samples of the program that are safe, by the last report of progress."""
    reports = [it for it in s.client.progress_reports["mine"] if isinstance(it, types.WorkDoneProgressReport)]
    return int((reports[-1].message or "").split(", ")[1].split()[0].replace(",", "")) if reports else 0


@pytest.mark.parametrize("way", ["button", "request"])
async def test_cancelled_program_is_ended_and_what_was_recorded_kept(way: str, tmp_path: Path) -> None:
    endless = BUSY.replace("burn(0.4)", "burn(0.2)\n    open('burnt', 'w').close()\n    burn(600)")
    (tmp_path / "busy.py").write_text(endless, "utf-8")
    async with session(tmp_path) as s:
        await s.open("busy.py", endless)
        s.client.progress_reports["mine"] = []
        parameters = types.ExecuteCommandParams("slowspot.profile", [s.uri("busy.py")], work_done_token="mine")
        request = s.client.protocol.send_request(types.WORKSPACE_EXECUTE_COMMAND, parameters, msg_id="to-cancel")
        await until((tmp_path / "burnt").exists, "the program")
        before = saved(s)
        await until(lambda: saved(s) > before, "samples")
        if way == "button":
            s.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("mine"))
            assert (await asyncio.wrap_future(request))["code"] != 0
        else:
            s.client.cancel_request(types.CancelParams("to-cancel"))
            with pytest.raises(JsonRpcException, match="cancel"):
                await asyncio.wrap_future(request)
        [message] = await until(lambda: s.client.messages, "the end")
        assert "busy.py was stopped after " in message.message
        assert 3 in await lenses(s, "busy.py")


async def test_server_that_ends_ends_the_program(tmp_path: Path) -> None:
    script = BUSY.replace("0.4", "600").replace(
        "import sys\n", "import os, sys\nopen('pid', 'w').write(str(os.getpid()))\n"
    )
    (tmp_path / "busy.py").write_text(script, "utf-8")
    async with session(tmp_path) as s:
        await command(s, "slowspot.profile", s.uri("busy.py"))
        pid = int(await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "the program"))
    assert not lives(pid)


async def test_wrong_arguments_are_refused_with_the_reason(tmp_path: Path) -> None:
    wrong: list[tuple[list[Any], str]] = [
        ([], "needs one argument"),
        ([17], "needs a URI or a table"),
        ([{"args": ["x"]}], "neither a program nor a module"),
        ([{"program": "ghost.py"}], "there is no "),
        (["untitled:Untitled-1"], "there is no "),
        ([{"module": "busy", "cwd": "/nowhere"}], "cwd: there is no folder /nowhere"),
        ([{"module": "busy", "env": ["A"]}], "env must be a table"),
        ([{"module": "busy", "sampler": "perf"}], "sampler must be pyinstrument or thread"),
        ([{"module": "busy", "python": "/nowhere/python"}], "/nowhere/python: does not start"),
    ]
    async with session(tmp_path) as s:
        for arguments, telling in wrong:
            with pytest.raises(JsonRpcException, match=telling):
                await command(s, "slowspot.profile", *arguments, token="mine")
        with pytest.raises(JsonRpcException, match="there is no profile of "):
            await command(s, "slowspot.report")


async def test_interpreter_without_pyinstrument_says_what_to_install(tmp_path: Path) -> None:
    project(tmp_path)
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S -E "$@"\n', "utf-8")
    bare.chmod(0o755)
    async with session(tmp_path, options={"settings": {"interpreter": str(bare)}}) as s:
        wanted = {"program": str(tmp_path / "busy.py"), "sampler": "pyinstrument"}
        with pytest.raises(JsonRpcException, match="pip install 'pyinstrument"):
            await command(s, "slowspot.profile", wanted, token="mine")


async def test_clear_removes_what_was_measured(tmp_path: Path) -> None:
    keep_run(tmp_path)
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        assert 3 in await lenses(s)
        assert await command(s, "slowspot.clearProfile") == 2
        found = await s.diagnostics_after("shop.py", 1)
        assert [it.code for it in found] == ["sorted-first"]
        assert await lenses(s) == {}


async def test_click_on_a_lens_leads_to_a_caller(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        s.client.answer = lambda question: (question.actions or [None])[0]
        await command(s, "slowspot.showCalls", s.uri("shop.py"), "load")
        [question] = s.client.questions
        assert [it.title for it in question.actions or ()] == ["← serve (shop.py) 60 % · 6.0 s"]
        [shown] = s.client.shown_documents
        assert (shown.uri, shown.selection) == (
            s.uri("shop.py"),
            types.Range(types.Position(12, 0), types.Position(12, 0)),
        )


async def test_report_is_made_by_our_own_modules_and_opened(tmp_path: Path) -> None:
    keep_run(tmp_path)
    # A project's own module of that name must not be imported.
    (tmp_path / "argparse.py").write_text("raise SystemExit('the wrong argparse')\n", "utf-8")
    async with session(tmp_path) as s:
        page = await command(s, "slowspot.report", s.uri("shop.py"), token="mine")
        assert page == str(tmp_path / ".slowspot" / "report.html")
        assert (tmp_path / ".slowspot" / "report.html").read_text("utf-8").startswith("<!doctype html>")
        [shown] = s.client.shown_documents
        assert (shown.uri, shown.external) == (Path(page).as_uri(), True)
        # For a client that shows it itself, of the project that has a profile.
        assert await command(s, "slowspot.report", {"open": False}, token="mine") == page
        assert s.client.shown_documents == [shown]
