"""Let patterns of the game of life grow on an endless plane and watch for cycles."""

import argparse
from collections import Counter

from patterns import encode, load, shift

PROJECT = "own-life"
REQUIRES = []
SCOPE = ["patterns"]


class World:
    def __init__(self, cells, born=(3,), stays=(2, 3)):
        self.cells = set(cells)
        self.born = frozenset(born)
        self.stays = frozenset(stays)
        self.generation = 0

    def neighbours(self):
        counts = Counter()
        for x, y in self.cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        counts[x + dx, y + dy] += 1
        return counts

    def step(self):
        counts = self.neighbours()
        self.cells = {
            cell for cell, count in counts.items() if count in (self.stays if cell in self.cells else self.born)
        }
        self.generation += 1

    def bounds(self):
        xs = [x for x, _ in self.cells]
        ys = [y for _, y in self.cells]
        return min(xs), min(ys), max(xs), max(ys)

    def signature(self):
        left, top, _, _ = self.bounds()
        return hash(frozenset((x - left, y - top) for x, y in self.cells))

    def render(self):
        left, top, right, bottom = self.bounds()
        return "\n".join(
            "".join("#" if (x, y) in self.cells else "." for x in range(left, right + 1))
            for y in range(top, bottom + 1)
        )


def clusters(cells):
    """Groups of cells that touch, by flood."""
    left = set(cells)
    groups = []
    while left:
        queue = [left.pop()]
        group = set(queue)
        while queue:
            x, y = queue.pop()
            for near in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                if near in left:
                    left.remove(near)
                    group.add(near)
                    queue.append(near)
        groups.append(group)
    return groups


def report(world):
    kinds = Counter(len(group) for group in clusters(world.cells))
    return f"{world.generation}: {len(world.cells)} cells, {dict(kinds.most_common(3))}"


def evolve(cells, generations, every=60):
    world = World(cells)
    seen = {}
    for _ in range(generations):
        world.step()
        if not world.cells:
            break
        if world.generation % every == 0:
            print(report(world))
            sign = world.signature()
            if sign in seen:
                print("cycle since", seen[sign])
                break
            seen[sign] = world.generation
    return world


def parse_arguments(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--pattern", default="acorn")
    parser.add_argument("--generations", type=int, default=2200)
    parser.add_argument("--show", action="store_true")
    return parser.parse_args(arguments)


def main(arguments=()):
    options = parse_arguments(arguments)
    world = evolve(load(options.pattern), options.generations)
    print(len(encode(world.cells)))
    evolve(load("gun") | shift(load("r-pentomino"), 60, 50), 500)
    if options.show:
        print(world.render())


if __name__ == "__main__":
    main()
