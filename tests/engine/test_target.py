"""Rules that are right only from some Python on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from slowspot.analyzers.engine import RuleSet
from slowspot.analyzers.rules.registry import resolve

RULE = replace(resolve("sorted-first")[0], since=(3, 12))


@pytest.mark.parametrize(("target", "there"), [((3, 11), False), ((3, 12), True), ((3, 14), True)])
def test_a_rule_is_off_where_code_must_run_on_an_older_python(target: tuple[int, int], there: bool) -> None:
    assert (RULE in RuleSet([RULE], target).rules) == there
