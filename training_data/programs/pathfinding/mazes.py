"""Finds ways through generated mazes with several finders of the pathfinding package."""

import random

from pathfinding.core.diagonal_movement import DiagonalMovement
from pathfinding.core.grid import Grid
from pathfinding.finder.a_star import AStarFinder
from pathfinding.finder.bi_a_star import BiAStarFinder
from pathfinding.finder.dijkstra import DijkstraFinder

PROJECT = "pathfinding"
REQUIRES = ["pathfinding"]
SCOPE = ["pathfinding"]
ROUNDS = 140


def maze(rng: random.Random, size: int) -> list[list[int]]:
    rows = [[0 if rng.random() < 0.25 else rng.randint(1, 5) for _ in range(size)] for _ in range(size)]
    rows[0][0] = rows[-1][-1] = 1
    return rows


def main() -> None:
    rng = random.Random(101)
    steps = runs = 0
    finders = [
        AStarFinder(diagonal_movement=DiagonalMovement.always),
        BiAStarFinder(diagonal_movement=DiagonalMovement.only_when_no_obstacle),
        DijkstraFinder(),
    ]
    for _ in range(ROUNDS):
        for finder in finders:
            grid = Grid(matrix=maze(rng, 40))
            path, count = finder.find_path(grid.node(0, 0), grid.node(39, 39), grid)
            steps += len(path)
            runs += count
    print(steps, runs)


if __name__ == "__main__":
    main()
