"""Asking one host again and again without a session, in a loop.

`requests.get(…)` and `httpx.get(…)` open a connection for each call and close it again: a TCP and a TLS handshake
before each request, and the reading of the certificates. A `requests.Session()`, or an `httpx.Client()`, that is made
before the loop keeps the connection open for the next pass.

**When not to bother**: the loop makes a few passes only, or waits between them for longer than a connection is kept.

**Why the fix needs review**: requests share connections and cookies then; and the session is closed when it is thrown
away, unless a `with` does it.
"""

from __future__ import annotations

import ast
import re

from ...semantics.loops import Loop
from ...semantics.questions.hosts import asks_one_host
from ...semantics.questions.places import by_hand, in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_SESSION = {"requests": "requests.Session", "httpx": "httpx.Client"}
_ASKS = re.compile(rf"(requests|httpx)\.(?:{'|'.join(sorted(_VERBS))})")


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.loop
    asked = _ASKS.fullmatch(at.qualified(node.func) or "")
    if loop is None:  # cheap
        return None
    if asked is None or loop.kind == "while" or loop not in at.repeating or in_test(at) or by_hand(at):
        return None
    position = 1 if _verb(node) == "request" else 0
    places = [*node.args[position:], *(keyword.value for keyword in node.keywords if keyword.arg == "url"), None]
    address = places[0]
    if not asks_one_host(at, address, loop) or not _differs(node, loop):
        return None
    library = asked[1]
    calls = [call for call in loop.walk() if isinstance(call, ast.Call) and _asks(call, library, at)]
    if min(calls, key=lambda call: (call.lineno, call.col_offset)) is not node:
        return None  # one finding for each loop
    anchor = at.anchor(loop)
    return Match(
        node,
        "connects to the host anew in each pass: a session, made before the loop, keeps the connection",
        "review" if anchor is not None else None,
        "requests share connections and cookies",
        {"anchor": anchor, "calls": calls, "session": _SESSION[library]},
    )


def _verb(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _asks(call: ast.Call, library: str, at: Site) -> bool:
    """A call `requests.get(…)`, dotted, so that `session.get(…)` can take its place."""
    return _verb(call) in _VERBS and (at.qualified(call.func) or "").startswith(library + ".")


def _differs(call: ast.Call, loop: Loop) -> bool:
    """Does each pass ask for something else, and is it no new try of the same request?"""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if any(depends_on_pass(value, loop) for value in values):
        return True
    changed = loop.survey.changed
    return any(isinstance(value, ast.Name) and value.id in changed for value in values)


def rewrite(match: Match, edit: Rewrite) -> None:
    anchor = match.nodes["anchor"]
    session = edit.name("session", anchor)
    made = edit.imported(match.nodes["session"], anchor)
    edit.insert_before(anchor, "{session} = {made}()", session=session, made=made)
    for call in match.nodes["calls"]:
        edit.replace(call.func, "{session}.{verb}", session=session, verb=_verb(call))


RULE = Rule(
    slug="request-without-session",
    code="SLP702",
    family="network",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=_VERBS, in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Make one session for all passes",
    examples=[
        Example(
            before="""\
import requests


def prices(base, skus):
    found = {}
    for sku in skus:
        try:
            answer = «requests.get(f"{base}/prices/{sku}", timeout=2)»
            found[sku] = answer.text
        except requests.RequestException as error:
            found[sku] = type(error).__name__
    return found
""",
            after="""\
import requests


def prices(base, skus):
    found = {}
    session = requests.Session()
    for sku in skus:
        try:
            answer = session.get(f"{base}/prices/{sku}", timeout=2)
            found[sku] = answer.text
        except requests.RequestException as error:
            found[sku] = type(error).__name__
    return found
""",
            workload=lambda n: ("nowhere:", [str(i) for i in range(n)]),
            same=[("nowhere:", []), ("nowhere:", ["a", "b"])],
            needs=("requests",),
        ),
        Example(
            before="""\
import requests


def pages(url, count, sizes):
    params = {}
    for page in range(count):
        params.update({"page": page, "size": params.get("size", 50)})
        requests.Request("GET", url)
        try:
            sizes.append(len(«requests.get(url, params=params)».content))
            requests.delete("https://shop.example/pages/" + str(page))
        except ValueError as error:
            sizes.append(type(error).__name__)
    return sizes
""",
            after="""\
import requests


def pages(url, count, sizes):
    params = {}
    session = requests.Session()
    for page in range(count):
        params.update({"page": page, "size": params.get("size", 50)})
        requests.Request("GET", url)
        try:
            sizes.append(len(session.get(url, params=params).content))
            session.delete("https://shop.example/pages/" + str(page))
        except ValueError as error:
            sizes.append(type(error).__name__)
    return sizes
""",
            workload=lambda n: ("nowhere:", n, []),
            same=[("nowhere:", 0, []), ("nowhere:", 3, [1])],
            needs=("requests",),
        ),
        Example(
            before="""\
import httpx
from urllib.parse import urljoin

API = "https://shop.example/api/"


def stock(skus):
    found = []
    for sku in skus:
        url = urljoin(API, "stock/" + sku)
        found.append(«httpx.request("GET", url)».json())
    return found, [«httpx.get("https://shop.example/{}".format(sku))» for sku in skus]


def remove(skus):
    for sku in skus:
        «httpx.delete(url="https://shop.example/%s" % sku)»
""",
        ),
    ],
    clean=[
        """\
# One session.
import requests

def prices(base, skus):
    session = requests.Session()
    return [session.get(f"{base}/prices/{sku}").text for sku in skus]
""",
        """\
# Each may be at another host.
import requests

def sizes(urls, make):
    print([len(requests.get(make(url)).content) for url in urls])
    return [len(requests.get(url).content) for url in urls]
""",
        """\
# Only the scheme is the same.
import requests

def sizes(hosts):
    return [len(requests.get(f"https://{host}/").content) for host in hosts]
""",
        """\
# The same request, until it succeeds.
import requests

def fetch(url, log, headers):
    for attempt in range(100):
        try:
            return requests.get(url, headers=headers)
        except requests.RequestException:
            log(attempt)
    for attempt in range(100):
        answer = requests.get(url)
        if answer.ok:
            log(answer)
""",
        """\
# Three.
import requests

def sizes(base):
    return [len(requests.get(base + name).content) for name in ("a", "b", "c")]
""",
        """\
# As long as there is more.
import requests

def pages(url, page):
    while page:
        page = requests.get(url, params={"page": page}).json()["next"]
""",
        """\
# Once.
import requests

def page(url):
    return requests.get(url)
""",
        """\
# A script, run once in a while.
import requests

def main(base, names):
    for name in names:
        print(requests.get(base + name).text)
""",
        """\
# A test.
import requests

def test_pages(base, names):
    for name in names:
        assert requests.get(base + name).ok
""",
        """\
# Not a request.
import requests

def known(names):
    return [requests.codes.get(name) for name in names]
""",
        """\
# Addresses that are read are not known.
import requests

def sizes(base, names):
    found = [requests.get(*name) for name in names]
    for name in names:
        base = base + name
        found.append(requests.get(base, name))
    return found, [requests.request(base) for base in names]
""",
    ],
)
