"""A run that was interrupted says so in every format, and is nowhere taken for a clean one."""

from __future__ import annotations

import json

import pytest
from slowspot.cli.formats.outputs import FORMATS

from .made import report, written


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_each_format_says_that_it_is_partial(form: str, quiet: bool) -> None:
    missing = "interrupted after 1 of 9 files"
    text = written(form, report(partial=missing), quiet=quiet)
    assert (missing in text) == (not quiet or form != "text")  # there standard error says it
    if form == "junit":
        assert 'errors="1"' in text
    elif form == "gitlab":
        assert json.loads(text)[0]["severity"] == "major"
