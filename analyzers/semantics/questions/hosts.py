"""Whether the addresses that a loop asks are all at one host."""

from __future__ import annotations

import ast
import re

from ..loops import Loop
from ..site import Site
from .repeats import depends_on_pass

__all__ = ["asks_one_host"]

_HOST = re.compile(r"\w+://[^/]+/")


def asks_one_host(at: Site, address: ast.expr | None, loop: Loop, depth: int = 4) -> bool:
    """Does the address begin alike in every pass: by a text that names the host, or by what no pass binds?"""
    match address:
        case ast.Constant(value=str(text)):
            return _HOST.match(text) is not None
        case ast.JoinedStr(values=[first, *_]):
            return asks_one_host(at, first.value if isinstance(first, ast.FormattedValue) else first, loop, depth)
        case ast.BinOp(left=first, op=ast.Add() | ast.Mod()):
            return asks_one_host(at, first, loop, depth)
        case ast.Call(func=ast.Attribute(value=first, attr="format")):
            return asks_one_host(at, first, loop, depth)
        case ast.Call(args=[first, *_]) if at.is_call(address, "urllib.parse.urljoin"):
            return asks_one_host(at, first, loop, depth)
        case ast.Name() | ast.Attribute() if not depends_on_pass(address, loop):
            return True
        case ast.Name():
            value = at.only_value(address)
            return value is not None and depth > 0 and asks_one_host(at, value, loop, depth - 1)
        case _:
            return False
