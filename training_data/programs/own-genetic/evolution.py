"""Evolution with operators passed in as functions."""

from __future__ import annotations

import random
from functools import partial


def tournament(population, fitness, rng, size=4):
    return min(rng.sample(population, size), key=fitness)


def order_crossover(mother, father, rng):
    n = len(mother)
    a, b = sorted(rng.sample(range(n), 2))
    middle = mother[a:b]
    taken = set(middle)
    rest = [gene for gene in father if gene not in taken]
    return rest[:a] + middle + rest[a:]


def swap_mutation(genes, rng):
    i, j = rng.sample(range(len(genes)), 2)
    genes[i], genes[j] = genes[j], genes[i]
    return genes


def inversion_mutation(genes, rng):
    i, j = sorted(rng.sample(range(len(genes)), 2))
    genes[i:j] = reversed(genes[i:j])
    return genes


def evolve(population, cost, generations, rng, *, crossover=order_crossover, mutations=(), elite=2, chance=0.4):
    cache = {}

    def fitness(genes):
        key = tuple(genes)
        if key not in cache:
            cache[key] = cost(genes)
        return cache[key]

    choose = partial(tournament, fitness=fitness, rng=rng)
    best = min(population, key=fitness)
    for generation in range(generations):
        ranked = sorted(population, key=fitness)
        children = ranked[:elite]
        while len(children) < len(population):
            child = crossover(choose(population), choose(population), rng)
            if mutations and rng.random() < chance:
                child = rng.choice(mutations)(child, rng)
            children.append(child)
        population = children
        best = min(best, ranked[0], key=fitness)
        if len(cache) > 50_000:
            cache.clear()
        yield generation, best, fitness(best)


def anneal(start, cost, steps, rng: random.Random, *, neighbour=inversion_mutation, heat=5.0):
    import math  # only here

    current, value = start, cost(start)
    best, lowest = current, value
    for step in range(steps):
        temperature = heat * (1 - step / steps) + 1e-9
        candidate = neighbour(list(current), rng)
        fresh = cost(candidate)
        if fresh < value or rng.random() < math.exp((value - fresh) / temperature):
            current, value = candidate, fresh
            if value < lowest:
                best, lowest = current, value
    return best, lowest
