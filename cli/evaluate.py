"""`slowspot evaluate`: held-out figures of the models, computed anew from the rows."""

from __future__ import annotations

import argparse
import sys
import time

from .train import require_libraries

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print them (default: text)")
    parser.add_argument(
        "--record", action="store_true", help="keep them as training_data/figures.json, which the pages are made from"
    )


def run(options: argparse.Namespace) -> int:
    require_libraries("evaluate")
    # Late: they are the command's own weight.
    from ..training_data.fitting import figures, parts, serving

    start = time.monotonic()

    def tell(message: str) -> None:
        print(f"{time.monotonic() - start:5.0f} s  {message}", file=sys.stderr, flush=True)

    document = {
        "schema": figures.SCHEMA,
        "seed": parts.SEED,
        "libraries": parts.libraries(),
        "parts": parts.evaluate(tell=tell),
        "serving": serving.measured(),
    }
    document = figures.without_nan(document)
    if options.format == "json":
        # Late: the text does without it.
        import json

        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        for name, part in document["parts"].items():
            print("\n".join(figures.lines(name, part)))
        print("\n".join(serving.lines(document["serving"])))
    if options.record:
        figures.write(document)
        tell(f"kept as {figures.FILE}")
    return 0
