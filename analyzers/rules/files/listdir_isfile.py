"""Asking of each name in a directory what it is.

`os.listdir(path)` drops what the system has told it about the entries; `os.path.isdir(os.path.join(path, name))` asks
the system again, once for each name. `os.scandir(path)` lists the same directory and keeps the kind of each entry:
`entry.is_dir()` needs no further call, and `entry.path` is the joined path. The saving grows with the number of
entries, and is larger on network file systems.

**When not to bother**: the directory holds few entries, or most of the time goes into what is done with each.

**Why the fix needs review**: `entry.is_dir()` answers from when the directory was read, `os.path.isdir()` from now,
and a path that cannot be looked at raises where `isdir()` says False.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.loops import Loop
from ...semantics.questions.directories import Listing, asked_of_each, listing_of, path_of_entry
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_KINDS = {"os.path.isfile": "is_file", "os.path.isdir": "is_dir", "os.path.islink": "is_symlink"}
_REMOVERS = ("shutil.", "os.remove", "os.unlink")


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or not at.is_call(node, *_KINDS):
        return None
    for loop in at.loops:
        listing = listing_of(at, loop)
        if listing is not None and path_of_entry(at, node.args[0], listing):
            break
    else:
        return None
    if not asked_of_each(at, node, loop) or _removes(loop, at):
        return None
    method = _KINDS[at.qualified(node.func) or ""]
    changes = _changes(node, listing, at)
    return Match(
        node,
        f"asks the system about each name: os.scandir() has the answer of entry.{method}() from listing the directory",
        None if changes is None else "review",
        "" if changes is None else "it answers from when the directory was read",
        {"listing": listing, "changes": changes},
    )


def _removes(loop: Loop, at: Site) -> bool:
    """Is more work done with each entry than the question takes: `shutil.rmtree(path)`?"""
    return any(
        isinstance(child, ast.Call)
        and (at.qualified(child.func) or "").startswith(("shutil.", "os.remove", "os.unlink"))
        for child in loop.walk()
    )


def _changes(node: ast.Call, listing: Listing, at: Site) -> list[tuple[ast.AST, str]] | None:
    """What each node of the loop becomes, where the loop is all that uses the listing; else None."""
    loop, directory = listing.loop, listing.directory
    iterable: Any = loop.iterable
    if directory is None or loop.is_async or not at.inside(listing.call, iterable) or not at.is_local(listing.name):
        return None
    if iterable is not listing.call and not (at.is_call(iterable, "builtins.sorted") and not iterable.keywords):
        return None
    if iterable is not listing.call and iterable.args[0] is not listing.call:
        return None
    within = [child for part in loop.parts() for child in ast.walk(part)]
    if any(isinstance(child, (ast.Break, ast.Return, ast.Yield, ast.YieldFrom, ast.Await)) for child in within):
        return None  # the directory would stay open
    if len(at.bindings(listing.name)) != 1 or not at.stays_in(listing.name, loop):
        return None
    changes: list[tuple[ast.AST, str]] = []
    done: set[ast.AST] = set()
    for child in within:
        if isinstance(child, ast.Call) and child not in done:
            if len(child.args) == 1 and at.is_call(child, *_KINDS) and path_of_entry(at, child.args[0], listing):
                changes.append((child, "." + _KINDS[at.qualified(child.func) or ""] + "()"))
                done.update(ast.walk(child))
            elif path_of_entry(at, child, listing):
                changes.append((child, ".path"))
                done.update(ast.walk(child))
    names = [usage.node for usage in at.usages(listing.name) if usage.node not in done]
    if len(names) > 3 or _left_alone(node, listing, done, at):
        return None
    changes += [(name, ".name") for name in names]
    return changes


def _left_alone(node: ast.Call, listing: Listing, done: set[ast.AST], at: Site) -> bool:
    """Would a variable of the joined path be left with no reader?"""
    path = node.args[0]
    return isinstance(path, ast.Name) and all(usage.node in done for usage in at.usages(path))


def rewrite(match: Match, edit: Rewrite) -> None:
    listing: Listing = match.nodes["listing"]
    entry = "entry" if listing.name.id == "entry" else edit.name("entry", listing.loop.container)
    scandir = edit.imported("os.scandir", listing.call)
    for node, rest in match.nodes["changes"]:
        edit.replace(node, entry + rest)
    assert listing.directory is not None
    if listing.loop.iterable is listing.call:
        edit.replace(listing.call, "{scandir}({directory})", scandir=scandir, directory=listing.directory)
    else:
        edit.replace(
            listing.loop.node.iter,
            f"sorted({{scandir}}({{directory}}), key=lambda {entry}: {entry}.name)",
            scandir=scandir,
            directory=listing.directory,
        )
    edit.replace(listing.name, entry)


RULE = Rule(
    slug="listdir-isfile",
    code="SLP231",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"isfile", "isdir", "islink"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use os.scandir()",
    examples=[
        Example(
            before="""\
