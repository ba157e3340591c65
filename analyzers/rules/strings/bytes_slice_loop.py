"""Cutting pieces of one size off the beginning of bytes or text.

Bytes and strings do not share their content: `data = data[size:]` copies all that is left. Over n passes the copies
move up to n² bytes. Keeping the data as it is and moving an offset copies each piece once; so does slicing a
`memoryview` of bytes.

**When not to bother**: the data is never long, or a pass or two take all of it.

**Why the fix needs review**: with a size of zero the loop did not end, and `range()` raises.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Assign, at: Site) -> Match | None:
    value, target = node.value, node.targets[0]
    if not (isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice) and len(node.targets) == 1):
        return None
    cut, path = value.slice, at.dotted(target)
    if cut.lower is None or cut.upper is not None or cut.step is not None or path is None:
        return None
    if not at.same(value.value, target) or not at.type(value.value).is_("bytes", "str"):
        return None
    loops = at.repeating
    if not loops or loops[0].kind != "while" or len(loops[0].body) == 1:
        return None  # while text.startswith("x/"): text = text[2:]
    loop, step = loops[0], cut.lower
    if not _is_one_size(step, loop, at) or at.parent(node) is not loop.node:
        return None
    if any(_renews(child, path, at) for child in loop.walk()) or _peels(loop, path, at):
        return None
    reads = _reads_in_steps(loop, node, step, at)
    return Match(
        node,
        "copies all that is left in every pass: keep the data and move an offset",
        "review" if reads is not None else None,
        "with a size of zero range() raises" if reads is not None else "",
        {"loop": loop, "data": value.value, "step": step, "reads": reads},
    )


def _is_one_size(step: ast.expr, loop: Loop, at: Site) -> bool:
    """Is it the same number in each pass, and more than a character or two?"""
    number = at.constant(step)
    if isinstance(number, int):
        return number > 2
    return not any(isinstance(part, ast.Call) or (at.dotted(part) or "") in loop.bound for part in ast.walk(step))


def _peels(loop: Loop, path: str, at: Site) -> bool:
    """`while line[:4] == "    "`: a beginning that occurs a few times."""
    return any(isinstance(part, ast.Subscript) and at.dotted(part.value) == path for part in ast.walk(loop.node.test))


def _renews(node: ast.AST, path: str, at: Site) -> bool:
    """Does a pass get new data, by `data = read()` or `data += read()`?"""
    if isinstance(node, ast.AugAssign):
        return at.dotted(node.target) == path
    if not isinstance(node, ast.Assign) or not any(at.dotted(target) == path for target in node.targets):
        return False
    value = node.value
    return not (isinstance(value, ast.Subscript) and at.dotted(value.value) == path)


def _reads_in_steps(loop: Loop, node: ast.Assign, step: ast.expr, at: Site) -> list[ast.Subscript] | None:
    """The reads `data[:size]`, where the loop goes through local data in steps of one size and does nothing else."""
    statement: Any = loop.node
    data = node.targets[0]
    if not isinstance(data, ast.Name) or not at.is_local(data) or statement.body[-1] is not node or statement.orelse:
        return None
    if not at.same(statement.test, data) or not (isinstance(at.constant(step), int) or at.type(step).is_("int")):
        return None
    if len(at.loops) > 1 or any(isinstance(child, ast.Continue) for child in loop.walk()):
        return None
    reads: list[ast.Subscript] = []
    for usage in at.usages(data):
        if usage.node is statement.test or at.inside(usage.node, node) or usage.node.lineno < statement.lineno:
            continue
        head = usage.around.slice if usage.kind == "subscript" else None
        if not at.inside(usage.node, statement) or not isinstance(head, ast.Slice):
            return None
        if head.lower is not None or head.step is not None or not at.same(head.upper, step):
            return None
        reads.append(usage.around)
    return reads


def rewrite(match: Match, edit: Rewrite) -> None:
    loop: ast.While = match.nodes["loop"].node
    data, step = match.nodes["data"], match.nodes["step"]
    start = edit.name("start", loop)
    for read in match.nodes["reads"]:
        edit.replace(read, f"{{data}}[{start} : {start} + {{step}}]", data=data, step=step)
    edit.replace(
        loop,
        f"for {start} in range(0, len({{data}}), {{step}}):\n    {{body}}",
        data=data,
        step=step,
        body=loop.body[:-1],
    )


RULE = Rule(
    slug="bytes-slice-loop",
    code="SLP205",
    family="strings",
    stage="preview",
    triggers=Triggers(nodes=(ast.Assign,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Move an offset",
    also=("W8204",),
    examples=[
        Example(
            before="""\
