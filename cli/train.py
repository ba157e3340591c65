"""`slowspot train`: fits the models from the rows that were measured."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from ..models.trees import FOLDER
from .errors import UsageError

__all__ = ["configure", "require_libraries", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--also", metavar="FILE", type=Path, nargs="+", default=[], help="train on the rows of these files too"
    )
    parser.add_argument(
        "--output",
        metavar="FOLDER",
        type=Path,
        default=FOLDER,
        help="where the models go (default: where they are used)",
    )


def require_libraries(command: str) -> None:
    """Raise UsageError without what the extra [train] brings."""
    if find_spec("sklearn") is None:
        raise UsageError(f"{command} needs scikit-learn: pip install 'slowspot[train]'")


def run(options: argparse.Namespace) -> int:
    require_libraries("train")
    output: Path = options.output
    if not output.is_dir():
        raise UsageError(f"{output}: no such folder")
    if not os.access(output, os.W_OK):
        raise UsageError(f"{output}: cannot be written; name another folder with --output")
    for path in options.also:
        if not path.is_file():
            raise UsageError(f"{path}: no such file")
    # Late: it is the command's own weight.
    from ..training_data.fitting import parts

    count = equal = 0
    for trained in parts.train(output, also=options.also, tell=_tell):
        count += 1
        equal += trained.same is True
        verdict = {True: "the same bytes as before", None: "new"}.get(trained.same, f"differs: {trained.difference}")
        print(f"{output / trained.name}: {trained.size:,} bytes, {verdict}", flush=True)
    if not count:
        raise UsageError("nothing was trained: no part has usable rows")
    same = "all the same bytes as before" if count == equal else f"{equal} the same bytes as before"
    print(f"{count} model files; {same}")
    return 0


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
