"""`slowspot rules new`: writes a rule file that keeps its promises, to be made into a rule of one's own."""

from __future__ import annotations

import argparse
import os
import re

from ..analyzers.rules.declaration import FAMILIES
from ..analyzers.rules.registry import UnknownRule, resolve
from .errors import CLEAN, UsageError

__all__ = ["configure", "run"]

_TEMPLATE = '''\
"""One sentence that says what is slow.

Why it is slow, what to write instead, and how much that saves.

**When not to bother**: where the advice does not pay.
"""

from __future__ import annotations

import ast

from slowspot.analyzers.rules.declaration import Example, Match, Rule, Triggers
from slowspot.analyzers.semantics.site import Site


def check(node: ast.Call, at: Site) -> Match | None:
    """Called at each call of `look_up` in a loop. `at` answers questions about the place: types, loops, names."""
    if not at.repeating or not at.is_call(node, "catalogue.look_up"):
        return None
    return Match(node, "looks one key up in every pass: look_up_all() takes them all at once")


RULE = Rule(
    slug="{slug}",
    code="{code}",
    family="{family}",
    stage="preview",
    triggers=Triggers(calls=frozenset({{"look_up"}}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\\
import catalogue


def prices(keys):
    return [«catalogue.look_up(key)» for key in keys]
""",
        ),
    ],
    clean=[
        """\\
# One call, in no loop.
import catalogue


def price(key):
    return catalogue.look_up(key)
""",
        """\\
# All at once.
import catalogue


def prices(keys):
    return catalogue.look_up_all(keys)
""",
        """\\
# Another function of that name.
def prices(shelf, keys):
    return [shelf.look_up(key) for key in keys]
""",
    ],
)
'''


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="of the slow pattern, such as shop-lookup-in-loop")
    parser.add_argument("--code", metavar="CODE", help="two to six capital letters and three digits, such as SHOP101")
    parser.add_argument("--family", choices=FAMILIES, default="collections", help="default: collections")
    parser.add_argument("-o", "--output", default=".", metavar="FOLDER", help="default: the current folder")


def run(options: argparse.Namespace) -> int:
    slug: str = options.name
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", slug):
        raise UsageError(f"{slug!r} is no name of a rule: words in lower case with hyphens, two at least")
    code: str = options.code or f"{re.sub('[^a-z]', '', slug)[:4].upper()}101"
    if not re.fullmatch(r"(?!SLP)[A-Z]{2,6}\d{3}", code):
        raise UsageError(f"--code {code}: is none: two to six capital letters other than SLP, and three digits")
    for name in (slug, code):
        try:
            resolve(name)
        except UnknownRule:
            continue
        raise UsageError(f"{name} is a rule already: `slowspot explain {name}` shows it")
    path = os.path.join(options.output, f"{slug.replace('-', '_')}.py")
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(_TEMPLATE.format(slug=slug, code=code, family=options.family))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    print(f"wrote {path}: `slowspot rules test {path}` tests it; docs/plugins.md says how Slowspot finds it")
    return CLEAN
