"""Order tasks by what they need, and match paths and names by patterns."""

import fnmatch
import graphlib
import pathlib
import random

PROJECT = "stdlib-graphlib"
REQUIRES = []
SCOPE = ["graphlib", "fnmatch", "pathlib"]


def graph(rng, size):
    return {node: rng.sample(range(node), min(node, rng.randint(0, 5))) for node in range(size)}


def build(needs):
    sorter = graphlib.TopologicalSorter(needs)
    sorter.prepare()
    rounds = 0
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        rounds += 1
    return rounds


def main():
    rng = random.Random(76)
    rounds = cycles = 0
    for _ in range(75):
        needs = graph(rng, 3000)
        rounds += build(needs)
        needs[0] = [2999]
        try:
            list(graphlib.TopologicalSorter(needs).static_order())
        except graphlib.CycleError as error:
            cycles += len(error.args[1])
    names = [f"src/part{n % 90}/file_{n}.{rng.choice(['py', 'txt', 'c'])}" for n in range(9000)]
    found = 0
    for pattern in ("*.py", "src/part1*/*", "*[0-5].txt", "*_?9.c"):
        found += len(fnmatch.filter(names, pattern))
    paths = [pathlib.PurePosixPath("/home/x") / name for name in names]
    for path in paths:
        found += path.match("part*/*.py") + len(path.with_suffix(".o").parts) + len(path.relative_to("/home").stem)
        found += path.parent.is_relative_to("/home/x") + len(path.as_uri()) + (path < paths[0])
    print(rounds, cycles, found)


if __name__ == "__main__":
    main()