def send(message, out):
    data = bytes(message)
    while data:
        piece = data[:4]  # at most
        out.append(piece)
        «data = data[4:]»
    return out
""",
            after="""\
def send(message, out):
    data = bytes(message)
    for start in range(0, len(data), 4):
        piece = data[start : start + 4]  # at most
        out.append(piece)
    return out
""",
            workload=lambda n: (b"abcdefgh" * n, []),
            same=[(b"abcde", []), (b"", []), (["x"], [])],
        ),
        Example(
            before="""\
def lines(text: str, width: int):
    while text:
        yield text[:width]
        «text = text[width:]»
""",
            after="""\
def lines(text: str, width: int):
    for start in range(0, len(text), width):
        yield text[start : start + width]
""",
            workload=lambda n: ("abcdefgh" * n, 5),
            same=[("abcdefg", 3), ("", 3)],
            differs=[("", 0)],
        ),
        Example(
            before="""\
class Writer:
    size = 4096

    def __init__(self):
        self.rest = b""

    def write(self, data: bytes):
        self.rest += data
        while len(self.rest) > self.size:
            self.send(self.rest[: self.size])
            «self.rest = self.rest[self.size :]»
        while data:
            self.send(data[:512])
            «data = data[512:]»
        print(data)
        while data:
            self.send(data[:512], data)
            «data = data[512:]»

    def more(self, data: bytes, other: bytes, third: bytes, fourth: bytes, size, parts: list):
        while data:
            self.send(data[:size])
            «data = data[size:]»
        while other:
            if self.send(other[:512]):
                self.rest = b""
                continue
            «other = other[512:]»
        while third:
            self.send(third[:256])
            «third = third[512:]»
        for part in parts:
            while fourth:
                self.send(part, fourth[:512])
                «fourth = fourth[512:]»
""",
        ),
    ],
    clean=[
        """\
# A list, which deque serves, and what is not known.
def groups(items: list, data, out):
    while items:
        out.append(items[:3])
        items = items[3:]
    while data:
        out.append(data[:3])
        data = data[3:]
""",
        """\
# A beginning is taken off, as often as it occurs.
def stripped(name: str):
    while name.startswith("draft-"):
        name = name[6:]
    return name
""",
        """\
# A beginning is counted.
def level(line: str):
    count = 0
    while line[:4] == "    ":
        line = line[4:]
        count += 1
    return count
""",
        """\
# As much as there is: such things are parsed piece by piece.
def records(data: bytes, parse):
    while data:
        size = data[0]
        parse(data[:size])
        data = data[size:]
    while data:
        parse(data)
        data = data[len(parse(data)):]
""",
        """\
# New data comes in each pass.
def stream(read, out):
    data = b""
    while data is not None:
        data += read()
        out.append(data[:512])
        data = data[512:]
    while data:
        data = read()
        out.append(data[:512])
        data = data[512:]
""",
        """\
# Another part, or of something else, and no loop.
def parts(data: bytes, other: bytes, out):
    while data:
        out.append(other)
        data = other[512:]
        other = other[512:600]
        other = other[512::2]
        other = other[:-512]
        other = other[7]
        other = data
    data = data[512:]
    for part in out:
        data = data[512:]
        print(part)
    return data
""",
        """\
# Only sometimes, and a character or two.
def skip(text: str, out):
    while text:
        out.append(text[:1])
        if text.startswith("//"):
            text = text[80:]
        text = text[1:]
""",
        """\
# Three at once.
def several(data: bytes, out):
    while data:
        out.append(data)
        data = copy = data[512:]
    return copy
""",
        """\
# A part from the middle, every other one, and an element of a list.
def middle(data: bytes, out):
    while data:
        out.append(data)
        data = data[512:600]

def every(data: bytes, out):
    while data:
        out.append(data)
        data = data[512::2]

def first(parts: list[bytes], out):
    while parts[0]:
        out.append(parts)
        parts[0] = parts[0][512:]
""",
        """\
# What is left of something else, once for each part, and new data in every pass.
def other(data: bytes, rest: bytes, out):
    while data:
        out.append(data)
        data = rest[512:]

def each(data: bytes, parts):
    for part in parts:
        print(part)
        data = data[512:]

def more(data: bytes, read, out):
    while out:
        data += read()
        data = data[512:]

def again(data: bytes, read, out):
    while out:
        data = read()
        data = data[512:]

def taken(data: bytes, rest: list, out):
    while out:
        data = rest[512]
        data = data[512:]
""",
        """\
# The beginning of something else is looked at; the size is worked out anew.
def sized(data: bytes, size):
    while data:
        print(data)
        data = data[size(data):]
""",
    ],
)
