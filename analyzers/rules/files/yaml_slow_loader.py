"""Reading YAML with the parser written in Python, in a loop.

`yaml.safe_load(text)` parses in Python, character by character. `yaml.load(text, Loader=yaml.CSafeLoader)` gives the
same result with LibYAML, in C, several times as fast; `yaml.dump` and `yaml.safe_dump` have `CDumper` and
`CSafeDumper`. Wheels of PyYAML from the package index have LibYAML built in.

**When not to bother**: the documents are short, or PyYAML may be installed without LibYAML.

**Why the fix needs review**: `CSafeLoader` is missing where PyYAML was built without LibYAML, and it words its errors
differently.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_LOADERS = {"yaml.SafeLoader": "yaml.CSafeLoader", "yaml.FullLoader": "yaml.CFullLoader", "yaml.Loader": "yaml.CLoader"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("yaml") or not at.is_call(node, "yaml.safe_load", "yaml.load"):
        return None
    if len(node.args) not in (1, 2) or any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    if not at.repeating:
        return None
    loader = next((keyword.value for keyword in node.keywords if keyword.arg == "Loader"), None)
    loader = node.args[1] if len(node.args) == 2 else loader
    if at.is_call(node, "yaml.safe_load"):
        fast = "yaml.CSafeLoader"
        if len(node.args) == 2 or node.keywords:
            return None
    elif loader is None or (fast := _LOADERS.get(at.qualified(loader) or "")) is None:
        return None
    return Match(
        node,
        f"parses in Python: {fast} does it in C",
        "review",
        "the loader in C is missing where PyYAML was built without LibYAML",
        {"loader": loader, "fast": fast},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Call = match.node  # pyright: ignore[reportAssignmentType]
    fast = edit.imported(match.nodes["fast"], node)
    if match.nodes["loader"] is not None:
        edit.replace(match.nodes["loader"], fast)
    else:
        load = edit.imported("yaml.load", node)
        edit.replace(node, "{load}({text}, Loader={fast})", load=load, text=node.args[0], fast=fast)


RULE = Rule(
    slug="yaml-slow-loader",
    code="SLP240",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"load", "safe_load"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Parse with LibYAML",
    severity="info",
    examples=[
        Example(
            before="""\
import yaml


def read_all(paths):
    found = {}
    for path in paths:
        with open(path) as file:
            found[path] = «yaml.safe_load(file)»
    return found
""",
            after="""\
import yaml


def read_all(paths):
    found = {}
    for path in paths:
        with open(path) as file:
            found[path] = yaml.load(file, Loader=yaml.CSafeLoader)
    return found
""",
            workload=lambda n: (["/dev/null"] * n,),
            same=[(["/dev/null"],), ([],)],
            needs=("pyyaml",),
        ),
        Example(
            before="""\
from yaml import SafeLoader, load


def parse(texts):
    return [«load(text, Loader=SafeLoader)» for text in texts]
""",
            after="""\
from yaml import CSafeLoader, SafeLoader, load


def parse(texts):
    return [load(text, Loader=CSafeLoader) for text in texts]
""",
            workload=lambda n: (["a: [1, 2]\nb: c\n" * 1] * n,),
            same=[
                (["a: 1", "- x", ""],),
                (
                    [
                        "a: [",
                    ],
                ),
            ],
            needs=("pyyaml",),
        ),
    ],
    clean=[
        "# One document.\nimport yaml\n\ndef settings(file):\n    return yaml.safe_load(file)\n",
        "# JSON.\nimport json\n\ndef all_of(files):\n    return [json.load(file) for file in files]\n",
        """\
# A loader of its own; the fast one; and none, which is an error.
import yaml
from site_loader import Tags

def all_of(files, more):
    a = [yaml.load(file, Loader=Tags) for file in files]
    b = [yaml.load(file, yaml.CSafeLoader) for file in files]
    c = [yaml.load(file) for file in files]
    d = [yaml.load(*more) for file in files]
    return a, b, c, d, [yaml.load() for file in files], [yaml.safe_load(file, more) for file in files]
""",
        """\
# Three files.
import yaml

def three(folder):
    return [yaml.safe_load(folder[name]) for name in ("a", "b", "c")]
""",
    ],
)
