"""Asking a database or a service once per pass of a loop, by a call that does not look like it.

`for line in lines: price = self.price_of(line)` looks like a computation; that `price_of` calls `Products.find`, which
sends a query, shows only in another file. Each pass waits for a round trip: a thousand lines wait a thousand times. One
question for all of them (a query with `IN`, a batch operation, `in_bulk()`, a list of keys) waits once, and the loop
looks up in what it returned.

The whole program is linked, so the way may lead through any number of calls and files; it is told step by step, and its
places are attached to the finding. Reported is only what certainly asks in each pass, for something that the pass is
about. Silent are loops of a few passes, loops that end with the first answer, retries, and what is cached.

**When not to bother**: the loop makes a few passes; the service takes one at a time; what is done is a job in the
background where nobody waits.
"""

from __future__ import annotations

import ast
import re

from ...semantics.loops import Loop
from ...semantics.outside import Effect
from ...semantics.questions.effects import asking_effect, is_run, steps_of, way_of
from ...semantics.questions.places import by_hand, seldom_run
from ...semantics.questions.repeats import depends_on_pass, runs_in_each_pass
from ...semantics.site import Site
from ...semantics.sizes import FEW, size_of
from ..declaration import Example, Match, Rule, Triggers

_SAYS = {
    "http": "makes a request",
    "awaited http": "makes a request",
    "database": "asks the database",
    "awaited database": "asks the database",
    "subprocess": "starts a process",
    "network": "waits for the network",
}
_WRITES = frozenset({
    "save", "create", "commit", "flush", "update", "delete", "insert_one", "update_one", "replace_one", "delete_one",
    "get_or_create", "update_or_create", "put_object", "put_item", "delete_object", "send_message",
})  # fmt: skip
_PLAIN = frozenset({"execute", "executemany", "save", "delete", "commit", "flush", "refresh", "create"})
_ENDS = frozenset({"subprocess.Popen.wait", "subprocess.Popen.communicate", "os.wait", "os.waitpid"})
"""They wait for one thing each that has been started before."""
_PIECES = re.compile(r"(?:^|[._])(?:chunk|batch|page|piece|segment|block)(?:s|ed|es)?(?:_|$)|(?:Chunk|Batch|Page)")
"""Names of what is many at once already."""


def check(node: ast.Call | ast.Attribute, at: Site) -> Match | None:
    called = at.called(node)
    if called is None or called.is_property is isinstance(node, ast.Call):  # cheap
        return None
    if called.name.rpartition(".")[2] == at.qualname.rpartition(".")[2]:
        return None  # it calls itself, for the branches of a tree
    effect = asking_effect(called)
    if effect is None or not is_run(at, node, called):
        return None
    if called.is_async and effect.kind == "awaited http":
        return None  # requests that are awaited can be made together: `await-in-loop`
    if not effect.hops:
        return None  # it looks like what it is: `query-in-loop`, `execute-in-loop` and others judge it
    if effect.source in _ENDS or _is_plain(called.name, effect) or _PIECES.search(called.name):
        return None
    repeats = _is_mapped(node, at) or _asking_loop(node, at) is not None
    if not repeats or seldom_run(at) or by_hand(at) or not at.qualname:
        return None
    instead = "write all of them at once" if effect.source.rpartition(".")[2] in _WRITES else "ask once for all of them"
    return Match(
        node,
        f"{_SAYS[effect.kind]} in each pass: {way_of(called, effect)}; {instead}",
        related=steps_of(effect),
    )


def _is_plain(name: str, effect: Effect) -> bool:
    """Does it look like what it is: `bridge.execute(query)`, or a model's own `save()`?

    What a model does besides when it saves itself would be lost on a bulk operation.
    """
    last = name.rpartition(".")[2]
    return last in _PLAIN and last == effect.source.rpartition(".")[2]


def _is_mapped(node: ast.Call | ast.Attribute, at: Site) -> bool:
    """`list(map(load, keys))`: one call for each key."""
    if not isinstance(node, ast.Call) or not at.is_call(node, "builtins.map") or len(node.args) < 2:
        return False
    count = size_of(at.facts, node.args[1])
    return isinstance(at.parent(node), ast.Call) and (count is None or count > FEW)


def _asking_loop(node: ast.Call | ast.Attribute, at: Site) -> Loop | None:
    """The loop whose passes ask, each about something of its own; None where that is a few times, or until it works."""
    loop = at.loop
    if loop is None or loop.kind == "while" or loop not in at.repeating or loop.is_async:
        return None
    if isinstance(node, ast.Attribute):
        values = [node.value]
    else:
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            values.append(node.func.value)
    if not any(depends_on_pass(value, loop) for value in values) or _in_pieces(loop):
        return None
    if loop.is_comprehension:
        return loop
    if any(isinstance(inner, (ast.Break, ast.Return)) for inner in loop.walk()):
        return None  # an answer decides
    if not runs_in_each_pass(at, node, loop):
        return None  # once in a while
    return loop


