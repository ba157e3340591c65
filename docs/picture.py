"""Takes docs/images/report.png: the top of the page that `slowspot report` makes of the bundled shop on a busy day.

Needs Chromium. The figures in it are those of the machine it is run on; it is taken anew when the page looks different
by now, or with `--anew`. `--check` takes nothing and exits 1 where the page has changed since.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

__all__ = ["digest", "main", "take"]

ROOT = Path(__file__).resolve().parents[1]
IMAGE = ROOT / "docs" / "images" / "report.png"
PAGE = ROOT / "cli" / "page"
PROGRAM = ["-m", "shop.busy"]
SIZE = "1180,1010"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def digest() -> str:
    """Name how the page looks."""
    files = (PAGE / name for name in ("page.css", "page.html", "page.js"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def take() -> bytes:
    """Record the shop, make the page, and return a picture of its top as PNG."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"docs/picture.py: no browser here ({', '.join(BROWSERS)}): apt-get install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        shutil.copytree(ROOT / "examples" / "shop", folder / "shop", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "examples" / "shop" / "slowspot.toml", folder)
        _slowspot(folder, "profile", "--quiet", *PROGRAM)
        _slowspot(folder, "report", "--quiet", "-o", "report.html")
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        subprocess.run(
            [
                browser, "--headless=new", *as_root, f"--user-data-dir={folder / 'browser'}", "--disable-gpu",
                "--hide-scrollbars", f"--window-size={SIZE}", "--virtual-time-budget=10000",
                f"--screenshot={folder / 'report.png'}", (folder / "report.html").as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (folder / "report.png").read_bytes()


def _slowspot(folder: Path, *arguments: str) -> None:
    program = "import sys; from slowspot.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        check=False, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"slowspot {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")


def marked(png: bytes, text: str) -> bytes:
    """Return a PNG with a comment in it, ahead of its last chunk."""
    content = b"tEXtComment\0" + text.encode("ascii")
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:-12] + chunk + png[-12:]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the picture is stale")
    parser.add_argument("--anew", action="store_true", help="take it though the page looks the same")
    options = parser.parse_args(arguments)
    mark = f"shows {digest()}"
    fresh = IMAGE.exists() and mark.encode() in IMAGE.read_bytes()
    if options.check:
        if not fresh:
            print("docs/images/report.png is stale: run `python docs/picture.py`")
        return 0 if fresh else 1
    if options.anew or not fresh:
        IMAGE.write_bytes(marked(take(), mark))
    print("docs/images/report.png:", "as it was" if fresh and not options.anew else "taken anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
