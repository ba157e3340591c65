"""Looking up a version or entry points in the installed metadata while a module is imported.

`importlib.metadata.version("shop")` searches the path for the distribution and parses its metadata; the import of
`importlib.metadata` itself brings the packages for mail, archives and tables. Everybody who imports the module pays
for it, few ever ask for the version. A module-level `__getattr__` looks it up when somebody asks.

**When not to bother**: the program runs for long, or starts seldom.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge import startup
from ...semantics.questions.places import runs_at_import
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not runs_at_import(at):
        return None
    if at.qualified(node.func) not in startup.SCANS:
        return None
    return Match(
        node,
        "each import of this module searches the installed metadata: a module-level __getattr__ does so when asked",
    )


RULE = Rule(
    slug="version-at-import",
    code="SLP863",
    family="startup",
    stage="preview",
    gains="latency",
    severity="info",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in startup.SCANS)),
    check=check,
    examples=[
        Example(
            before="""\
from importlib.metadata import version

__version__ = «version("pip")»
"""
        ),
        Example(
            before="""\
import importlib.metadata as metadata

PLUGINS = «metadata.entry_points(group="shop.plugins")»
"""
        ),
    ],
    clean=[
        """\
# When somebody asks.
import importlib.metadata


def __getattr__(name):
    if name == "__version__":
        return importlib.metadata.version("pip")
    raise AttributeError(name)
""",
        """\
# Another version.
from shop import version

VERSION = version("x")
""",
        """\
# Only when the file is missing, or when it is run.
import importlib.metadata

try:
    from shop import VERSION
except ImportError:
    VERSION = importlib.metadata.version("shop")
if __name__ == "__main__":
    print(importlib.metadata.version("shop"))
""",
        """\
# In a method.
import importlib.metadata


class Package:
    version = property(lambda self: importlib.metadata.version("pip"))
""",
    ],
)
