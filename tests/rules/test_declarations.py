"""Every rule keeps what its declaration says: detection, fix, idempotence, equality, and silence on clean code."""

from __future__ import annotations

import re
from typing import Any

import pytest
from slowspot.analyzers.promises.checking import PROMISES, Promise, subjects
from slowspot.analyzers.rules.declaration import Rule
from slowspot.analyzers.rules.registry import own_rules

from tests.heavy import skip_without

HUNDREDS = {
    "collections": "1", "strings": "2", "files": "2", "asyncio": "3", "arrays": "6", "frames": "6", "database": "7",
    "network": "7", "regex": "8", "logging": "8", "caching": "8", "memory": "8", "startup": "8", "folklore": "9",
    "torch": "4", "tensorflow": "4", "jax": "4", "cupy": "5", "tpu": "5", "numba": "5", "interpreters": "5",
    "calls": "6",
}  # fmt: skip


@pytest.mark.parametrize("rule", own_rules(), ids=lambda rule: rule.slug)
def test_names_follow_the_scheme(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.slug)
    assert re.fullmatch(rf"SLP{HUNDREDS[rule.family]}\d\d", rule.code)
    assert rule.check.__module__.endswith(f".{rule.family}.{rule.slug.replace('-', '_')}")


@pytest.mark.parametrize(
    ("promise", "rule", "subject"),
    [
        pytest.param(promise, rule, subject, id=f"{promise.name}-{rule.slug}-{number}")
        for promise in PROMISES
        for rule in own_rules()
        for number, subject in subjects(promise, rule)
    ],
)
def test_keeps_its_promise(promise: Promise, rule: Rule, subject: Any) -> None:
    if promise.runs:
        skip_without(getattr(subject, "needs", ()))
    promise.check(rule, subject)
