"""Replacing or leaving out characters one by one.

`"".join(c for c in text if c not in "<>&")` runs Python code for each character and joins as many small strings.
`text.translate(table)` looks every character up in a table in C; `str.maketrans` makes the table, best once, outside
of what runs often.

**When not to bother**: the text never has more than a few characters.

**Why the fix needs review**: what is taken for a string by its use may be a list of strings, or an object that gives
its characters otherwise.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_CHARACTERS = {"c", "ch", "char", "character", "letter"}
_TEXTS = {"text", "string", "line", "word", "filename"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or at.constant(node.func.value) != "":
        return None
    pieces = node.args[0]
    if not isinstance(pieces, (ast.GeneratorExp, ast.ListComp)) or len(pieces.generators) != 1 or at.function is None:
        return None
    loop = pieces.generators[0]
    if not isinstance(loop.target, ast.Name) or loop.is_async:
        return None
    char, kind = loop.target.id, at.type(loop.iter)
    if not kind.is_("str") and (kind.known or (char not in _CHARACTERS and at.dotted(loop.iter) not in _TEXTS)):
        return None  # by their names, characters of a text
    removed = _removed(pieces, char, at)
    replaced = None if removed is not None else _replaced(pieces, char)
    if removed is None and replaced is None:
        return None
    if at.is_small(loop.iter):
        return None
    chars, by = replaced or (removed, None)
    assert chars is not None
    movable = (
        isinstance(at.constant(chars), str)
        and (by is None or isinstance(at.constant(by), str))
        and (isinstance(chars, ast.Constant) or at.bound_before(chars, at.statement(node)))
    )
    proven = kind.is_("str") and kind.proven
    return Match(
        node,
        "looks at each character in Python: str.translate() does it in C, with a table from str.maketrans()",
        None if not movable else "safe" if proven else "review",
        "what is taken for a string may be a list of strings" if movable and not proven else "",
        {"text": loop.iter, "chars": chars, "by": by},
    )


def _removed(pieces: ast.GeneratorExp | ast.ListComp, char: str, at: Site) -> ast.expr | None:
    """The characters left out by `c for c in text if c not in chars`."""
    ifs = pieces.generators[0].ifs
    if len(ifs) != 1 or not _is(pieces.elt, char) or not isinstance(ifs[0], ast.Compare):
        return None
    test = ifs[0]
    if not _is(test.left, char) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.NotIn):
        return None
    return test.comparators[0] if at.type(test.comparators[0]).is_("str") else None


def _replaced(pieces: ast.GeneratorExp | ast.ListComp, char: str) -> tuple[ast.expr, ast.expr] | None:
    """What is replaced, and by what, in `new if c in chars else c` and `table.get(c, c)`."""
    new = pieces.elt
    if pieces.generators[0].ifs:
        return None
    if isinstance(new, ast.Call) and isinstance(new.func, ast.Attribute) and new.func.attr == "get":
        return (new.func.value, new) if len(new.args) == 2 and all(_is(part, char) for part in new.args) else None
    if not isinstance(new, ast.IfExp) or not isinstance(new.test, ast.Compare) or len(new.test.ops) != 1:
        return None
    operator, chars = new.test.ops[0], new.test.comparators[0]
    if not _is(new.test.left, char):
        return None
    if isinstance(operator, ast.In) and _is(new.orelse, char) and _is_plain(new.body):
        return chars, new.body
    if isinstance(operator, ast.NotIn) and _is(new.body, char) and _is_plain(new.orelse):
        return chars, new.orelse
    return None


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_plain(node: ast.expr) -> bool:
    """Does what a character becomes depend on the character alone, with no function asked?"""
    return not any(isinstance(part, ast.Call) for part in ast.walk(node))


def rewrite(match: Match, edit: Rewrite) -> None:
    text, chars, by = match.nodes["text"], match.nodes["chars"], match.nodes["by"]
    if by is None:
        edit.replace(match.node, '{text}.translate(str.maketrans("", "", {chars}))', text=text, chars=chars)
    else:
        template = "{text}.translate(str.maketrans(dict.fromkeys({chars}, {by})))"
        edit.replace(match.node, template, text=text, chars=chars, by=by)


RULE = Rule(
    slug="char-map-join",
    code="SLP208",
    family="strings",
    stage="preview",
    triggers=Triggers(calls=frozenset({"join"})),
    check=check,
    rewrite=rewrite,
    title="Use str.translate()",
    severity="info",
    examples=[
        Example(
            before="""\
def plain(text):
    text = str(text)
    return «"".join(c for c in text if c not in "<>&")».strip()
""",
            after="""\
def plain(text):
    text = str(text)
    return text.translate(str.maketrans("", "", "<>&")).strip()
""",
            workload=lambda n: ("a<b> " * n,),
            same=[("<a&b>",), ("",), (1,)],
        ),
        Example(
            before="""\
def file_name(title):
    return «"".join(["_" if ch in " /" else ch for ch in title])»