def _in_pieces(loop: Loop) -> bool:
    """`for chunk in chunked(keys, 500)`, `for number in range(page_count)`: is each pass about many at once already?"""
    parts = [part for part in (loop.target, loop.iterable) if part is not None]
    names = [getattr(node, "id", None) or getattr(node, "attr", "") for part in parts for node in ast.walk(part)]
    return any(_PIECES.search(name) for name in names)


RULE = Rule(
    slug="io-in-loop",
    code="SLP634",
    family="calls",
    stage="preview",
    gains="latency",
    triggers=Triggers(told=True),
    check=check,
    examples=[
        Example(
            before="""\
import sqlite3


class Products:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def find(self, sku):
        return self.connection.execute("SELECT price FROM products WHERE sku = ?", (sku,)).fetchone()


class Pricing:
    def __init__(self, products: Products):
        self.products = products

    def price_of(self, sku):
        row = self.products.find(sku)
        return row[0] if row else 0


def total(pricing: Pricing, skus):
    return sum(«pricing.price_of(sku)» for sku in skus)
""",
        ),
        Example(
            before="""\
import requests


def fetch(url):
    return requests.get(url, timeout=5).json()


def user(base, number):
    return fetch(f"{base}/users/{number}")


def names(base, numbers):
    found = []
    for number in numbers:
        found.append(«user(base, number)»["name"])
    return found
""",
        ),
    ],
    clean=[
        """\
# One question for all.
import requests

def fetch(url, numbers):
    return requests.get(url, params={"numbers": numbers}).json()

def names(base, numbers):
    return [user["name"] for user in fetch(base, numbers)]
""",
        """\
# A few times.
import requests

def fetch(url):
    return requests.get(url).json()

def both(base):
    return [fetch(base + part) for part in ("/users", "/orders")]
""",
        """\
# Until it works.
import requests

def fetch(url):
    return requests.get(url)

def patient(url):
    for attempt in range(100):
        answer = fetch(url)
        if answer.ok:
            return answer
""",
        """\
# What has been asked is kept.
import functools
import requests

@functools.lru_cache
def country(code):
    return requests.get("http://127.0.0.1/" + code).json()

def countries(orders):
    return [country(order.code) for order in orders]
""",
        """\
# The first that answers decides.
import requests

def alive(host):
    return requests.get(host).ok

def first(hosts):
    for host in hosts:
        if alive(host):
            return host
""",
        """\
# The generator is read elsewhere.
import requests

def pages(url):
    yield requests.get(url)

def all_pages(urls):
    return [pages(url) for url in urls]
""",
        """\
# Now and then.
import requests

def fetch(code):
    return requests.get(code).json()

def names(codes, known):
    found = []
    for code in codes:
        if code not in known:
            known[code] = fetch(code)
        found.append(known[code])
    return found
""",
        """\
# Many at once already.
import sqlite3

def remove(db: sqlite3.Connection, numbers):
    db.execute("DELETE FROM orders WHERE number IN (%s)" % ",".join("?" * len(numbers)), numbers)

def remove_all(db: sqlite3.Connection, chunked, numbers):
    for chunk in chunked(numbers, 500):
        remove(db, chunk)

def remove_batch(db: sqlite3.Connection, numbers):
    remove(db, numbers)

def remove_some(db: sqlite3.Connection, several):
    for numbers in several:
        remove_batch(db, numbers)
""",
        """\
# What has been started is waited for.
import subprocess

def reap(process: subprocess.Popen):
    process.wait()

def reap_all(processes):
    for process in processes:
        reap(process)
""",
        """\
# A model's own way of saving would be left out.
from django.db import models

class Order(models.Model):
    number = models.TextField()

    def save(self, **options):
        self.number = self.number.strip()
        super().save(**options)

def save_all():
    for order in Order.objects.filter(number=""):
        order.save()
""",
        """\
# Once, when a script runs.
import requests

def fetch(code):
    return requests.get(code).json()

if __name__ == "__main__":
    for number in range(100):
        print(fetch(f"http://127.0.0.1/{number}"))
""",
        """\
# Only after an error.
import subprocess

def load(name, known):
    try:
        return known[name]
    except KeyError:
        print(name)
    return subprocess.check_output(["fetch", name])

def load_all(names, known):
    return [load(name, known) for name in names]
""",
    ],
)
