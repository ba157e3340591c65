"""The options that scripts, templates and the page about CI use are those of the command line."""

from __future__ import annotations

import re

import pytest
from slowspot.cli.main import main

from .conftest import ROOT


@pytest.mark.parametrize("name", ["analyze", "merge"])
def test_options_that_platforms_use_are_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    known = capsys.readouterr().out
    files = ["ci/gitlab.yml", ".pre-commit-hooks.yaml", "docs/ci.md"]
    text = "\n".join((ROOT / file).read_text("utf-8") for file in files)
    calls = re.findall(rf"slowspot {name}((?: +[^\n`|]*)?(?:\\\n[^\n`]*)*)", text)
    asked = {option for call in calls for option in re.findall(r"(?<!\S)--[a-z][\w-]*", call)}
    assert {option for option in asked if option not in known} == set()
