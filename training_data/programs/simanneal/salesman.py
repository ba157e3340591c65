"""Anneals travelling-salesman tours with simanneal."""

import math
import random

from simanneal import Annealer

PROJECT = "simanneal"
REQUIRES = ["simanneal"]
SCOPE = ["simanneal"]
ROUNDS = 11


class Tour(Annealer):
    copy_strategy = "slice"
    Tmax, Tmin, steps, updates = 2500.0, 2.5, 15000, 0

    def __init__(self, cities: list[tuple[float, float]]) -> None:
        self.cities = cities
        super().__init__(list(range(len(cities))))

    def distance(self, one: int, two: int) -> float:
        (x, y), (u, v) = self.cities[one], self.cities[two]
        return math.hypot(x - u, y - v)

    def move(self) -> float:
        one, two = sorted((random.randrange(len(self.state)), random.randrange(len(self.state))))
        before = self.energy()
        self.state[one:two] = self.state[one:two][::-1]
        return self.energy() - before

    def energy(self) -> float:
        return sum(self.distance(self.state[position - 1], city) for position, city in enumerate(self.state))


def main() -> None:
    random.seed(116)
    for _ in range(ROUNDS):
        cities = [(random.uniform(0, 100), random.uniform(0, 100)) for _ in range(25)]
        tour, length = Tour(cities).anneal()
        print(f"{length:.2f} {tour[0]}")


if __name__ == "__main__":
    main()
