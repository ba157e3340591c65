"""Parsing the JSON body of one response a second time.

`response.json()` of requests and httpx keeps no result: each call decodes and parses the whole body anew, and makes
all of its objects again. A name for the result of the first call costs nothing.

**When not to bother**: the body is small.

**Why the fix needs review**: both places then share one object: where the first changes it, the second sees that.
"""

from __future__ import annotations

import ast

from ...semantics.questions.ordering import comes_before
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_RESPONSES = ("requests.Response", "httpx.Response")


def check(node: ast.Call, at: Site) -> Match | None:
    response = node.func.value if isinstance(node.func, ast.Attribute) else None
    if not isinstance(response, ast.Name):  # cheap
        return None
    if node.keywords:
        return None
    if at.type(response).name not in _RESPONSES or in_test(at) or isinstance(at.statement(node), ast.Raise):
        return None
    calls = [usage.around for usage in at.usages(response) if usage.kind == "method" and usage.detail == "json"]
    first = next((call for call in calls if not call.keywords and comes_before(at, call, node, response)), None)
    if first is None:
        return None
    statement = at.statement(first)
    known = _name_of(first, statement, at)
    return Match(
        node,
        "parses the same body again: keep what the first json() returned",
        "review" if _takes_line_above(statement, at) else None,
        "both places share one object, and see what either changes in it",
        {"first": first, "again": node, "known": known, "statement": statement, "response": response.id},
        related=[(first, "parsed here already")],
    )


def _name_of(first: ast.Call, statement: ast.stmt, at: Site) -> str:
    """`data = response.json()`: the name, where nothing else is ever assigned to it."""
    match statement:
        case ast.Assign(targets=[ast.Name() as target], value=value):
            return target.id if value is first and len(at.bindings(target)) == 1 else ""
        case _:
            return ""


def _takes_line_above(statement: ast.stmt, at: Site) -> bool:
    """Not so the test of an `elif`."""
    around = at.parent(statement)
    return not (isinstance(statement, ast.If) and getattr(around, "orelse", None) == [statement])


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    if nodes["known"]:
        edit.replace(nodes["again"], nodes["known"])
        return
    answer = edit.name("answer", nodes["statement"])
    edit.insert_before(nodes["statement"], "{answer} = {response}.json()", answer=answer, response=nodes["response"])
    edit.replace(nodes["first"], answer)
    edit.replace(nodes["again"], answer)


