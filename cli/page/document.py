"""Puts the page together: template, style, script, data and the chart library, under a policy that forbids the rest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

__all__ = ["EXTRA", "MissingLibrary", "require_libraries", "write_page"]

EXTRA = ("jinja2", "plotly", "pygments")


class MissingLibrary(Exception):  # noqa: N818 - says what happened
    """A library of the extra `report` is not installed here; the text is its name."""


def require_libraries() -> None:
    """Raise MissingLibrary for the first library that is not installed. Imports none."""
    # Late: only this command asks.
    from importlib.util import find_spec

    for name in EXTRA:
        if find_spec(name) is None:
            raise MissingLibrary(name)


def write_page(content: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the page. `content` fills the template, `data` is what page.js draws; the library comes along if needed.

    Scripts run by their hash alone: were a name of the profiled program to break out of its place, it would still
    not run, and nothing on the page may load anything.
    """
    # Late: of the extra `report`.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from . import numbers

    package = resources.files(__package__ or __name__)
    script = (package / "page.js").read_text(encoding="utf-8")
    hashes = [_hash(script)]
    library = ""
    if any(data.values()):
        text = _plotly()
        hashes.append(_hash(text))
        library = base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()
    environment = Environment(
        loader=PackageLoader(__package__ or __name__, "."),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(
        percent=numbers.percent, seconds=numbers.seconds, amount=numbers.amount, count=numbers.count_of
    )
    return environment.get_template("page.html").render(
        **content,
        policy=f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        style=(package / "page.css").read_text(encoding="utf-8"),
        script=script,
        data=_embedded(data),
        library=library,
    )


def _plotly() -> str:
    # Late: of the extra `report`; this module of it takes 30 ms and neither NumPy nor a figure.
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


def _hash(text: str) -> str:
    """Return a script's hash as a Content-Security-Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(data: Mapping[str, Any]) -> str:
    """Return JSON that stays inside its `script` element, whatever the names in it."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
