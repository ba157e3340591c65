"""Takes vscode-extension/media/vscode-*.png: the shop in a real VS Code, for the README and the extension's pages.

`python tests/editors/vscode/screenshots.py [NAME …]`, or `make screenshots`. Needs what the tests there need, and two
minutes. The figures in the pictures are those of the machine; look at them before they are committed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

if __package__:
    from .driver import VSCode
    from .extension import packaged
    from .install import install
else:  # run as a program
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from vscode.driver import VSCode
    from vscode.extension import packaged
    from vscode.install import install

ROOT = Path(__file__).resolve().parents[3]
TAKEN = ROOT / "build" / "pictures"
IMAGES = ROOT / "vscode-extension" / "media"
LARGEST = 150_000
"""Bytes of a picture."""

PICTURES: dict[str, dict[str, Any]] = {
    "vscode-finding": {
        "part": "finding",
        "file": "shop/basket.py",
        "at": {"line": 39, "column": 9},
        "slow": "result + [Line",
        "says": "list-rebuild",
    },
    "vscode-heat": {
        "part": "heat",
        "program": "shop/busy.py",
        "file": "shop/orders.py",
        "at": {"line": 53, "text": "line.sku not in known"},
    },
    "vscode-prove": {
        "part": "prove",
        "file": "shop/basket.py",
        "at": {"line": 39, "column": 9},
        "slow": "result = result + [Line",
        "fix": "Add to the list in place",
        "fixed": "result.append(Line",
    },
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(PICTURES)} (default: all)")
    names = parser.parse_args().names or list(PICTURES)
    with tempfile.TemporaryDirectory(prefix="slowspot-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        path = [str(Path(sys.executable).parent), *os.environ["PATH"].split(os.pathsep)]
        editor = VSCode(artefacts=TAKEN, vsix=packaged(install()), path=path)
        try:
            for name in names:
                shop = place / name / "shop"
                shutil.copytree(ROOT / "examples" / "shop", shop / "shop", ignore=shutil.ignore_patterns("__pycache__"))
                look = {"editor.stickyScroll.enabled": False}
                editor.play("pictures", shop, settings=look, name=name, **PICTURES[name])
                picture = TAKEN / f"{name}.png"
                size = picture.stat().st_size
                if size > LARGEST:
                    sys.exit(f"{name} has {size:,} bytes, more than {LARGEST:,}: make the window smaller")
                shutil.copy(picture, IMAGES)
                print(f"vscode-extension/media/{name}.png: {size:,} bytes")
        finally:
            editor.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
