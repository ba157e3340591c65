"""A constant pattern handed to `re` in a function that is called for each of many items.

`re.sub(r"\\s+", " ", data)` in a parser's `handle_data()`, in the key function of a sort or in a function that a loop
calls looks up, for each item, what was compiled before: a function call or two and a dictionary look-up, which often
takes longer than the match itself. A pattern compiled once, beside the function, has the same methods without all that.

**When not to bother**: there are a few items, or the function does much more with each.
"""

from __future__ import annotations

import ast

from ...semantics.questions.callbacks import called_per_item
from ...semantics.questions.patterns import FUNCTIONS, parsed, pattern_call
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if at.repeating:  # for re-compile-in-loop
        return None
    call = pattern_call(at, node)
    if call is None or call.constant is None or parsed(*call.constant) is None:
        return None
    caller = called_per_item(at)
    if caller is None:
        return None
    return Match(node, f"looks up the compiled pattern for each item ({caller}): compile it once, outside the function")


RULE = Rule(
    slug="re-uncompiled-callback",
    code="SLP882",
    family="regex",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset(FUNCTIONS)),
    check=check,
    examples=[
        Example(
            before="""\
import re
from html.parser import HTMLParser


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(«re.sub(r"\\s+", " ", data)»)


def text(markup):
    parser = Text()
    parser.feed(markup)
    return "".join(parser.parts)
""",
            after="""\
import re
from html.parser import HTMLParser

SPACE = re.compile(r"\\s+")


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(SPACE.sub(" ", data))


def text(markup):
    parser = Text()
    parser.feed(markup)
    return "".join(parser.parts)
""",
            workload=lambda n: ("<p>some\n text" * n,),
            same=[("<p>a  b</p>\n",), ("",)],
        ),
        Example(
            before="""\
import ast
import re


class Names(ast.NodeVisitor):
    def visit_Name(self, node):
        if «re.match("[A-Z]+$", node.id)»:
            self.found.append(node.id)

    def __lt__(self, other):
        return «re.split("-+", self.name)» < other


def sort(names, texts, lines):
    names.sort(key=lambda name: int(«re.search(r"\\d+", name)»[0]))

    def bare(text):
        return «re.sub("<[^>]*>", "", text)»

    def number(text):
        return «re.compile(r"\\d+")».match(text)

    def word(line):
        return «re.findall("[a-z]+", line)»

    def last(line):
        return «re.findall("[a-z]+$", line)»

    for line in lines:
        print(word(line))
    while lines and last(lines):
        lines.pop()
    return sorted(names, key=number), list(map(bare, texts)), {word(line) for line in lines}
""",
        ),
    ],
    clean=[
        """\
# Called once, for all that can be seen.
import re
from html.parser import HTMLParser

def bare(text):
    return re.sub("<[^>]*>", "", text)

class Text(HTMLParser):
    def close(self):
        return re.sub("<[^>]*>", "", self.text)

class Other:
    def handle_data(self, data):
        return re.sub("<[^>]*>", "", data)

def outer(text, lines, apply):
    def inner():
        return re.sub("<[^>]*>", "", text)
    def shown(text):
        return re.sub("<[^>]*>", "", text)
    def kept(text):
        return re.sub("<[^>]*>", "", text)
    for line in shown(lines), apply(kept):
        print(line)
    for end in "abc":
        print(kept(end), [line for line in kept(text)], {kept(end) for end in "ab"})
    return inner(), shown, apply(lambda text: re.sub("<[^>]*>", "", text), fallback=lambda text: re.sub("a+", "", text))
""",
        """\
# The pattern is not known, or none.
import re

def sort(names, pattern):
    names.sort(key=lambda name: re.sub(pattern, "", name))
    return sorted(names, key=lambda name: re.sub("(", "", name))
""",
        """\
# In a loop, for another rule; and run once, on import.
import re

def __hash__(words):
    return [re.sub("a+", "", word) for word in words]

class Words:
    vowels = re.findall("[aeiou]+", "some text")

    def __hash__(self):
        return hash(tuple(re.sub("a+", "", word) for word in self.words))
""",
        """\
# Another module's sub.
def sort(names, regex):
    names.sort(key=lambda name: regex.sub("a+", "", name))
""",
    ],
)
