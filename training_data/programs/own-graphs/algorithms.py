"""Well-known algorithms on graphs given as dictionaries of dictionaries."""

from __future__ import annotations

import heapq
from collections import deque


def dijkstra(graph, source):
    distances = {source: 0}
    heap = [(0, source)]
    while heap:
        distance, node = heapq.heappop(heap)
        if distance > distances[node]:
            continue
        for neighbour, weight in graph[node].items():
            candidate = distance + weight
            if candidate < distances.get(neighbour, float("inf")):
                distances[neighbour] = candidate
                heapq.heappush(heap, (candidate, neighbour))
    return distances


def bellman_ford(graph, source):
    distances = dict.fromkeys(graph, float("inf"))
    distances[source] = 0
    for _ in range(len(graph) - 1):
        changed = False
        for u in graph:
            for v, w in graph[u].items():
                if distances[u] + w < distances[v]:
                    distances[v] = distances[u] + w
                    changed = True
        if not changed:
            break
    return distances


def floyd_warshall(graph):
    nodes = list(graph)
    dist = {u: {v: 0 if u == v else graph[u].get(v, float("inf")) for v in nodes} for u in nodes}
    for k in nodes:
        for i in nodes:
            for j in nodes:
                if dist[i][k] + dist[k][j] < dist[i][j]:
                    dist[i][j] = dist[i][k] + dist[k][j]
    return dist


def breadth_first(graph, source):
    seen = {source}
    queue = deque([source])
    while queue:
        node = queue.popleft()
        yield node
        for neighbour in graph[node]:
            if neighbour not in seen:
                seen.add(neighbour)
                queue.append(neighbour)


def find(parents, node):
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


def kruskal(graph):
    edges = sorted((w, u, v) for u in graph for v, w in graph[u].items() if u < v)
    parents = {node: node for node in graph}
    tree = []
    for weight, u, v in edges:
        a, b = find(parents, u), find(parents, v)
        if a != b:
            parents[a] = b
            tree.append((u, v, weight))
    return tree


def strongly_connected(graph):
    index, low, on_stack, stack, groups = {}, {}, set(), [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        for neighbour in graph[node]:
            if neighbour not in index:
                visit(neighbour)
                low[node] = min(low[node], low[neighbour])
            elif neighbour in on_stack:
                low[node] = min(low[node], index[neighbour])
        if low[node] == index[node]:
            group = set()
            while True:
                other = stack.pop()
                on_stack.remove(other)
                group.add(other)
                if other == node:
                    break
            groups.append(group)

    for node in graph:
        if node not in index:
            visit(node)
    return groups


def max_flow(capacity, source, sink):
    flow = 0
    residual = {u: dict(edges) for u, edges in capacity.items()}
    while True:
        parents = {source: None}
        queue = deque([source])
        while queue and sink not in parents:
            u = queue.popleft()
            for v, left in residual[u].items():
                if left > 0 and v not in parents:
                    parents[v] = u
                    queue.append(v)
        if sink not in parents:
            return flow
        path, node = [], sink
        while parents[node] is not None:
            path.append((parents[node], node))
            node = parents[node]
        room = min(residual[u][v] for u, v in path)
        for u, v in path:
            residual[u][v] -= room
            residual[v][u] = residual[v].get(u, 0) + room
        flow += room


def page_rank(graph, damping=0.85, rounds=30):
    ranks = dict.fromkeys(graph, 1 / len(graph))
    for _ in range(rounds):
        fresh = dict.fromkeys(graph, (1 - damping) / len(graph))
        for node, edges in graph.items():
            for neighbour in edges:
                fresh[neighbour] += damping * ranks[node] / len(edges)
        ranks = fresh
    return ranks


def is_bipartite(graph):
    colors = {}
    for start in graph:
        if start in colors:
            continue
        colors[start] = 0
        for node in breadth_first(graph, start):
            for neighbour in graph[node]:
                if colors.setdefault(neighbour, 1 - colors.get(node, 0)) == colors.get(node):
                    return False
    return True


def topological_order(graph):
    degrees = dict.fromkeys(graph, 0)
    for edges in graph.values():
        for node in edges:
            degrees[node] += 1
    ready = [node for node, degree in degrees.items() if degree == 0]
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for neighbour in graph[node]:
            degrees[neighbour] -= 1
            if degrees[neighbour] == 0:
                ready.append(neighbour)
    return order
