"""Find short round trips through random cities by evolution, annealing and local search."""

import math
import random

from evolution import anneal, evolve, inversion_mutation, swap_mutation

PROJECT = "own-genetic"
REQUIRES = []
SCOPE = ["evolution"]


def distances(cities):
    return [[math.dist(a, b) for b in cities] for a in cities]


def tour_length(table):
    def length(tour):
        total = table[tour[-1]][tour[0]]
        for a, b in zip(tour, tour[1:]):
            total += table[a][b]
        return total

    return length


def nearest_neighbour(table, start=0):
    left = set(range(len(table))) - {start}
    tour = [start]
    while left:
        here = tour[-1]
        following = min(left, key=lambda city: table[here][city])
        left.remove(following)
        tour.append(following)
    return tour


def two_opt(tour, table):
    n = len(tour)
    improved = True
    while improved:
        improved = False
        for i in range(n - 2):
            for j in range(i + 2, n - (i == 0)):
                a, b, c, d = tour[i], tour[i + 1], tour[j], tour[(j + 1) % n]
                if table[a][c] + table[b][d] < table[a][b] + table[c][d] - 1e-9:
                    tour[i + 1 : j + 1] = reversed(tour[i + 1 : j + 1])
                    improved = True
    return tour


def main():
    rng = random.Random(19)
    table = distances([(rng.random() * 100, rng.random() * 100) for _ in range(80)])
    length = tour_length(table)
    population = [rng.sample(range(80), 80) for _ in range(120)]
    mutations = (swap_mutation, inversion_mutation)
    for generation, _best, value in evolve(population, length, 400, rng, mutations=mutations):
        if generation % 40 == 0:
            print(generation, round(value, 1))
    print(round(anneal(list(range(80)), length, 200_000, rng)[1], 1))
    print(round(min(length(two_opt(nearest_neighbour(table, start), table)) for start in range(0, 80)), 1))


if __name__ == "__main__":
    main()
