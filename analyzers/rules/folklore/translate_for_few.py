"""`text.translate(table)` for one, two or three characters. Leave it: write `.replace(…).replace(…)`.

"Use translate, it goes over the text only once" is good advice for big tables. But `translate` asks the table about
each character, where `replace` searches at the speed of memory and returns the text itself when there is nothing to do.
With three entries, each taken out or made longer, and texts of 10 to 100,000 characters of which none, 1 %, 10 % or
half are in the table, `translate` took 5 (Python 3.11) and 10 (3.12, 3.13) times as long as the replaces where the
texts were ASCII, and 15 to 38 times where they were not (medians over sizes; best CPU time of 15 rounds, in turns).

**When not to bother**: it runs now and then, or the texts are ASCII, long, and have none of the characters: with
100,000 characters and three entries the replaces took 1.7 times as long as `translate`. Not reported are tables of more
entries, those that replaces cannot express, such as an exchange of two characters, and tables that turn an ASCII
character into another (`str.maketrans("-_", "+/")`): `translate` has a shorter way for these. It is the slower one for
short texts too, but was 1.6 times as fast on a million characters of Base64, and up to 9 times where every second one
of 100,000 is replaced.

**Why the fix needs review**: an object not known to be a text may translate in its own way, and a table with a name may
be changed elsewhere.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers

_MOST = 3


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    text, table = node.func.value, node.args[0]
    made = at.only_value(table) or table
    pairs = _in_order(_pairs(made, at))
    if not pairs or any(old.isascii() and new.isascii() and len(new) == 1 for old, new in pairs) or is_cold(at):
        return None
    kind = at.type(text)
    if kind.known and not kind.is_("str"):
        return None
    if isinstance(text, ast.Attribute) and text.attr == "str":
        return None  # a column of texts: series.str.translate(table)
    reasons = [
        *([] if kind.proven else ["the object must be a text"]),
        *([] if made is table else ["the table must not be changed elsewhere"]),
    ]
    return Match(
        node,
        f"leave it: translate() looks each character up, {len(pairs)} replace() only search, and are faster",
        "review" if reasons else "safe",
        " and ".join(reasons),
        {"text": text, "pairs": pairs},
    )


def _pairs(table: ast.expr, at: Site) -> dict[str, str]:
    """What each character becomes; {} where that is not known."""
    if not isinstance(table, ast.Call):
        return _from_dict(table, texts=False)
    if not at.is_call(table, "builtins.str.maketrans") or table.keywords:
        return {}
    if len(table.args) == 1:
        return _from_dict(table.args[0], texts=True)
    texts = [argument.value for argument in table.args if isinstance(argument, ast.Constant)]
    old, new, gone = [text for text in [*texts, "", "", ""] if isinstance(text, str)][:3]
    if len(texts) != len(table.args) or len(old) != len(new):
        return {}
    return dict(zip(old, new, strict=True)) | dict.fromkeys(gone, "")


def _from_dict(table: ast.expr, *, texts: bool) -> dict[str, str]:
    """The entries of `{38: "&amp;"}`, and with `texts` of `{"&": "&amp;"}`, which str.maketrans() makes numbers."""
    found: dict[str, str] = {}
    if not isinstance(table, ast.Dict):
        return {}
    for key, value in zip(table.keys, table.values, strict=True):
        old = getattr(key, "value", None)
        if isinstance(old, int) and old in range(0x110000):
            old = chr(old)
        elif not texts or not isinstance(old, str) or len(old) != 1:
            return {}
        new = getattr(value, "value", 0)
        if not isinstance(new, str | None):
            return {}
        found[old] = new or ""
    return found


def _in_order(pairs: dict[str, str]) -> list[tuple[str, str]]:
    """The replacements in an order in which none changes what an earlier one put there; [] where there is none."""
    left, found = dict(pairs), list[tuple[str, str]]()
    while left and len(pairs) <= _MOST:
        first = next((old for old in left if not any(other in left[old] for other in left if other != old)), None)
        if first is None:
            return []
        found.append((first, left.pop(first)))
    return found


def _quoted(text: str) -> str:
    written = repr(text)
    return written if '"' in written else f'"{written[1:-1]}"'


def rewrite(match: Match, edit: Rewrite) -> None:
    steps = "".join(f".replace({_quoted(old)}, {_quoted(new)})" for old, new in match.nodes["pairs"])
    edit.replace(match.node, "{text}{steps}", text=match.nodes["text"], steps=steps)


RULE = Rule(
    slug="translate-for-few",
    code="SLP909",
    family="folklore",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"translate"})),
    check=check,
    rewrite=rewrite,
    title="Use replace()",
    examples=[
        AntiExample(
            before="""\
