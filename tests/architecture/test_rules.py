"""What holds for all rules together. What holds for each alone is tested from its declaration."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from slowspot.analyzers.rules.declaration import Rule
from slowspot.analyzers.rules.registry import all_rules

from .tree import ROOT, files

RULES = all_rules()
FOLDER = Path("analyzers/rules")


def module_path(rule: Rule) -> Path:
    found = sys.modules[rule.check.__module__].__file__
    assert found is not None
    return Path(found).resolve().relative_to(ROOT)


def repeated(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_codes_are_unique() -> None:
    assert repeated([rule.code for rule in RULES]) == []


def test_names_are_unique_earlier_ones_included() -> None:
    assert repeated([name for rule in RULES for name in (rule.slug, *rule.former)]) == []


def test_codes_are_slp_and_three_digits() -> None:
    assert [rule.code for rule in RULES if not re.fullmatch(r"SLP[1-9]\d\d", rule.code)] == []


def test_a_hundred_of_codes_belongs_to_one_group_of_families() -> None:
    families: dict[str, set[str]] = {}
    for rule in RULES:
        families.setdefault(rule.family, set()).add(rule.code[3])
    assert {family: digits for family, digits in families.items() if len(digits) > 1} == {}


def test_a_rule_stands_in_the_file_that_its_name_says() -> None:
    wrong = {
        rule.slug: str(path)
        for rule in RULES
        if (path := module_path(rule)).stem != rule.slug.replace("-", "_") or path.parent.name != rule.family
    }
    assert wrong == {}


def test_every_file_of_a_family_is_a_registered_rule() -> None:
    families = [path for path in files() if path.parent.parent == FOLDER and path.suffix == ".py"]
    modules = {path for path in families if not path.stem.startswith("_")}
    assert modules - {module_path(rule) for rule in RULES} == set()


def test_every_rule_has_a_page() -> None:
    assert [rule.slug for rule in RULES if not re.match(r"\S.{10,}\.\n", rule.doc)] == []


def test_stable_rules_hold_the_anatomy() -> None:
    bare = [rule.slug for rule in RULES if rule.stage == "stable" and not (rule.examples and rule.clean)]
    assert bare == []
    assert [rule.slug for rule in RULES if rule.rewrite and not (rule.title and rule.stage)] == []


def test_there_are_rules_that_say_leave_it() -> None:
    assert sum(rule.family == "folklore" for rule in RULES) >= 2
