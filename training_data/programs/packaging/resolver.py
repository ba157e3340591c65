"""Resolves requirements over a generated package index with packaging's versions, specifiers and markers."""

import random

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

PROJECT = "packaging"
REQUIRES = ["packaging"]
SCOPE = ["packaging"]
ROUNDS = 150


def index(rng: random.Random, packages: int) -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = {}
    for package in range(packages):
        releases = {}
        for _ in range(12):
            version = (
                f"{rng.randint(0, 4)}.{rng.randint(0, 9)}.{rng.randint(0, 20)}{rng.choice(['', '', 'rc1', '.post2'])}"
            )
            needs = []
            for _ in range(rng.randint(0, 3)):
                other = rng.randrange(package + 1, packages + 1)
                low = rng.randint(0, 2)
                marker = rng.choice(["", "", '; python_version >= "3.8" and sys_platform != "win32"', '; extra == "x"'])
                needs.append(f"pkg{other}[fast]>={low}.0,!={low}.3.*,<{low + 3}{marker}")
            releases[version] = needs
        table[f"pkg{package}"] = releases
    return table


def resolve(table: dict, root: str) -> dict[str, Version]:
    wanted: dict[str, SpecifierSet] = {root: SpecifierSet()}
    chosen: dict[str, Version] = {}
    queue = [root]
    while queue:
        name = queue.pop()
        candidates = sorted(wanted[name].filter(Version(text) for text in table.get(name, {})), reverse=True)
        if not candidates:
            continue
        chosen[name] = candidates[0]
        needs = table[name].get(str(candidates[0]), [])
        for requirement in map(Requirement, needs):
            if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
                continue
            merged = wanted.get(requirement.name, SpecifierSet()) & requirement.specifier
            if merged != wanted.get(requirement.name):
                wanted[requirement.name] = merged
                queue.append(requirement.name)
    return chosen


def main() -> None:
    rng = random.Random(14)
    resolved = 0
    for _ in range(ROUNDS):
        table = index(rng, 60)
        resolved += sum(len(resolve(table, name)) for name in list(table)[:40])
        resolved += Marker("python_version > '3' or os_name == 'nt'").evaluate()
    print(resolved)


if __name__ == "__main__":
    main()
