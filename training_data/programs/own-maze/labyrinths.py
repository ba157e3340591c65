"""Dig labyrinths in five ways and leave them in four."""

import heapq
import random
from collections import deque

PROJECT = "own-maze"
REQUIRES = []
SCOPE = []

DIRECTIONS = {"N": (0, -1), "S": (0, 1), "W": (-1, 0), "E": (1, 0)}
OPPOSITE = {"N": "S", "S": "N", "W": "E", "E": "W"}


class Maze:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.doors = {(x, y): set() for x in range(width) for y in range(height)}

    def neighbours(self, cell):
        x, y = cell
        for name, (dx, dy) in DIRECTIONS.items():
            other = x + dx, y + dy
            if other in self.doors:
                yield name, other

    def open(self, cell, name):
        x, y = cell
        dx, dy = DIRECTIONS[name]
        self.doors[cell].add(name)
        self.doors[x + dx, y + dy].add(OPPOSITE[name])

    def ways(self, cell):
        x, y = cell
        for name in self.doors[cell]:
            dx, dy = DIRECTIONS[name]
            yield x + dx, y + dy

    def dead_ends(self):
        return [cell for cell, doors in self.doors.items() if len(doors) == 1]

    def __str__(self):
        lines = ["+" + "--+" * self.width]
        for y in range(self.height):
            walls = floor = ""
            for x in range(self.width):
                walls += "  " + (" " if "E" in self.doors[x, y] else "|")
                floor += ("  " if "S" in self.doors[x, y] else "--") + "+"
            lines += ["|" + walls, "+" + floor]
        return "\n".join(lines)


def backtracker(maze, rng):
    stack = [(0, 0)]
    seen = {(0, 0)}
    while stack:
        cell = stack[-1]
        fresh = [(name, other) for name, other in maze.neighbours(cell) if other not in seen]
        if not fresh:
            stack.pop()
            continue
        name, other = rng.choice(fresh)
        maze.open(cell, name)
        seen.add(other)
        stack.append(other)


def prim(maze, rng):
    seen = {(0, 0)}
    edges = [((0, 0), name, other) for name, other in maze.neighbours((0, 0))]
    while edges:
        at = rng.randrange(len(edges))
        edges[at], edges[-1] = edges[-1], edges[at]
        cell, name, other = edges.pop()
        if other in seen:
            continue
        maze.open(cell, name)
        seen.add(other)
        edges += [(other, again, third) for again, third in maze.neighbours(other) if third not in seen]


def kruskal(maze, rng):
    groups = {cell: cell for cell in maze.doors}

    def root(cell):
        while groups[cell] != cell:
            groups[cell] = cell = groups[groups[cell]]
        return cell

    walls = [(cell, name, other) for cell in maze.doors for name, other in maze.neighbours(cell) if name in "SE"]
    rng.shuffle(walls)
    for cell, name, other in walls:
        a, b = root(cell), root(other)
        if a != b:
            groups[a] = b
            maze.open(cell, name)


def wilson(maze, rng):
    left = set(maze.doors)
    left.discard((0, 0))
    while left:
        cell = min(left)
        path = {}
        walk = cell
        while walk in left:
            name, other = rng.choice(list(maze.neighbours(walk)))
            path[walk] = name, other
            walk = other
        walk = cell
        while walk in left:
            name, other = path[walk]
            maze.open(walk, name)
            left.discard(walk)
            walk = other


def binary(maze, rng):
    for x, y in maze.doors:
        choices = [name for name, ok in (("N", y > 0), ("W", x > 0)) if ok]
        if choices:
            maze.open((x, y), rng.choice(choices))


def braid(maze, rng, share=0.5):
    for cell in maze.dead_ends():
        if rng.random() < share and len(maze.doors[cell]) == 1:
            closed = [name for name, _ in maze.neighbours(cell) if name not in maze.doors[cell]]
            maze.open(cell, rng.choice(closed))


def follow(parents, end):
    path = []
    while end is not None:
        path.append(end)
        end = parents[end]
    return path[::-1]


def breadth_first(maze, begin, end):
    parents = {begin: None}
    queue = deque([begin])
    while queue:
        cell = queue.popleft()
        if cell == end:
            return follow(parents, end)
        for other in maze.ways(cell):
            if other not in parents:
                parents[other] = cell
                queue.append(other)
    return None


def a_star(maze, begin, end):
    def estimate(cell):
        return abs(cell[0] - end[0]) + abs(cell[1] - end[1])

    parents, costs = {begin: None}, {begin: 0}
    heap = [(estimate(begin), begin)]
    while heap:
        _, cell = heapq.heappop(heap)
        if cell == end:
            return follow(parents, end)
        for other in maze.ways(cell):
            cost = costs[cell] + 1
            if cost < costs.get(other, 1 << 30):
                costs[other], parents[other] = cost, cell
                heapq.heappush(heap, (cost + estimate(other), other))
    return None


def right_hand(maze, begin, end):
    order = "NESW"
    cell, facing, steps = begin, 1, [begin]
    while cell != end and len(steps) < 8 * len(maze.doors):
        for turn in (1, 0, 3, 2):
            name = order[(facing + turn) % 4]
            if name in maze.doors[cell]:
                facing = (facing + turn) % 4
                dx, dy = DIRECTIONS[name]
                cell = cell[0] + dx, cell[1] + dy
                steps.append(cell)
                break
    return steps


def fill_dead_ends(maze, begin, end):
    doors = {cell: set(maze.ways(cell)) for cell in maze.doors}
    queue = [cell for cell in doors if len(doors[cell]) == 1 and cell not in (begin, end)]
    while queue:
        cell = queue.pop()
        for other in doors.pop(cell):
            if other in doors:
                doors[other].discard(cell)
                if len(doors[other]) == 1 and other not in (begin, end):
                    queue.append(other)
    return list(doors)


def main():
    rng = random.Random(61)
    for dig in (backtracker, prim, kruskal, wilson, binary):
        size = 36 if dig is wilson else 210
        maze = Maze(size, size)
        dig(maze, rng)
        begin, end = (0, 0), (size - 1, size - 1)
        lengths = [len(leave(maze, begin, end)) for leave in (breadth_first, a_star, right_hand, fill_dead_ends)]
        braid(maze, rng)
        print(dig.__name__, lengths, len(breadth_first(maze, begin, end)), len(str(maze)))


if __name__ == "__main__":
    main()
