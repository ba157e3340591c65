"""Moves boxes around and finds overlaps with a pyqtree index, against a check of pairs."""

import random

from pyqtree import Index

PROJECT = "pyqtree"
REQUIRES = ["pyqtree"]
SCOPE = ["pyqtree"]
ROUNDS = 1092


class Box:
    def __init__(self, rng: random.Random) -> None:
        self.x, self.y = rng.uniform(0, 900), rng.uniform(0, 900)
        self.dx, self.dy = rng.uniform(-9, 9), rng.uniform(-9, 9)

    def move(self) -> None:
        self.x += self.dx
        self.y += self.dy
        if not 0 <= self.x <= 985:
            self.dx = -self.dx
        if not 0 <= self.y <= 985:
            self.dy = -self.dy

    def bounds(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + 15, self.y + 15


def overlaps(boxes: list[Box]) -> int:
    index = Index(bbox=(-50, -50, 1050, 1050), max_items=8)
    for box in boxes:
        index.insert(box, box.bounds())
    found = sum(len(index.intersect(box.bounds())) - 1 for box in boxes)
    for box in boxes[:20]:
        index.remove(box, box.bounds())
    return found + len(index)


def main() -> None:
    rng = random.Random(109)
    boxes = [Box(rng) for _ in range(300)]
    total = 0
    for _ in range(ROUNDS):
        total += overlaps(boxes)
        for box in boxes:
            box.move()
    print(total)


if __name__ == "__main__":
    main()
