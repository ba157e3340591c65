"""Each option of a rule changes what the rule finds."""

from __future__ import annotations

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rules.options import OptionValue
from slowspot.analyzers.rules.registry import own_rules, resolve
from slowspot.analyzers.source import Document

LETTERS = "[" + ", ".join(f'"{number}"' for number in range(80)) + "]"

CASES: dict[tuple[str, str], tuple[OptionValue, str]] = {
    ("list-membership-in-loop", "short-list"): (
        100, f"def f(words):\n    known = {LETTERS}\n    return [w for w in words if w in known]\n",
    ),
    ("slice-queue", "large-piece"): (
        1000,
        "def f(data: bytes):\n    while data:\n        print(data[:512])\n        data = data[512:]\n",
    ),
    ("sorted-topk", "few"): (20, "def f(xs):\n    return sorted(xs)[:15]\n"),
    ("constant-rebuilt-per-call", "entries"): (
        2, 'def f(word):\n    table = {"a": 1, "b": 2}\n    return table[word]\n',
    ),
    ("busy-poll", "long-sleep"): (
        60.0,
        "import asyncio\n\nclass A:\n  async def f(self):\n    while not self.on:\n      await asyncio.sleep(5)\n",
    ),
    ("table-built-at-import", "passes"): (
        1000, "TABLE = [n * n for n in range(5000)]\n\n\ndef f(n):\n    return TABLE[n]\n",
    ),
    ("heavy-import-for-annotations", "packages"): (
        ("shop_models",),
        "from __future__ import annotations\n\nimport shop_models\n\n\ndef f(x: shop_models.Item):\n    return x\n",
    ),
    ("async-blocking-indirect", "functions"): (
        ("shop.client.fetch",), "from shop import client\n\n\nasync def f(key):\n    return client.fetch(key)\n",
    ),
    ("pypy-array-elements", "pypy"): (
        True, "import numpy as np\n\n\ndef f(n: int):\n    for x in np.arange(n):\n        print(x)\n",
    ),
    ("pypy-ctypes-in-loop", "pypy"): (
        True, "import ctypes\n\nlib = ctypes.CDLL('m')\n\n\ndef f(xs):\n    return [lib.cos(x) for x in xs]\n",
    ),
    ("log-eager-arg", "loggers"): (
        ("log",), "def f(log, rows):\n    for row in rows:\n        log.debug(f'row {row}')\n",
    ),
    ("log-eager-scan", "loggers"): (
        ("self.log",), "class A:\n    def f(self, rows):\n        self.log.debug('%s', [row.name for row in rows])\n",
    ),
}  # fmt: skip


def count(slug: str, program: str, *options: tuple[str, str, OptionValue]) -> int:
    return len(Analyzer(Document(program), RuleSet([resolve(slug)[0]], options=options)).findings())


@pytest.mark.parametrize(
    ("slug", "option"), [(rule.slug, option.name) for rule in own_rules() for option in rule.options]
)
def test_it_has_an_effect(slug: str, option: str) -> None:
    value, program = CASES[slug, option]
    assert count(slug, program) != count(slug, program, (slug, option, value))


def test_the_options_of_one_rule_say_nothing_of_another() -> None:
    program = CASES["log-eager-scan", "loggers"][1]
    assert count("log-eager-scan", program, ("log-eager-arg", "loggers", ("self.log",))) == 0
