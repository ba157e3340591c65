"""Importing a heavy package that only annotations mention.

With `from __future__ import annotations` annotations are never evaluated: the import is for the type checker alone, yet
each start of the program waits for it. Under `if TYPE_CHECKING:` only the type checker sees it.

**When not to bother**: other modules of the program import the package anyway.
"""

from __future__ import annotations

import ast
import re

from ...semantics.knowledge import startup
from ...semantics.questions.whole_file import document_of
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

PACKAGES: Option[tuple[str, ...]] = Option(
    "packages", (), "Packages of your own that take long to import, such as `shop_models`."
)


def check(node: ast.Import | ast.ImportFrom, at: Site) -> Match | None:
    if at.frame.kind != "module" or not isinstance(at.parent(node), ast.Module):  # cheap
        return None
    if isinstance(node, ast.Import):
        if len(node.names) != 1:
            return None
        module = node.names[0].name
        names = [node.names[0].asname or module.partition(".")[0]]
    else:
        if node.level or node.module is None:
            return None
        module = node.module
        names = [alias.asname or alias.name for alias in node.names]
    package = module.partition(".")[0]
    if (package not in startup.HEAVY and package not in PACKAGES.at(at)) or "*" in names:
        return None
    document = document_of(at)
    if sum(bool(re.match(rf"(import|from) {package}\b", line)) for line in document.lines) > 1:
        return None  # another import brings it anyway
    if not any(re.match(r"from __future__ import .*\bannotations\b", line) for line in document.lines[:200]):
        return None
    if any(re.match(r"__all__\b", line) for line in document.lines) or not _only_annotated(set(names), node, at):
        return None
    return Match(
        node,
        f"only annotations use it, and {module} takes long to import: under `if TYPE_CHECKING:` it is not imported",
    )


def _only_annotated(names: set[str], statement: ast.stmt, at: Site) -> bool:
    """Do annotations mention one of the names, and nothing else does?"""
    mentioned = False
    for block in document_of(at).leaves():
        if names.isdisjoint(at.facts.model.facts(block).mentions):
            continue
        for top in block.nodes:
            if top is statement:
                continue
            annotations = {
                id(part)
                for node in ast.walk(top)
                for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
                if isinstance(annotation, ast.AST)
                for part in ast.walk(annotation)
            }
            for node in ast.walk(top):
                if isinstance(node, ast.Name) and node.id in names:
                    if id(node) not in annotations:
                        return False
                    mentioned = True
                elif isinstance(node, (ast.Import, ast.ImportFrom)) or (
                    isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _EVALUATING
                ):
                    return False  # `import torch.nn` needs it bound; annotations may be evaluated
                elif isinstance(node, ast.ClassDef) and (node.decorator_list or node.bases):
                    return False  # a dataclass or a pydantic model looks at its annotations
    return mentioned


_EVALUATING = {"get_type_hints", "eval", "globals", "locals", "vars"}

RULE = Rule(
    slug="heavy-import-for-annotations",
    code="SLP864",
    family="startup",
    stage="preview",
    gains="latency",
    severity="info",
    triggers=Triggers(nodes=(ast.Import, ast.ImportFrom)),
    check=check,
    options=(PACKAGES,),
    also=("TC002",),
    examples=[
        Example(
            before="""\
from __future__ import annotations

«import pandas as pd»


def total(frame: pd.DataFrame) -> float:
    return frame["price"].sum()
"""
        ),
        Example(
            before="""\
from __future__ import annotations

«from torch import Tensor, nn»


async def mean(values: Tensor, *, model: nn.Module | None = None) -> Tensor:
    result: Tensor = values.mean()
    return result
"""
        ),
    ],
    clean=[
        """\
# It is used.
from __future__ import annotations

import pandas as pd


def total(frame: pd.DataFrame) -> float:
    return pd.concat([frame, frame])["price"].sum()
""",
        """\
# Annotations are evaluated.
import pandas as pd


def total(frame: pd.DataFrame) -> float:
    return frame["price"].sum()
""",
        """\
# Nobody mentions it: it may be imported for what that does.
from __future__ import annotations

import pandas as pd
""",
        """\
# Quick to import; a module of one's own; two at once; all names; for type checkers; in a function.
from __future__ import annotations

import json
import numpy, pandas
from .pandas import DataFrame
from . import torch
from scipy import *
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sympy


def f(a: json.JSONEncoder, b: numpy.ndarray, c: DataFrame, d: torch.Tensor, e: optimize, g: sympy.Expr) -> None:
    import nltk

    h: nltk.Text = a
""",
        """\
# Others may take it from here.
from __future__ import annotations

from pandas import DataFrame

__all__ = ["DataFrame", "f"]


def f(frame: DataFrame) -> None:
    pass
""",
        """\
# Another import brings it anyway.
from __future__ import annotations

from scipy import stats
from scipy.sparse import csr_matrix


def f(matrix: csr_matrix) -> float:
    return stats.norm.pdf(0)
""",
        """\
# A dataclass, a model or a framework may look at the annotations.
from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass
class Order:
    rows: pd.DataFrame
""",
        """\
# The annotations are looked at.
from __future__ import annotations

from typing import get_type_hints

import pandas as pd


def f(frame: pd.DataFrame) -> None:
    print(get_type_hints(f))
""",
        """\
# In a function.
from __future__ import annotations

def f(frame):
    import pandas

    table: pandas.DataFrame = frame
    return table
""",
        """\
# Two at once.
from __future__ import annotations

import pandas, json


def f(frame: pandas.DataFrame) -> None:
    json.dumps(1)
""",
        """\
# Quick to import.
from __future__ import annotations

import decimal


def f(price: decimal.Decimal) -> None:
    pass
""",
        """\
# All names.
from __future__ import annotations

from pandas import *


def f(frame: DataFrame) -> None:
    pass
""",
        """\
# A module of one's own.
from __future__ import annotations

from .pandas import DataFrame


def f(frame: DataFrame) -> None:
    pass
""",
        """\
# A package of one's own.
from __future__ import annotations

from . import pandas


def f(frame: pandas.DataFrame) -> None:
    pass
""",
        """\
# For type checkers already.
from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    import pandas


def f(frame: pandas.DataFrame) -> None:
    pass
""",
        """\
# A subclass of a model may look at its annotations.
from __future__ import annotations

import pandas

from shop import Model


class Order(Model):
    rows: pandas.DataFrame
""",
        """\
# Another import of it in a function.
from __future__ import annotations

import pandas


def f(frame: pandas.DataFrame) -> None:
    import pandas.testing
""",
    ],
)
