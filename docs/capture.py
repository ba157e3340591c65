"""Draws docs/images/analyze.svg: the terminal as `slowspot analyze` leaves it on a part of the bundled example.

`--check` writes nothing and exits 1 when the command prints something else by now.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["digest", "draw", "main", "run"]

ROOT = Path(__file__).resolve().parents[1]
IMAGE = ROOT / "docs" / "images" / "analyze.svg"
ARGUMENTS = ["analyze", "examples/shop/pricing.py"]
WIDTH = 110


def run() -> str:
    """Run the command; return what it prints, with its colours."""
    program = "import sys; from slowspot.cli.main import main; sys.exit(main())"
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"FORCE_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program, *ARGUMENTS, "--no-profile"],  # whatever the folder's owner has recorded
        cwd=ROOT, env=environment, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    if done.returncode not in (0, 1):
        sys.exit(f"slowspot {' '.join(ARGUMENTS)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout + done.stderr


def digest(text: str) -> str:
    """Name what was printed, whatever time it took."""
    timeless = re.sub(r"\d+(?:\.\d+)?(?= ?m?s\b)", "0", text)
    return hashlib.sha256(timeless.encode()).hexdigest()[:16]


def draw(text: str) -> str:
    """Return the terminal's picture as SVG. It loads nothing: no fonts from elsewhere."""
    # Late: `--check` does without.
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(f"\x1b[1;32m$\x1b[0m slowspot {' '.join(ARGUMENTS)}\n{text.rstrip()}"))
    own_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*|<!--.*?-->\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    own_fonts = own_fonts.replace("Fira Code", "Menlo, Consolas, DejaVu Sans Mono")
    drawn = console.export_svg(title="slowspot", code_format=own_fonts, unique_id="slowspot")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + f"\n<!-- shows {digest(text)} -->\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the image is stale")
    check = parser.parse_args(arguments).check
    text = run()
    fresh = IMAGE.exists() and f"<!-- shows {digest(text)} -->" in IMAGE.read_text(encoding="utf-8")
    if check:
        if not fresh:
            print("docs/images/analyze.svg is stale: run `make docs`")
        return 0 if fresh else 1
    if not fresh:
        IMAGE.parent.mkdir(exist_ok=True)
        IMAGE.write_text(draw(text), encoding="utf-8", newline="\n")
    print("docs/images/analyze.svg:", "as it was" if fresh else "drawn anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
