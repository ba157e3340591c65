"""Opening the same file in every pass of a loop.

Opening a file asks the system for it and makes a buffer and a decoder; closing it writes out what is in the buffer.
That is much more work than the line that is written or read in between. Opened once, around the loop, the file is
there for all passes, and what is written goes out in blocks.

**When not to bother**: what is written has to be there for others to see after each pass, or what is read changes in
the meantime.
"""

from __future__ import annotations

import ast

from ...semantics.questions.directories import loop_on_one_path
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_OPENERS = (
    "builtins.open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "zipfile.ZipFile", "tarfile.open",
    "h5py.File",
)  # fmt: skip
_SIZED = ("list", "tuple", "set", "frozenset", "dict", "dict_items", "dict_keys", "dict_values", "range", "str")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or isinstance(node.args[0], ast.Starred) or not at.is_call(node, *_OPENERS):
        return None
    path = node.args[0]
    mode = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "mode"), None)
    how = at.constant(mode) if mode is not None else "r"
    if not isinstance(how, str) or not ("a" in how or "r" in how) or "+" in how:
        return None
    loop = loop_on_one_path(at, path)
    if loop is None:
        return None
    if any(around.kind == "while" or around.is_async or at.waits(around) for around in at.loops):
        return None  # a poll, or a log of what happens
    iterable = loop.iterable
    assert iterable is not None
    walks = at.type(iterable).is_(*_SIZED) or at.is_call(iterable, "builtins.enumerate", "builtins.zip")
    if "a" not in how and not walks:
        return None  # changes that are watched for
    return Match(node, f"opens {at.dotted(path) or 'the same file'} in every pass: open it once, around the loop")


RULE = Rule(
    slug="open-in-loop",
    code="SLP234",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"open", "ZipFile", "File"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
def save(rows, path):
    for row in rows:
        with «open(path, "a")» as file:
            file.write(f"{row}\\n")
""",
            after="""\
def save(rows, path):
    with open(path, "a") as file:
        for row in rows:
            file.write(f"{row}\\n")
""",
            workload=lambda n: (list(range(n)), "/dev/null"),
            same=[([1, 2], "/dev/null"), ([1], "/nowhere/x")],
            differs=[([], "/nowhere/x")],
        ),
        Example(
            before="""\
import zipfile


def sizes(names: list[str], archive):
    found = {}
    for name in names:
        with «zipfile.ZipFile(archive, mode="r")» as file:
            found[name] = len(file.read(name))
    for number, name in enumerate(names):
        found[number] = «open("/dev/null")».read()
    return found
""",
        ),
    ],
    clean=[
        """\
# A file for each.
def save(rows: list):
    for row in rows:
        with open(row.path, "a") as file:
            file.write(row.text)
""",
        """\
# Written anew in each pass: the last state is what counts.
def state(steps: list, path):
    for step in steps:
        with open(path, "w") as file:
            file.write(step)
        with open(path, "r+") as file:
            file.write(step)
""",
        """\
# How it is opened is not known.
def each(rows: list, path, mode, arguments):
    for row in rows:
        open(path, mode).write(row)
        open(*arguments).write(row)
        open()
""",
        """\
# It reads the file again when it has changed.
def reload(watch, path, use):
    for change in watch(path):
        with open(path) as file:
            use(file.read(), change)
""",
        """\
# A log of what happens, between waits.
import time

def log(path, ask, hosts: list):
    while True:
        with open(path, "a") as file:
            file.write(ask())
    for host in hosts:
        time.sleep(1)
        with open(path, "a") as file:
            file.write(host)
""",
        """\
# As things come in.
async def log(path, stream):
    async for message in stream:
        with open(path, "a") as file:
            file.write(message)
""",
        """\
# Three tries.
def attempt(path):
    for number in range(3):
        with open(path) as file:
            if file.read():
                return number
""",
        """\
# A function of that name.
def shops(open, names: list, door):
    return [open(door) for name in names]
""",
    ],
)
