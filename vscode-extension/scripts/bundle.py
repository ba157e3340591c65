"""Puts Slowspot and all that it needs into bundled/libs, for one of VS Code's platforms.

Needs pip and a package index. Nothing of what it brings is run or imported here.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

EXTENSION = Path(__file__).resolve().parents[1]
ROOT = EXTENSION.parent
LIBS = EXTENSION / "bundled" / "libs"
MANIFEST = EXTENSION / "bundled" / "manifest.json"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

PLATFORMS = {
    "linux-x64": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64"),
    "linux-arm64": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64"),
    "alpine-x64": ("musllinux_1_2_x86_64",),
    "alpine-arm64": ("musllinux_1_2_aarch64",),
    "darwin-x64": ("macosx_12_0_x86_64",),
    "darwin-arm64": ("macosx_12_0_arm64",),
    "win32-x64": ("win_amd64",),
    "win32-arm64": ("win_arm64",),
}
"""The platforms of wheels by VS Code's targets."""

INSTEAD = {"darwin-x64": {"libcst==1.9.0": "libcst==1.8.6"}}
"""What has no wheel for a platform, and what has: libcst stopped building for Intel Macs."""

COMPILED = "libcst"
"""The one package without which its compiled module is nothing. Its files for several Pythons fit into one folder."""

LEFT_OUT = re.compile(
    r"(^|/)tests?/"  # of the packages themselves
    r"|^(?!libcst/).*\.(so|pyd)$"  # markupsafe and tomli do without, and theirs are for one Python only
    r"|^_plotly_utils/|^plotly/(?!package_data/plotly\.min\.js$)"  # of which the report takes the script alone
    r"|\.data/|\.dist-info/(?!METADATA$|licenses/|LICENSE)"
    r"|^slowspot/training_data/.*\.csv(\.gz)?$"  # what models are fitted from
)

NOT_BUILT = {"benchmarks", "build", "editors", "examples", "tests", "vscode-extension"}
"""Folders of the repository that are no part of what is installed."""

PLOTLY = {
    "plotly/__init__.py": '"""Of plotly only its script is here."""\n',
    "plotly/offline.py": (
        '"""Of plotly only its script is here."""\n\nfrom importlib.resources import files\n\n\n'
        "def get_plotlyjs() -> str:\n"
        '    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")\n'
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=PLATFORMS)
    options = parser.parse_args()
    shutil.rmtree(LIBS, ignore_errors=True)
    MANIFEST.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="slowspot-bundle-") as folder:
        version = bundle(options.target, Path(folder))
    size = sum(path.stat().st_size for path in LIBS.rglob("*") if path.is_file())
    print(f"bundled Slowspot {version} for {options.target}, Python {', '.join(PYTHONS)}: {size / 1e6:.1f} MB")
    return 0


def bundle(target: str, folder: Path) -> str:
    """Download, build and unpack; returns Slowspot's version."""
    own = build_own(folder)
    required = [line for line in REQUIREMENTS.read_text().splitlines() if line and not line.startswith("#")]
    required = [INSTEAD.get(target, {}).get(line, line) for line in required]
    compiled = [line for line in required if line.startswith(COMPILED)]
    others = [line for line in required if line not in compiled]
    wheels = [own, *download(others, PYTHONS[0], PLATFORMS[target], folder / "any")]
    for python in PYTHONS:
        wheels += download(compiled, python, PLATFORMS[target], folder / python)
    for wheel in wheels:
        unpack(wheel)
    for name, text in PLOTLY.items():
        LIBS.joinpath(name).write_text(text)
    version = own.name.split("-")[1]
    tags = [f"cp{python.replace('.', '')}" for python in PYTHONS]
    MANIFEST.write_text(json.dumps({"version": version, "target": target, "tags": tags}) + "\n")
    return version


def build_own(folder: Path) -> Path:
    """The wheel of this repository, from a copy: a build in place would take along what earlier ones left."""
    source, target = folder / "source", folder / "own"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else walk()
    for name in names:
        if (
            name.partition("/")[0] not in NOT_BUILT
            and (ROOT / name).is_file()
            and "training_data/programs/" not in name
        ):
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy)
    pip("wheel", "--no-deps", "--wheel-dir", str(target), str(source))
    return next(target.glob("slowspot-*.whl"))


def walk() -> Iterator[str]:
    """The files of a source tree that is no repository."""
    for top in ROOT.iterdir():
        if top.name not in NOT_BUILT and not top.name.startswith("."):
            found = [top] if top.is_file() else top.rglob("*")
            yield from (each.relative_to(ROOT).as_posix() for each in found if "__pycache__" not in each.parts)


def download(requirements: list[str], python: str, platforms: tuple[str, ...], folder: Path) -> list[Path]:
    asked = [word for platform in platforms for word in ("--platform", platform)]
    pip(
        "download", "--no-deps", "--only-binary", ":all:", "--implementation", "cp", "--python-version", python,
        *asked, "--dest", str(folder), *requirements,
    )  # fmt: skip
    return sorted(folder.glob("*.whl"))


def pip(*arguments: str) -> None:
    """Run pip. Raises SystemExit: pip has said what is wrong."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    code = subprocess.run(command, check=False).returncode
    if code:
        raise SystemExit(f"{sys.executable} -m pip {arguments[0]} failed; `PYTHON=…` names another Python")


def unpack(wheel: Path) -> None:
    """Lay a wheel's files into the folder; the same file in two wheels must be the same."""
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            if info.is_dir() or LEFT_OUT.search(info.filename):
                continue
            path, data = LIBS / info.filename, archive.read(info)
            if path.exists() and path.read_bytes() != data and not path.name.endswith("METADATA"):
                raise SystemExit(f"{wheel.name} has another {info.filename} than a wheel before it")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
