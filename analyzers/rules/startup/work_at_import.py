"""Waiting for another process or the network while a module is imported.

What stands at module level runs whenever anything imports the module: each start of the program, of each of its
workers, and of every test run waits for it. A function that does it when it is needed (with `functools.cache`, once)
costs the start nothing.

**When not to bother**: the module is a script that does nothing else; what stands under `if __name__ == "__main__"` is
not reported.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge import startup
from ...semantics.outside import Hop
from ...semantics.questions.effects import blocking_effect, is_run, steps_of
from ...semantics.questions.whole_file import defines_something
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_PROCESS = {
    **{f"subprocess.{name}": "a process" for name in ("run", "call", "check_call", "check_output", "getoutput")},
    "os.system": "a process",
    "os.popen": "a process",
}
_NETWORK = {
    **{
        f"{package}.{verb}": "an answer from the network"
        for package in ("requests", "httpx")
        for verb in ("get", "post")
    },
    "urllib.request.urlopen": "an answer from the network",
    "socket.gethostbyname": "an answer from the network",
    "socket.getfqdn": "an answer from the network",
    "time.sleep": "the time to pass",
}
_MODEL = dict.fromkeys(startup.LOADS_MODEL, "a model to load")
_THROUGH = {
    "subprocess": "a process",
    "http": "an answer from the network",
    "network": "an answer from the network",
    "database": "a database",
    "sleep": "the time to pass",
}
"""What a function does that is called, perhaps in another file."""
_WAITS = {**_PROCESS, **_NETWORK, **_MODEL}


def check(node: ast.expr, at: Site) -> Match | None:
    if not isinstance(node, ast.Call):
        return None
    frame = at.frame
    while frame.in_loop and frame.parent is not None:
        frame = frame.parent
    if frame.kind != "module" or any(isinstance(parent, (ast.If, ast.ExceptHandler)) for parent in at.parents(node)):
        return None
    waits = _WAITS.get(at.qualified(node.func) or "")
    if waits is None and isinstance(node.func, ast.Attribute) and node.func.attr == "from_pretrained":
        waits = "a model to load"
    related: list[tuple[Hop, str]] = []
    if waits is None:
        called = at.called(node)
        effect = blocking_effect(called) if called is not None and is_run(at, node, called) else None
        if called is not None and effect is not None and effect.kind in _THROUGH and effect.hops:
            waits = f"{_THROUGH[effect.kind]} ({' → '.join((called.name, *(hop.name for hop in effect.hops)))})"
            related = steps_of(effect)
    if waits is None or not defines_something(at):
        return None  # a script
    return Match(
        node, f"each import of this module waits for {waits}: do it in a function, when it is needed", related=related
    )


RULE = Rule(
    slug="work-at-import",
    code="SLP861",
    family="startup",
    stage="stable",
    gains="latency",
    severity="warning",
    triggers=Triggers(
        calls=frozenset({name.rpartition(".")[2] for name in _WAITS} | {"from_pretrained"}),
        told=True,
    ),
    check=check,
    examples=[
        Example(
            before="""\
import subprocess

REVISION = «subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)».strip()


def version():
    return f"1.0+{REVISION}"
"""
        ),
        Example(
            before="""\
from transformers import AutoTokenizer

for name in ("small", "large"):
    tokenizer = «AutoTokenizer.from_pretrained(name)»


class Reader:
    def read(self, text):
        return tokenizer(text)
"""
        ),
        Example(
            before="""\
import requests


class Rates:
    def __init__(self, base):
        self.rates = requests.get(base, timeout=5).json()


def load():
    return Rates("http://127.0.0.1/rates")


RATES = «load()»
"""
        ),
    ],
    clean=[
        """\
# When it is called.
import subprocess


def revision():
    return subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)


class Repository:
    head = property(lambda self: subprocess.check_output(["git", "rev-parse", "HEAD"]))
""",
        """\
# A script.
import subprocess

subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)
""",
        """\
# Only when it is run.
import subprocess


def main():
    pass


if __name__ == "__main__":
    subprocess.run(["ls"])
try:
    from shop import version
except ImportError:
    version = subprocess.check_output(["git", "describe"])
""",
        """\
# Other calls.
import subprocess
from shop import run, check_output

check_output()
run()
process = subprocess.Popen(["ls"])
model = run.model("x")


def f():
    pass
""",
    ],
)
