"""Chooses wheels for a platform with packaging's tags, file name parsing and version sorting."""

import random

from packaging.tags import compatible_tags, cpython_tags, parse_tag
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import parse

PROJECT = "packaging"
REQUIRES = ["packaging"]
SCOPE = ["packaging"]
ROUNDS = 330


def supported() -> dict:
    platforms = ["manylinux_2_17_x86_64", "manylinux2014_x86_64", "linux_x86_64"]
    tags = [*cpython_tags((3, 11), platforms=platforms), *compatible_tags((3, 11), "cp311", platforms)]
    return {tag: rank for rank, tag in enumerate(tags)}


def wheels(rng: random.Random, count: int) -> list[str]:
    names = []
    for _ in range(count):
        version = f"{rng.randint(0, 9)}.{rng.randint(0, 30)}{rng.choice(['', 'a1', '.dev3', '+local.1'])}"
        python = rng.choice(
            ["py3-none-any", "py2.py3-none-any", "cp311-cp311-linux_x86_64", "cp39-abi3-manylinux2014_x86_64"]
        )
        names.append(f"some_{rng.choice('abc')}.lib-{version}-{python}.whl")
    return names


def best(names: list[str], ranks: dict) -> str:
    usable = []
    for name in names:
        project, version, _, tags = parse_wheel_filename(name)
        rank = min((ranks[tag] for tag in tags if tag in ranks), default=None)
        if rank is not None:
            usable.append((not version.is_prerelease, version, -rank, canonicalize_name(project), name))
    return max(usable)[-1]


def main() -> None:
    rng = random.Random(15)
    characters = 0
    for _ in range(ROUNDS):
        ranks = supported()
        names = wheels(rng, 800)
        characters += len(best(names, ranks))
        characters += len(parse_tag("cp39.cp310-abi3-win32.win_amd64"))
        characters += len(str(sorted(parse(name.split("-")[1]) for name in names)[5]))
    print(characters)


if __name__ == "__main__":
    main()
