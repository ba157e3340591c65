"""The schema of the settings says what Slowspot says of a settings file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from slowspot.analyzers.settings_reading import KEYS, parse

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def schema() -> Any:
    found = json.loads((DOCS / "slowspot.schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(found)
    return found


def test_it_knows_every_key(schema: Any) -> None:
    assert schema["properties"].keys() == KEYS.keys()


def test_the_example_of_the_page_is_sound(schema: Any) -> None:
    example = (DOCS / "configuration.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    table = tomllib.loads(example)["tool"]["slowspot"]
    jsonschema.validate(table, schema)
    assert parse(table)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "selct = []",
        'select = "all"',
        "preview = 1",
        "jobs = -1",
        'target-version = "2.7"',
        'fail-on = "warn"',
        "[rules.busy-poll]\nlong-sleep = true",
        "[rules.busy-poll]\nlong = 1",
        "[[overrides]]\npreview = true",
        "[[overrides]]\npaths = ['a']\njobs = 2",
    ],
)
def test_both_refuse_what_is_wrong(schema: Any, text: str) -> None:
    table = tomllib.loads(text)
    assert parse(table)[1]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, schema)