import os


def files(path):
    return [name for name in os.listdir(path) if «os.path.isfile(os.path.join(path, name))»]
""",
            after="""\
import os


def files(path):
    return [entry.name for entry in os.scandir(path) if entry.is_file()]
""",
            workload=lambda n: ("/usr/lib",),
            same=[("/usr/lib",), ("/nowhere",)],
        ),
        Example(
            before="""\
import os


def packages(root):
    found = {}
    for name in sorted(os.listdir(root)):
        path = os.path.join(root, name)
        if «os.path.isdir(path)» and not name.startswith("_"):
            found[path] = name
    return found
""",
            after="""\
import os


def packages(root):
    found = {}
    for entry in sorted(os.scandir(root), key=lambda entry: entry.name):
        path = entry.path
        if entry.is_dir() and not entry.name.startswith("_"):
            found[path] = entry.name
    return found
""",
            workload=lambda n: ("/usr/lib",),
            same=[("/usr/lib",), ("/nowhere",)],
        ),
        Example(
            before="""\
import os


def sizes(root):
    return {entry: «os.path.islink(os.path.join(root, entry))» for entry in os.listdir(root)}
""",
            after="""\
import os


def sizes(root):
    return {entry.name: entry.is_symlink() for entry in os.scandir(root)}
""",
            workload=lambda n: ("/usr/lib",),
            same=[("/nowhere",)],
        ),
        Example(
            before="""\
import os


def each(root):
    names = os.listdir(root)
    for name in names:
        print(«os.path.isdir(os.path.join(root, name))», len(names))
    for name in os.listdir():
        print(«os.path.isdir(name)»)
    for name in sorted(os.listdir(root), key=len):
        path = os.path.join(root, name)
        print(«os.path.isdir(path)»)
    for name in list(os.listdir(root)):
        print(«os.path.isdir(os.path.join(root, name))»)
    for file in os.listdir(root):
        path = os.path.join(root, file)
        if «os.path.isfile(path)»:
            print(file)
    for folder in os.listdir(root):
        print(«os.path.isdir(os.path.join(root, folder))», folder, folder[0], folder[1], folder[2])
    for last in os.listdir(root):
        print(«os.path.isdir(os.path.join(root, last))»)
    return last
""",
        ),
        Example(
            before="""\
import os


def first_folder(root):
    for name in os.listdir(root):
        if «os.path.isdir(os.path.join(root, name))»:
            return name
""",
        ),
    ],
    clean=[
        """\
# A path of its own, in no listing.
import os

def existing(paths):
    return [path for path in paths if os.path.isfile(path)]
""",
        """\
# Not the entry, but a file in it.
import os

def packages(root):
    return [name for name in os.listdir(root) if os.path.isfile(os.path.join(root, name, "__init__.py"))]
""",
        """\
# The names of one folder, looked for in another.
import os

def missing(source, target):
    return [name for name in os.listdir(source) if not os.path.isfile(os.path.join(target, name))]
""",
        """\
# Only the few that have the ending are asked about.
import os

def logs(root):
    return [name for name in os.listdir(root) if name.endswith(".log") and os.path.isfile(os.path.join(root, name))]
""",
        """\
# Only the few with the ending come by here.
import os

def logs(root, found):
    for name in os.listdir(root):
        if not name.endswith(".log"):
            continue
        if os.path.isfile(os.path.join(root, name)):
            found.append(name)
    for name in os.listdir(root):
        if name.endswith(".log"):
            found.append(os.path.isdir(os.path.join(root, name)))
    found += [os.path.isfile(os.path.join(root, name)) for name in os.listdir(root) if name]
    return found
""",
        """\
# Removing a folder takes much longer than asking for it.
import os
import shutil

def empty(root):
    for name in os.listdir(root):
        path = os.path.join(root, name)
        if os.path.isdir(path):
            shutil.rmtree(path)
""",
        """\
# The path is put together anew, for another folder.
import os

def nested(root, found):
    for name in os.listdir(root):
        path = os.path.join(root, name)
        path = os.path.join(root, "parts")
        found.append(os.path.isdir(path))
""",
        """\
# The folder changes on the way.
import os

def down(root):
    for name in os.listdir(root):
        root = os.path.join(root, name)
        print(os.path.isdir(os.path.join(root, name)))
""",
        """\
# A question with another argument.
import os

def sizes(folder):
    for name in os.listdir(folder):
        if os.path.isfile(os.path.join(folder, name), 1) or os.path.isfile(os.path.join(folder, name), follow=True):
            print(name)
""",
    ],
)
