"""Does the file run its model on TPUs?"""

from __future__ import annotations

import re

from ..site import Site
from .whole_file import document_of

__all__ = ["uses_tpus"]

_STRATEGY = re.compile(r"\bTPUStrategy\s*\(")


def uses_tpus(at: Site) -> bool:
    """Is a `TPUStrategy` made in the file? Ask what is cheap first: from now on each edit asks again."""
    return any(_STRATEGY.search(line) for line in document_of(at).lines if "TPUStrategy" in line)
