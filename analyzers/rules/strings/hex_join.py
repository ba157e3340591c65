"""Writing bytes in hexadecimal one by one.

`":".join("%02x" % byte for byte in data)` formats each byte in Python and joins as many small strings. `data.hex(":")`
writes all of them in one call.

**When not to bother**: it is done for a few short values, such as one address for a log.

**Why the fix needs review**: where the numbers are no bytes, those above 255 would be written with more digits, and
`bytes()` raises. `bytes(3)` are three zeros, where 3 cannot be run through.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FORMATS = {"02x": False, "02X": True}


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return None
    separator = at.constant(node.func.value)
    if not isinstance(separator, str) or len(separator) > 1 or not separator.isascii():
        return None
    pieces = node.args[0]
    if not isinstance(pieces, (ast.GeneratorExp, ast.ListComp)) or len(pieces.generators) != 1:
        return None
    loop = pieces.generators[0]
    if not isinstance(loop.target, ast.Name) or loop.ifs or loop.is_async:
        return None
    upper = _case(pieces.elt, loop.target.id, at)
    kind = at.type(loop.iter)
    if upper is None or kind.is_("str") or at.is_small(loop.iter) or (separator.isalpha() and upper):
        return None
    is_bytes = kind.is_("bytes", "bytearray")
    safe = is_bytes and kind.proven
    return Match(
        node,
        "formats each byte in Python: bytes.hex() writes all of them in one call",
        "safe" if safe else "review",
        ""
        if safe
        else "what is declared to be bytes may be other numbers"
        if is_bytes
        else "what is not in 0 … 255 raises an exception, and one number stands for so many zeros",
        {"data": loop.iter, "is_bytes": is_bytes, "separator": node.func.value if separator else None, "upper": upper},
    )


def _case(node: ast.expr, byte: str, at: Site) -> bool | None:
    """Are the digits upper case, in `"%02x" % byte`, `f"{byte:02x}"`, `format(byte, "02x")` and the like?"""
    form: object = None
    value: ast.expr | None = None
    match node:
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=value) if text.startswith("%"):
            form = text[1:]
            if isinstance(value, ast.Tuple) and len(value.elts) == 1:
                value = value.elts[0]
        case ast.JoinedStr(
            values=[
                ast.FormattedValue(
                    value=value, conversion=-1, format_spec=ast.JoinedStr(values=[ast.Constant(value=form)])
                )
            ]
        ):
            pass
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=[value], keywords=[]
        ):
            form = text.removeprefix("{0").removeprefix("{").removeprefix(":").removesuffix("}")
            form = form if text in (f"{{:{form}}}", f"{{0:{form}}}") else None
        case ast.Call(args=[value, ast.Constant(value=str(form))], keywords=[]) if at.is_call(node, "builtins.format"):
            pass
        case _:
            return None
    return _FORMATS.get(str(form)) if isinstance(value, ast.Name) and value.id == byte else None


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    template = "{data}.hex(" if nodes["is_bytes"] else "bytes({data}).hex("
    template += "{separator})" if nodes["separator"] is not None else ")"
    template += ".upper()" if nodes["upper"] else ""
    holes = {"separator": nodes["separator"]} if nodes["separator"] is not None else {}
    edit.replace(match.node, template, data=nodes["data"], **holes)


RULE = Rule(
    slug="hex-join",
    code="SLP211",
    family="strings",
    stage="preview",
    triggers=Triggers(calls=frozenset({"join"})),
    check=check,
    rewrite=rewrite,
    title="Use bytes.hex()",
    severity="info",
    examples=[
        Example(
            before="""\
def dump(text):
    return «"".join("%02x" % byte for byte in text.encode())», «" ".join(["{:02x}".format(b) for b in text.encode()])»
""",
            after="""\
def dump(text):
    return bytes(text.encode()).hex(), bytes(text.encode()).hex(" ")
""",
            workload=lambda n: ("a" * n,),
            same=[("abc",), ("",), (1,)],
        ),
        Example(
            before="""\
def address(numbers):
    data = bytes(numbers)
    return «":".join(f"{octet:02X}" for octet in data)»
""",
            after="""\
def address(numbers):
    data = bytes(numbers)
    return data.hex(":").upper()
""",
            workload=lambda n: ([1, 255] * n,),
            same=[([0, 255, 16],), ([],)],
        ),
        Example(
            before="""\
def octets(mac):
    return «"-".join([format(part, "02x") for part in mac])», «"".join("{0:02X}".format(part) for part in mac)»
""",
            after="""\
def octets(mac):
    return bytes(mac).hex("-"), bytes(mac).hex().upper()
""",
            workload=lambda n: ([1, 255] * n,),
            same=[([0, 255, 16],), ([],)],
            differs=[([256],)],
        ),
        Example(
            before="""\
def tuples(data: bytes):
    return «"".join(["%02x" % (byte,) for byte in data])»
""",
            after="""\
def tuples(data: bytes):
    return data.hex()
""",
            workload=lambda n: (b"ab" * n,),
            same=[(b"ab",)],
        ),
    ],
    clean=[
        """\
# Other formats.
def other(data: bytes):
    a = "".join("%x" % b for b in data), "".join(f"{b:04x}" for b in data), "".join(f"{b!r:02x}" for b in data)
    c = "".join("%%%02x" % b for b in data), "".join(f"{b}" for b in data), "".join("{:2x}".format(b) for b in data)
    d = "".join("x{:02x}".format(b) for b in data), "".join(format(b, "b") for b in data)
    e = "".join("02x" % b for b in data), "".join(f"{b:{2}}" for b in data), "".join(f"-{b:02x}" for b in data)
    return a, c, d, e
""",
        """\
# Something longer, or not ASCII, stands in between.
def separated(data: bytes, mark):
    return ", ".join("%02x" % b for b in data), "·".join("%02x" % b for b in data), mark.join("%02x" % b for b in data)
""",
        """\
# A letter in between, which would become upper case too.
def lettered(data: bytes):
    return "x".join("%02X" % b for b in data)
""",
        """\
# Not the byte itself.
def codes(text, data: bytes):
    return "".join("%02x" % ord(c) for c in text), "".join("%02x" % data[i] for i in range(len(data)))
""",
        """\
# Some of them; several; pairs.
def some(data: bytes, more):
    a = "".join("%02x" % b for b in data if b)
    c = "".join("%02x" % b for part in more for b in part)
    return a, c, "".join("%02x" % b for b, _ in more), "".join(more), "".join(more, data)
""",
        """\
# Four numbers; and characters, which is an error.
def four(a, b, c, d, text: str):
    return "".join("%02x" % n for n in (a, b, c, d)), "".join("%02x" % c for c in text)
""",
        """\
# A function of that name, and a stream.
async def named(format, data: bytes, stream):
    return "".join(format(b, "02x") for b in data), "".join(["%02x" % b async for b in stream])
""",
        """\
# Two loops, two values, another name.
def several(data: bytes, more: list, c):
    a = "".join("%02x" % b for b in data for part in more)
    d = "".join("%02x" % (b, c) for b in data), "".join("%02x" % c for b in data)
    return a, d, "".join(f"{b:02x{c}}" for b in data), "".join(f"{b:}" for b in data), "".join(f"{b}{c}" for b in data)
""",
    ],
    unsafe=[
        """\
# What is declared to be bytes may be a list of numbers.
def dump(data: bytes):
    return "".join("%02x" % b for b in data)
""",
        """\
# Numbers of a list.
def dump(count):
    numbers = list(range(count))
    return "".join("%02x" % b for b in numbers)
""",
    ],
)
