"""Replacing many words in a text with one pattern for each.

`for word in words: text = re.sub(rf"\\b{word}\\b", …, text)` compiles a pattern for each word and goes through the
whole text with it: work that grows with the number of words times the length of the text, and more patterns than the
cache of `re` holds are compiled again the next time. One pattern of all words, `"|".join(map(re.escape, words))`, with
a function that looks the replacement up, goes through the text once.

**When not to bother**: there are a few words, or one replacement is to be replaced again by a later one.
"""

from __future__ import annotations

import ast

from ...semantics.questions.patterns import pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    statement = at.statement(node)
    if not isinstance(statement, ast.Assign) or statement.value is not node or at.repeated_in is None:
        return None
    call = pattern_call(at, node, "sub")
    loop = at.repeated_in
    if call is None or not at.same(call.text, statement.targets[0]) or loop.target is None:
        return None
    if isinstance(call.source, ast.Name):
        return None  # a pattern of its own, not a word in one
    words = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    if not any(isinstance(name, ast.Name) and name.id in words for name in ast.walk(call.source)):
        return None
    if any(isinstance(name, ast.Name) and name.id in words for name in ast.walk(call.text)):
        return None  # another text in each pass
    return Match(node, "goes through the whole text for each word: one pattern of all words does so once")


RULE = Rule(
    slug="re-sub-word-by-word",
    code="SLP883",
    family="regex",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sub"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import re


def marked(text, words):
    for word in words:
        text = «re.sub(rf"\\b{re.escape(word)}\\b", f"[{word}]", text)»
    return text
""",
            after="""\
import re


def marked(text, words):
    if not words:
        return text
    pattern = re.compile(rf"\\b(?:{'|'.join(map(re.escape, words))})\\b")
    return pattern.sub(lambda match: f"[{match[0]}]", text)
""",
            workload=lambda n: ("some words of a text " * n, [f"word{i}" for i in range(n)] + ["text"]),
            same=[("a b abc", ["a", "c"]), ("", ["a"]), ("a", [])],
            differs=[("a b", ["a", "b", "a"])],
        ),
        Example(
            before="""\
import re


class Page:
    def filled(self, values):
        for name, value in values.items():
            self.text = «re.sub("{" + name + "}", value, self.text)»
        return self.text
""",
        ),
    ],
    clean=[
        """\
# The same pattern each time, or another text.
import re

def squeezed(text, words, pattern, texts):
    for word in words:
        text = re.sub(pattern + "+", word, text)
    for text in texts:
        text = re.sub(pattern + text, "", text)
    for number, part in enumerate(texts):
        texts[number] = re.sub(str(number), "", texts[number])
    return text
""",
        """\
# Kept beside the text, or not kept.
import re

def variants(text, words):
    found = []
    for word in words:
        other = re.sub(word + "+", "", text)
        text = re.sub(word + "+", "", text).strip()
        found.append(re.sub(word + "+", "", text))
        text += re.sub(word + "+", "", text)
    return found, other
""",
        """\
# Patterns, not words: one may count on what another one has replaced.
import re

def rewritten(text, replacements):
    for pattern, replacement in replacements:
        text = re.sub(pattern, replacement, text)
    return text
""",
        """\
# A few words, and a loop that goes on until nothing is left.
import re

def bare(text, pattern, ask):
    for word in ("a", "b"):
        text = re.sub(word + "+", "", text)
    while pattern:
        text = re.sub(pattern + "+", "", text)
        pattern = ask()
    return text
""",
        """\
# Another module's sub.
def bare(text, words, regex):
    for word in words:
        text = regex.sub(word + "+", "", text)
    return text
""",
    ],
)