def labels(words: list[str]):
    found = []
    for word in words:
        name = str(word)
        found.append(«name.translate(str.maketrans({"&": "&amp;", "<": "&lt;"}))»)
    return found
""",
            after="""\
def labels(words: list[str]):
    found = []
    for word in words:
        name = str(word)
        found.append(name.replace("&", "&amp;").replace("<", "&lt;"))
    return found
""",
            workload=lambda n: (["fish & chips " * 8] * n,),
            same=[(["a<b", "&lt;&", "", "漢<"],), ([1, None],)],
        ),
        AntiExample(
            before="""\
ESCAPES = str.maketrans({"<": "&lt;", "&": "&amp;"})
SHORT = str.maketrans("", "", "\\r\\n")
PLAIN = {8722: "-", 34: "″", 39: None}


def escaped(text, code: str):
    code = «(code + "!").translate(SHORT)»
    text = «text.translate(ESCAPES)»
    return «text.translate(PLAIN)» + code
""",
            after="""\
ESCAPES = str.maketrans({"<": "&lt;", "&": "&amp;"})
SHORT = str.maketrans("", "", "\\r\\n")
PLAIN = {8722: "-", 34: "″", 39: None}


def escaped(text, code: str):
    code = (code + "!").replace("\\r", "").replace("\\n", "")
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace("−", "-").replace('"', "″").replace("'", "") + code
""",
            workload=lambda n: ("fish & chips " * n, "a_b-c"),
            same=[("a<b'&\"−", "-\r\n"), ("", "")],
        ),
    ],
    clean=[
        """\
# An exchange: no order of replaces does it.
def f(text: str):
    return text.translate(str.maketrans("àé", "éà"))
""",
        """\
# Many characters; none.
def f(text: str):
    return text.translate(str.maketrans("", "", "abcd")), text.translate({}), text.translate(str.maketrans("", ""))
""",
        """\
# ASCII to ASCII, one for one: translate() is faster on long texts.
def f(text: str):
    return text.translate(str.maketrans("-_", "+/")), text.translate({45: "+", 10: None})
""",
        """\
# A table that is not known, or not wholly.
TABLE = str.maketrans("a", "à")
TABLE = str.maketrans("b", "c")


def f(text: str, table, other, maketrans):
    text = text.translate(maketrans("a", "à")).translate(bytes.maketrans("a", "à"))
    text = text.translate(table).translate(str.maketrans(table)).translate(str.maketrans({"a": other}))
    text = text.translate(str.maketrans({other: "a"})).translate({**table, 1: "x"}).translate(TABLE)
    return text.translate(str.maketrans("a", other)).translate(str.maketrans("a", "à", other))
""",
        """\
# Errors, or tables in which nothing is found.
def f(text: str):
    text = text.translate({"a": "bb"}).translate(str.maketrans({"ab": "ccc"})).translate(str.maketrans("ab", "ç"))
    text = text.translate({0x110000: "bb"}).translate({38.0: "bb"}).translate(str.maketrans({"a": 1.5}))
    text = text.translate(str.maketrans("a", "à", key=1)).translate(f"{text}")
    return text.translate(str.maketrans("a", "à"), 1) + text.translate(str.maketrans("a", "à"), key=1)
""",
        """\
# Bytes, columns of texts, other objects.
import pandas as pd


def f(data: bytes, frame, shapes: list):
    data.translate(bytes.maketrans(b"a", b"b"))
    data.translate(str.maketrans("a", "à"))
    frame.names.str.translate(str.maketrans("a", "à"))
    return shapes.translate({1: "x"}), translate(str.maketrans("a", "à"))
""",
        """\
# A test may translate as it likes.
def test_table(text):
    assert text.translate(str.maketrans("a", "à")) == "b"
""",
    ],
    unsafe=[
        """\
# An annotation is no proof.
def f(text: str):
    return text.translate(str.maketrans("a", "à"))
""",
        """\
# Something unknown may have another translate().
def f(text):
    return text.translate(str.maketrans("a", "à"))
""",
        """\
# Nor is the attribute of something unknown.
def f(row):
    return row.name.translate(str.maketrans("a", "à"))
""",
        """\
# The table is changed.
def f(word):
    table = str.maketrans("a", "à")
    table[99] = "d"
    return str(word).translate(table)
""",
    ],
)