""",
            after="""\
def file_name(title):
    return title.translate(str.maketrans(dict.fromkeys(" /", "_")))
""",
            workload=lambda n: ("a b/" * n,),
            same=[("a b/c",), ("",)],
            differs=[(["a", " "],)],
        ),
        Example(
            before="""\
def escaped(value: str) -> str:
    special = "'%"
    return «"".join(x if x not in special else "?" for x in value)»
""",
            after="""\
def escaped(value: str) -> str:
    special = "'%"
    return value.translate(str.maketrans(dict.fromkeys(special, "?")))
""",
            workload=lambda n: ("a'b%" * n,),
            same=[("a'b%",), ("",)],
        ),
        Example(
            before="""\
def digits(phone, table, special):
    text = table.read(phone)
    quoted = «"".join(f"\\{c}" if c in special else c for c in phone)»
    quoted += «"".join([special[t] if t in special else t for t in text])»
    return quoted + «"".join(table.get(c, c) for c in phone.lower())»
""",
        ),
    ],
    clean=[
        """\
# What is allowed is kept: a table would have to name all others.
def safe(text: str, allowed: str):
    kept = "".join(c for c in text if c in allowed)
    return kept, "".join(c if c in allowed else "_" for c in text)
""",
        """\
# Words of a list.
def without(words: list, stop: str):
    return "".join(c for c in words if c not in stop), "".join(word for word in stop.split() if word not in stop)
""",
        """\
# Words, by their name.
def without(words, stop: str):
    return "".join(word for word in words if word not in stop)
""",
        """\
# With something in between.
def spaced(text: str):
    return " ".join(c for c in text if c not in "<>")
""",
        """\
# A test of the character's own; the other way round; two tests.
def visible(text: str, n: str):
    a = "".join(c for c in text if c.isprintable())
    b = "".join(c for c in text if n not in c)
    d = "".join(c for c in text if c not in "ab" if n)
    return a, b, d, "".join(c for c in text if "a" < c not in "bc"), "".join(c for c in text if c == "a")
""",
        """\
# What characters become is computed.
def quoted(text: str, code):
    a = "".join(code(c) if c in "<>" else c for c in text)
    b = "".join(c.upper() for c in text if c not in "<>")
    return a, b, "".join(c if c not in "<>" else code(c) for c in text)
""",
        """\
# Something else for all others.
def pattern(text: str, table, n):
    a = "".join("v" if c in "aeiou" else "c" for c in text)
    b = "".join(table.get(c, "") for c in text)
    d = "".join(table.get(c, c) for c in text if c not in "ab" if n)
    e = "".join("_" if n in "ab" else c for c in text)
    f = "".join("_" if "a" < c in "ab" else c for c in text)
    g = "".join("_" if c else c for c in text)
    h = "".join(table.find(c, c) for c in text)
    return a, b, d, e, f, g, h, "".join("c" if c not in "aeiou" else "v" for c in text)
""",
        """\
# Three kinds of text at a time, and pairs; what is left out is a set, which is fine to ask.
def several(a: str, b: str, bad: set):
    x = "".join(c for text in (a, b) for c in text if c not in "<>")
    y = "".join(c for c, d in zip(a, b) if c not in "<>")
    return x, y, "".join(c for c in a if c not in bad), "".join(a)
""",
        """\
# Once, when the module is imported.
PLAIN = "".join(c for c in str(print) if c not in "<>")
""",
        """\
# Six characters.
def hexadecimal():
    return "".join(c for c in "abcdef" if c not in "a")
""",
        """\
# They come one by one.
async def gather(stream):
    return "".join([c async for c in stream if c not in "<>"])
""",
        """\
# Two loops, two comparisons, and look-ups with another default.
def several(texts: list[str], text: str, table, n):
    a = "".join(c for text in texts for c in text if c not in "<>")
    b = "".join(c for c in text for n in c if c not in "<>")
    d = "".join("_" if c in "ab" in n else c for c in text)
    e = "".join(c for c in text if c not in "ab" not in n)
    return a, b, d, e, "".join(table.get(c) for c in text), "".join(table.get(c, c, c) for c in text)
""",
        """\
# Others are replaced, or all but one.
def others(text: str):
    return "".join("_" if c == "a" else c for c in text), "".join(c if c == "a" else "_" for c in text)
""",
    ],
    unsafe=[
        """\
# What is declared to be a string may be a list of strings.
def plain(text: str):
    return "".join(c for c in text if c not in "<>")
""",
        """\
# A number is no text to join, and would be the number of a character.
def numbered(value):
    return "".join(5 if c in "ab" else c for c in str(value))
""",
        """\
# The characters may not be known yet, which shows where there are none to look at.
def late(value, flag):
    if flag:
        special = "<>"
    return "".join(c for c in str(value) if c not in special)
""",
        """\
# What is replaced is not known.
def unknown(value, special):
    return "".join("_" if c in special else c for c in str(value))
""",
    ],
)
