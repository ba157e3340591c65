"""`slowspot cache`: says where results are kept, and removes them."""

from __future__ import annotations

import argparse
import os
import sys

from ..analyzers.project.cache import ResultsCache
from .analysis.caching import cache_file
from .errors import CLEAN, UsageError

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=("info", "clear"), help="info: where it is and what it holds; clear: remove it"
    )  # fmt: skip
    parser.add_argument(
        "--cache-dir", metavar="FOLDER", help="the cache in this folder (default: what `analyze` uses here)"
    )


def run(options: argparse.Namespace) -> int:
    with ResultsCache(cache_file(options.cache_dir, ())) as cache:
        if options.what == "clear":
            there = os.path.exists(cache.path)
            if not cache.clear():
                raise UsageError(cache.problem)
            sys.stdout.write(f"{cache.path}: {'removed' if there else 'there was none'}\n")
            return CLEAN
        info = cache.info()
        sys.stdout.write(
            f"file      {info.path}\n"
            f"entries   {info.entries:,}\n"
            f"size      {info.bytes / 2**20:,.1f} MB of at most {info.limit / 2**20:,.0f} MB\n"
        )
        if cache.problem:
            raise UsageError(f"the cache cannot be used: {cache.problem}")
    return CLEAN
