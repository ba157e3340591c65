"""Loops over the names in a directory: which directory, and which expressions are the path of an entry."""

from __future__ import annotations

import ast

from ..loops import Loop
from ..site import Site

__all__ = ["Listing", "asked_of_each", "listing_of", "loop_on_one_path", "path_of_entry"]

_KEEPS_NAMES = ("builtins.sorted", "builtins.list", "builtins.reversed", "builtins.set")


class Listing:
    """A loop whose target is the name of an entry: `for name in sorted(os.listdir(path))`."""

    __slots__ = ("call", "directory", "loop", "name")

    def __init__(self, loop: Loop, name: ast.Name, call: ast.Call, directory: ast.expr | None) -> None:
        self.loop = loop
        self.name = name
        self.call = call
        """`os.listdir(…)`."""
        self.directory = directory
        """None for the current directory."""


def listing_of(at: Site, loop: Loop) -> Listing | None:
    """The directory whose names a loop runs over, in the loop's own line or by a name bound to nothing else."""
    iterable, name = loop.iterable, loop.target
    if iterable is None or not isinstance(name, ast.Name):
        return None
    value = at.only_value(iterable)
    iterable = value if value is not None else iterable
    while isinstance(iterable, ast.Call) and len(iterable.args) == 1 and at.is_call(iterable, *_KEEPS_NAMES):
        iterable = iterable.args[0]
    if not at.is_call(iterable, "os.listdir") or not isinstance(iterable, ast.Call) or iterable.keywords:
        return None
    directory = iterable.args[0] if iterable.args else None
    if directory is not None and at.loop_of(loop.node).keeps(directory) == "no":
        return None
    return Listing(loop, name, iterable, directory)


def path_of_entry(at: Site, node: ast.expr, listing: Listing) -> bool:
    """Is it the path of the entry that the loop is at: `os.path.join(path, name)`, a name bound to just that?"""
    if isinstance(node, ast.Name) and node.id != listing.name.id:
        value = _value_in(at, node, listing.loop)
        return value is not None and path_of_entry(at, value, listing)
    if listing.directory is None:
        return isinstance(node, ast.Name)
    if not isinstance(node, ast.Call) or len(node.args) != 2 or not at.is_call(node, "os.path.join"):
        return False
    directory, name = node.args
    return isinstance(name, ast.Name) and name.id == listing.name.id and at.same(directory, listing.directory)


def asked_of_each(at: Site, node: ast.AST, loop: Loop) -> bool:
    """Does every pass of the loop come by the node, with nothing before it that leaves entries out?"""
    below = node
    while below is not loop.node and below is not loop.container:
        parent = at.parent(below)
        if isinstance(parent, ast.BoolOp) and parent.values[0] is not below:
            return False
        if isinstance(parent, (ast.If, ast.IfExp, ast.While)) and parent.test is not below:
            return False
        if isinstance(parent, ast.comprehension) and parent.ifs[0] is not below:
            return False
        if parent is loop.container and loop.is_comprehension and loop.node.ifs and below is not loop.node:
            return False
        if isinstance(below, ast.stmt):
            body, index = at.siblings(below)
            if any(isinstance(child, ast.Continue) for earlier in body[:index] for child in ast.walk(earlier)):
                return False
        below = parent
    return True


def loop_on_one_path(at: Site, path: ast.expr) -> Loop | None:
    """The outermost loop whose passes, often and over again, mean the same file by a path. Paths are taken to be
    strings, which nothing that they are given to changes."""
    found: Loop | None = None
    repeats = False
    repeating = at.repeating
    for loop in at.loops:
        names = [at.dotted(node) for node in ast.walk(path) if isinstance(node, (ast.Name, ast.Attribute))]
        if any(name is not None and name in loop.bound for name in names):
            break
        if not (at.dotted(path) is not None or isinstance(path, ast.Constant) or at.pure(path)):
            break
        found = loop
        repeats = repeats or loop in repeating
    return found if repeats else None


def _value_in(at: Site, name: ast.Name, loop: Loop) -> ast.expr | None:
    """The one value that a pass gives a name, at its beginning."""
    bindings = [binding for binding in at.bindings(name) if at.inside(binding.node, loop.container)]
    if len(bindings) != 1 or bindings[0].kind not in ("assign", "annotate", "walrus") or bindings[0].path is not None:
        return None
    return bindings[0].value