RULE = Rule(
    slug="response-parsed-again",
    code="SLP708",
    family="network",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"json"})),
    check=check,
    rewrite=rewrite,
    title="Keep the parsed body",
    examples=[
        Example(
            before="""\
import requests


def sizes(body):
    response = requests.Response()
    response._content = body.encode()
    count = len(response.json())
    data = «response.json()»
    if count:
        data = data["rows"]
    return count, data
""",
            after="""\
import requests


def sizes(body):
    response = requests.Response()
    response._content = body.encode()
    answer = response.json()
    count = len(answer)
    data = answer
    if count:
        data = data["rows"]
    return count, data
""",
            workload=lambda n: ('{"rows": [' + ", ".join('{"price": 1}' for _ in range(n)) + "]}",),
            same=[('{"rows": [{"price": 1}]}',), ("{}",), ("{",)],
            needs=("requests",),
        ),
        Example(
            before="""\
import requests


def rows(body):
    response = requests.Response()
    response._content = body.encode()
    data = response.json()
    rows = data["rows"]
    data = None
    return rows, data, «response.json()»["rows"]
""",
            after="""\
import requests


def rows(body):
    response = requests.Response()
    response._content = body.encode()
    answer = response.json()
    data = answer
    rows = data["rows"]
    data = None
    return rows, data, answer["rows"]
""",
            workload=lambda n: ('{"rows": [' + ", ".join('{"price": 1}' for _ in range(n)) + "]}",),
            same=[('{"rows": [{"price": 1}]}',), ("{}",), ("{",)],
            needs=("requests",),
        ),
        Example(
            before="""\
import requests


def bounds(body, plain):
    response = requests.Response()
    response._content = body.encode()
    if plain:
        return response.text
    else:
        return min(response.json()), max(«response.json()»)
""",
            after="""\
import requests


def bounds(body, plain):
    response = requests.Response()
    response._content = body.encode()
    if plain:
        return response.text
    else:
        answer = response.json()
        return min(answer), max(answer)
""",
            workload=lambda n: (str(list(range(n))), False),
            same=[("[1, 3, 2]", False), ("[]", False), ("[1]", True)],
            needs=("requests",),
        ),
        Example(
            before="""\
import requests


def shown(url):
    response = requests.get(url)
    if not response.ok:
        return None
    elif "error" in response.json():
        return «response.json()»["error"]
    return response.text
""",
        ),
        Example(
            before="""\
import requests


def prices(body):
    response = requests.Response()
    response._content = body.encode()
    if "error" in response.json():
        return «response.json()»["error"]
    return [row["price"] for row in «response.json()»["rows"]]
""",
            after="""\
import requests


def prices(body):
    response = requests.Response()
    response._content = body.encode()
    answer = response.json()
    if "error" in answer:
        return answer["error"]
    return [row["price"] for row in answer["rows"]]
""",
            workload=lambda n: ('{"rows": [' + ", ".join('{"price": 1}' for _ in range(n)) + "]}",),
            same=[('{"rows": [{"price": 1}]}',), ('{"error": 3}',), ("{",), ("[]",)],
            needs=("requests",),
        ),
        Example(
            before="""\
import requests


def total(body):
    response = requests.Response()
    response._content = body.encode()
    data = response.json()
    count = len(data["rows"])
    if count:
        rows = «response.json()»["rows"]
        return count, rows
    return 0, [page + 1 for page in range(«response.json()»["pages"])]
""",
            after="""\
import requests


def total(body):
    response = requests.Response()
    response._content = body.encode()
    data = response.json()
    count = len(data["rows"])
    if count:
        rows = data["rows"]
        return count, rows
    return 0, [page + 1 for page in range(data["pages"])]
""",
            workload=lambda n: ('{"rows": [' + ", ".join('{"price": 1}' for _ in range(n)) + "]}",),
            same=[('{"rows": [], "pages": 2}',), ('{"rows": [1]}',), ("{}",)],
            needs=("requests",),
        ),
        Example(
            before="""\
import requests


def rows(url):
    response = requests.get(url)
    found = [row for row in response.json()["rows"] if row["count"] < «response.json()»["limit"]]
    return found
""",
        ),
    ],
    clean=[
        """\
# On the way out, once in a while.
import requests

def rows(url):
    response = requests.get(url)
    if "rows" not in response.json():
        raise ValueError(response.json()["error"])
""",
        """\
# Parsed once.
import requests

def rows(url, show):
    data = requests.get(url).json()
    response = requests.get(url)
    response.raise_for_status()
    show(response.json)
    return data["rows"], data["count"], response.json()
""",
        """\
# Another response.
import requests

def rows(url):
    response = requests.get(url)
    found = response.json()["rows"]
    response = requests.get(url + "?page=2")
    return found + response.json()["rows"]
""",
        """\
# One of the two.
import requests

def rows(url, plain):
    response = requests.get(url)
    if plain:
        return response.json()["rows"]
    return response.json()["table"]["rows"]
""",
        """\
# After an error of the first.
import requests

def rows(url):
    response = requests.get(url)
    try:
        return response.json()["rows"]
    except KeyError:
        return response.json()["error"]
""",
        """\
# Another in each pass.
import requests

def rows(urls):
    response = requests.get(urls[0])
    found = response.json()
    for url in urls:
        found += response.json()
        response = requests.get(url)
    return found
""",
        """\
# Parsed in another way, or not the body of a response.
import requests

def rows(url, table):
    response = requests.get(url)
    found = response.json(parse_float=str)
    print(table.json(), table.json())
    return found, response.json()
""",
        """\
# So is this.
import requests

def rows(url):
    response = requests.get(url)
    found = response.json()
    return found, response.json(parse_float=str)
""",
        """\
# A test.
import requests

def test_rows(url):
    response = requests.get(url)
    assert response.json()
    assert response.json()["rows"]
""",
        """\
# Only perhaps parsed before.
import requests

def rows(url, log):
    response = requests.get(url)
    found = log and response.json()
    shown = response.json() if log else None
    for name in log:
        print(response.json())
    return [response.text for _ in log if response.ok], found, shown
""",
    ],
)
