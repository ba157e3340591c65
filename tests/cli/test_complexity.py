"""`slowspot analyze --complexity`: what functions cost, through calls of other files, and what is no cost."""

from __future__ import annotations

import pytest

from .conftest import Project

ITEMS = """\
class Item:
    name: str


class Index:
    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def find(self, name: str) -> Item | None:
        for item in self.items:
            if item.name == name:
                return item
        return None
"""
ORDERS = """\
from .items import Index


def first(orders: list) -> object:
    return orders[0]


def match(orders: list[str], index: Index) -> list:
    found = []
    for order in orders:
        found.append(index.find(order))
    return found
"""


@pytest.fixture
def shop(project: Project) -> Project:
    project.file("shop/__init__.py", "from .orders import match\n")
    project.file("shop/items.py", ITEMS)
    project.file("shop/orders.py", ORDERS)
    project.file("run.py", "import shop\n\n\ndef main(orders: list, index):\n    return shop.match(orders, index)\n")
    return project


def test_the_cost_names_the_loop_and_the_function_of_another_file(shop: Project) -> None:
    lines = shop.run("analyze", "--complexity").lines
    assert lines[:3] == [
        "run.py:4 main  O(len(orders) · len(index.items))",
        "    from `Index.find` (for item in self.items, items.py:10)",
        "shop/orders.py:8 match  O(len(orders) · len(index.items))",
    ]
    assert lines[3] == "    from the loop at 10 and `Index.find` (for item in self.items, items.py:10)"
    assert lines[-1] == ("5 functions in 4 files: 3 grow with what comes in, 2 do not, of 0 the source does not tell")


def test_json_holds_every_function_with_its_way(shop: Project) -> None:
    report = shop.run("analyze", "--complexity", "--format", "json").json
    assert report["schema"] == "slowspot.complexity/1"
    assert {each["function"]: each["kind"] for each in report["functions"]} == {
        "main": "grows", "match": "grows", "Index.find": "grows", "Index.__init__": "constant", "first": "constant",
    }  # fmt: skip
    match = next(each for each in report["functions"] if each["function"] == "match")
    assert [(reason["path"], reason["line"], reason["function"]) for reason in match["reasons"]] == [
        ("shop/orders.py", 10, "match"),
        ("shop/orders.py", 11, "match"),
        ("shop/items.py", 10, "Index.find"),
    ]


def test_circles_of_imports_and_calls_end(project: Project) -> None:
    project.file("a.py", "import b\n\n\ndef f(xs):\n    return b.g(xs)\n")
    project.file("b.py", "import a\n\n\ndef g(xs):\n    return a.f(xs)\n")
    outcome = project.run("analyze", "--complexity", "--format", "json")
    assert [each["kind"] for each in outcome.json["functions"]] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--format", "sarif"), "--complexity is told as text or json"),
        (("-o", "text:-", "-o", "a.json"), "--complexity is told as text or json, in one report"),
        (("missing",), "missing: does not exist"),
    ],
)
def test_wrong_usage_ends_with_2(shop: Project, arguments: tuple[str, ...], told: str) -> None:
    outcome = shop.run("analyze", "--complexity", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


def test_a_broken_file_leaves_the_rest(shop: Project) -> None:
    shop.file("broken.py", "def f(:\n")
    shop.file("latin.py", b"# \xff\ndef g(): pass\n")
    outcome = shop.run("analyze", "--complexity", "-q")
    assert (outcome.code, len(outcome.lines)) == (0, 3)
