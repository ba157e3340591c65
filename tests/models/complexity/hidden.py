"""Loops that no `for` shows: searches, copies, shifts, sums; and lookups that are none."""

import bisect
import heapq
from collections import Counter, defaultdict, deque


# cost: len(xs)
def contains(xs: list[int], wanted: int) -> bool:
    return wanted in xs


# cost: 1
def contains_in_set(xs: set[int], wanted: int) -> bool:
    return wanted in xs


# cost: 1
def looked_up(table: dict[str, int], name: str) -> int:
    return table[name] if name in table else 0


# cost: len(xs) * len(ys)
def common_by_list(xs: list[int], ys: list[int]) -> list[int]:
    return [x for x in xs if x in ys]


# cost: len(xs) + len(ys)
def common_by_set(xs: list[int], ys: list[int]) -> list[int]:
    known = set(ys)
    return [x for x in xs if x in known]


# cost: len(xs) ** 2
def unique_by_list(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out


# cost: len(xs)
def unique_by_set(xs: list[int]) -> list[int]:
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out


# cost: len(xs) ** 2
def counts_by_count(xs: list[int]) -> dict[int, int]:
    return {x: xs.count(x) for x in xs}


# cost: len(xs)
def counts_by_counter(xs: list[int]) -> dict[int, int]:
    return dict(Counter(xs))


# cost: len(xs) ** 2
def places(xs: list[int]) -> list[int]:
    return [xs.index(x) for x in xs]


# cost: len(xs) ** 2
def from_the_front(xs: list[int]) -> int:
    total = 0
    while xs:
        total += xs.pop(0)
    return total


# cost: len(xs)
def from_the_end(xs: list[int]) -> int:
    total = 0
    while xs:
        total += xs.pop()
    return total


# cost: len(xs)
def from_a_deque(xs: list[int]) -> int:
    waiting = deque(xs)
    total = 0
    while waiting:
        total += waiting.popleft()
    return total


# cost: len(xs) ** 2
def to_the_front(xs: list[int]) -> list[int]:
    out: list[int] = []
    for x in xs:
        out.insert(0, x)
    return out


# cost: len(xs) ** 2
def prefix_sums(xs: list[int]) -> list[int]:
    return [sum(xs[:i]) for i in range(len(xs))]


# cost: len(xs) ** 2
def shares(xs: list[float]) -> list[float]:
    return [x / sum(xs) for x in xs]


# cost: len(xs)
def shares_of_a_total(xs: list[float]) -> list[float]:
    total = sum(xs)
    return [x / total for x in xs]


# cost: len(xs) ** 2
def copies(xs: list[int]) -> list[int]:
    out: list[int] = []
    for x in xs:
        out = out + [x]
    return out


# cost: len(xs)
def extended(xs: list[int]) -> list[int]:
    out: list[int] = []
    for x in xs:
        out += [x]
    return out


# cost: len(xs) * log(len(xs))
def by_heap(xs: list[int]) -> list[int]:
    heap: list[int] = []
    for x in xs:
        heapq.heappush(heap, x)
    return heap


# cost: len(xs)
def heaped(xs: list[int]) -> list[int]:
    heapq.heapify(xs)
    return xs


# cost: log(len(xs))
def place(xs: list[int], x: int) -> int:
    return bisect.bisect_left(xs, x)


# cost: len(ys) * log(len(xs))
def places_by_halves(xs: list[int], ys: list[int]) -> list[int]:
    return [bisect.bisect_left(xs, y) for y in ys]


# cost: len(xs)
def grouped(xs: list[int]) -> dict[int, list[int]]:
    out = defaultdict(list)
    for x in xs:
        out[x % 10].append(x)
    return out


# cost: len(xs) ** 2
def removed(xs: list[int]) -> list[int]:
    for x in list(xs):
        xs.remove(x)
    return xs


# cost: len(xs) ** 2
def deleted(xs: list[int]) -> list[int]:
    for _ in range(len(xs)):
        del xs[0]
    return xs


# cost: len(xs) ** 2
def largest_each_time(xs: list[int]) -> list[int]:
    return [max(xs) - x for x in xs]


# cost: len(table)
def inverted(table: dict[str, int]) -> dict[int, str]:
    return {number: name for name, number in table.items()}


# cost: len(table) * len(xs)
def named(table: dict[str, int], xs: list[int]) -> list[str]:
    return [name for x in xs for name, number in table.items() if number == x]


# cost: len(xs) + len(ys)
def union(xs: set[int], ys: set[int]) -> set[int]:
    return xs | ys


# cost: len(xs)
def any_negative(xs: list[int]) -> bool:
    return any(x < 0 for x in xs)


# cost: len(xs) * len(ys)
def any_shared(xs: list[int], ys: list[int]) -> bool:
    return any(x == y for x in xs for y in ys)


# cost: len(xs) ** 2
def has_twice(xs: list[int]) -> bool:
    return any(xs.count(x) > 1 for x in xs)


# cost: 1
def last_three(xs: list[int]) -> list[int]:
    return xs[-3:]


# cost: len(xs)
def rest(xs: list[int]) -> list[int]:
    return xs[1:]


# cost: k
def head(xs: list[int], k: int) -> list[int]:
    return xs[:k]


# cost: len(xs) ** 2
def all_suffixes(xs: list[int]) -> list[list[int]]:
    return [xs[i:] for i in range(len(xs))]


# cost: len(xs)
def all_triples(xs: list[int]) -> list[list[int]]:
    return [xs[i : i + 3] for i in range(len(xs))]


# cost: len(xs) * k
def all_windows(xs: list[int], k: int) -> list[list[int]]:
    return [xs[i : i + k] for i in range(len(xs))]


# cost: 1
def peek(waiting: deque[int]) -> int:
    waiting.append(1)
    return waiting.popleft()
