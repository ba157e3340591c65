"""Work lists, graphs and tables: where orders are known, and where the source does not tell."""

from collections import deque


# cost: unknown
def reachable(edges: dict[int, list[int]], start: int) -> set[int]:
    seen = {start}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for other in edges[node]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


# cost: len(nodes) ** 3
def all_distances(nodes: list[int], distance: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    for k in nodes:
        for i in nodes:
            for j in nodes:
                through = distance[i, k] + distance[k, j]
                if through < distance[i, j]:
                    distance[i, j] = through
    return distance


# cost: len(edges)
def degrees(edges: list[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for a, b in edges:
        found[a] = found.get(a, 0) + 1
        found[b] = found.get(b, 0) + 1
    return found


# cost: len(nodes) * len(edges)
def degrees_by_scan(nodes: list[int], edges: list[tuple[int, int]]) -> dict[int, int]:
    return {node: sum(node in edge for edge in edges) for node in nodes}


# cost: len(prices) * budget
def best_basket(prices: list[int], budget: int) -> int:
    best = [0] * (budget + 1)
    for price in prices:
        for left in range(budget, price - 1, -1):
            best[left] = max(best[left], best[left - price] + price)
    return best[budget]


# cost: n * log(log(n))
def sieve(n: int) -> list[bool]:
    prime = [True] * (n + 1)
    for i in range(2, int(n**0.5) + 1):
        if prime[i]:
            for multiple in range(i * i, n + 1, i):
                prime[multiple] = False
    return prime


# cost: len(orders) * len(items)
def matched(orders: list[dict], items: list[dict]) -> list[tuple]:
    out = []
    for order in orders:
        for item in items:
            if item["id"] == order["item"]:
                out.append((order, item))
    return out


# cost: len(orders) + len(items)
def matched_by_key(orders: list[dict], items: list[dict]) -> list[tuple]:
    by_id = {item["id"]: item for item in items}
    return [(order, by_id[order["item"]]) for order in orders if order["item"] in by_id]


# cost: unknown
def settled(values: list[float], step) -> list[float]:
    changed = True
    while changed:
        changed = False
        for i, value in enumerate(values):
            new = step(value)
            if new != value:
                values[i] = new
                changed = True
    return values


# cost: n ** 2
def spiral(n: int) -> list[int]:
    out = []
    for ring in range(n):
        for place in range(4 * ring):
            out.append(ring * place)
    return out


# cost: len(xs) ** 3
def triples(xs: list[int], wanted: int) -> int:
    count = 0
    for i in range(len(xs)):
        for j in range(i + 1, len(xs)):
            if wanted - xs[i] - xs[j] in xs[j + 1 :]:
                count += 1
    return count


# cost: len(a) ** 2 + len(b)
def the_larger_part(a: list[int], b: list[int]) -> int:
    count = 0
    for x in a:
        for y in a:
            count += x == y
    for z in b:
        count += z
    return count
