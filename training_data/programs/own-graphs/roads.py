"""Shortest ways, spanning trees, flows and ranks on random road networks."""

import random
import sys

from algorithms import (
    bellman_ford,
    breadth_first,
    dijkstra,
    floyd_warshall,
    is_bipartite,
    kruskal,
    max_flow,
    page_rank,
    strongly_connected,
    topological_order,
)

PROJECT = "own-graphs"
REQUIRES = []
SCOPE = ["algorithms"]


def grid(rng, size):
    graph = {(x, y): {} for x in range(size) for y in range(size)}
    for x, y in graph:
        for other in ((x + 1, y), (x, y + 1)):
            if other in graph:
                graph[x, y][other] = graph[other][x, y] = rng.randint(1, 20)
    return graph


def sparse(rng, nodes, degree):
    return {u: {rng.randrange(nodes): rng.randint(1, 30) for _ in range(degree)} for u in range(nodes)}


def acyclic(rng, nodes):
    return {u: {v: 1 for v in rng.sample(range(u + 1, nodes), min(4, nodes - u - 1))} for u in range(nodes)}


def main():
    sys.setrecursionlimit(20_000)
    rng = random.Random(9)
    roads = grid(rng, 110)
    corners = [(0, 0), (109, 0), (30, 30), (0, 109), (12, 40)]
    print([max(dijkstra(roads, corner).values()) for corner in corners])
    print(sum(weight for _, _, weight in kruskal(roads)), is_bipartite(roads))
    small = sparse(rng, 180, 5)
    print(sum(d for row in floyd_warshall(small).values() for d in row.values() if d < 1e9))
    web = sparse(rng, 9000, 6)
    print(max(page_rank(web).values()), len(strongly_connected(web)), sum(1 for _ in breadth_first(web, 0)))
    print(sum(d for d in bellman_ford(web, 0).values() if d < 1e9))
    print(max_flow(sparse(rng, 2500, 14), 0, 2499))
    print(topological_order(acyclic(rng, 9000))[:5])


if __name__ == "__main__":
    main()
