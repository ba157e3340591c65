"""Importing pkg_resources, which goes through everything that is installed.

`import pkg_resources` reads the metadata of every distribution on the path, each time a program starts.
`importlib.metadata` (versions, entry points) and `importlib.resources` (data files) read only what is asked for.
Besides, pkg_resources is deprecated, and is to be removed from setuptools.

**When not to bother**: the import stands where it is seldom reached (in a function, or in `except ImportError`); the
rule is silent there. Code that compares requirements needs the `packaging` distribution instead.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import runs_at_import
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Import | ast.ImportFrom, at: Site) -> Match | None:
    if isinstance(node, ast.Import):
        if not any(alias.name == "pkg_resources" for alias in node.names):
            return None
    elif node.module != "pkg_resources" or node.level:
        return None
    if not runs_at_import(at):
        return None
    return Match(
        node,
        "reads the metadata of everything installed, at each start: "
        "importlib.metadata and importlib.resources read only what is asked for",
    )


RULE = Rule(
    slug="pkg-resources-import",
    code="SLP860",
    family="startup",
    stage="stable",
    gains="latency",
    severity="warning",
    triggers=Triggers(nodes=(ast.Import, ast.ImportFrom)),
    check=check,
    examples=[
        Example(
            before="""\
«import os, pkg_resources»

VERSION = pkg_resources.get_distribution("shop").version
"""
        ),
        Example(
            before="""\
try:
    «from pkg_resources import iter_entry_points»
except ImportError:
    iter_entry_points = None
"""
        ),
    ],
    clean=[
        """\
# Only when it is called.
def version():
    import pkg_resources

    return pkg_resources.get_distribution("shop").version
""",
        """\
# Only where the quick one is missing.
try:
    from importlib.metadata import version
except ImportError:
    from pkg_resources import get_distribution
""",
        """\
# Only on some systems, or for type checkers.
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info < (3, 8):
    import pkg_resources
""",
        """\
# Others.
import os
import pkg_resources_shim
from . import pkg_resources
from .pkg_resources import x
from .pkg_resources import pkg_resources
from shop import pkg_resources
""",
    ],
)
