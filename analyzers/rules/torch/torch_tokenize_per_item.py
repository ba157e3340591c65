"""A tokenizer called for one text at a time.

The fast tokenizers of transformers work in compiled code, and given a list of texts they work on several at once, on
all cores. Called for each text alone, most of the time goes into the call: checking the arguments, and making the
dictionary that is returned.

**When not to bother**: there are a few texts; or each comes from elsewhere at its own time.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NAMES = frozenset({"tokenizer", "tok", "encode", "encode_plus", "tokenize"})


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or in_test(at):
        return None
    whole = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS else node.func
    if not _is_tokenizer(whole, at):
        return None
    loop = at.loop
    if loop is None or loop.few or not loop.is_comprehension or not isinstance(loop.container, ast.ListComp):
        return None
    text = node.args[0]
    if not isinstance(loop.target, ast.Name) or not isinstance(text, ast.Name) or text.id != loop.target.id:
        return None
    if loop.container.elt is not node and not _is_part_of(node, loop.container.elt, at):
        return None
    return Match(node, "is called for one text at a time: given the list, it works on all of them in compiled code")


_METHODS = ("encode", "encode_plus", "tokenize")


def _is_part_of(node: ast.Call, element: ast.expr, at: Site) -> bool:
    """`tokenizer(text)["input_ids"]`, `tokenizer(text).input_ids`"""
    around = at.parent(node)
    return around is element and isinstance(around, (ast.Subscript, ast.Attribute))


def _is_tokenizer(node: ast.expr, at: Site) -> bool:
    """Does a name hold what `….from_pretrained()` of a tokenizer of transformers gave?"""
    if at.type(node).name in ("transformers.PreTrainedTokenizerFast", "transformers.PreTrainedTokenizerBase"):
        return True
    value = at.only_value(node)
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return False
    name = at.qualified(value.func) or ""
    return name.startswith("transformers.") and name.endswith(("Tokenizer.from_pretrained", "Fast.from_pretrained"))


RULE = Rule(
    slug="torch-tokenize-per-item",
    code="SLP421",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=_NAMES, in_loop=True, packages=frozenset({"transformers"})),
    check=check,
    examples=[
        Example(
            before="""\
from transformers import AutoTokenizer


def ids(texts):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    return [«tokenizer(text)»["input_ids"] for text in texts], [«tokenizer.encode(text)» for text in texts]
""",
            needs=("transformers",),
        ),
    ],
    clean=[
        """\
# All at once.
from transformers import AutoTokenizer

def ids(texts):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    return tokenizer(texts)["input_ids"]
""",
        """\
# Another tokenizer.
import transformers
from tools import tokenizer

def ids(texts):
    return [tokenizer(text) for text in texts]
""",
        """\
# A part of each text alone.
from transformers import AutoTokenizer

def ids(rows):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    return [tokenizer(row.text) for row in rows], [tokenizer(row, other) for row, other in rows]
""",
        """\
# Three texts.
from transformers import AutoTokenizer

def ids(a, b, c):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    return [tokenizer(text) for text in (a, b, c)]
""",
    ],
)
