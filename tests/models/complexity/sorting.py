"""Sorting, and what is done with sorted things."""

import heapq
import itertools
from operator import itemgetter


# cost: len(xs) * log(len(xs))
def in_order(xs: list[int]) -> list[int]:
    return sorted(xs)


# cost: len(xs) * log(len(xs))
def in_place(xs: list[int]) -> list[int]:
    xs.sort()
    return xs


# cost: len(xs) * log(len(xs))
def smallest(xs: list[int]) -> int:
    return sorted(xs)[0]


# cost: len(xs)
def smallest_by_min(xs: list[int]) -> int:
    return min(xs)


# cost: len(xs) * log(len(xs))
def median(xs: list[float]) -> float:
    ordered = sorted(xs)
    middle = len(ordered) // 2
    return ordered[middle]


# cost: len(xs) ** 2 * log(len(xs))
def sorted_each_time(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        out.append(sorted(xs).index(x))
    return out


# cost: len(xs) * log(len(xs))
def ranks(xs: list[int]) -> dict[int, int]:
    return {x: rank for rank, x in enumerate(sorted(xs))}


# cost: len(rows) * log(len(rows))
def by_key(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(rows, key=itemgetter(1))


# cost: len(rows) * len(row) * log(len(row))
def each_row(rows: list[list[int]]) -> list[list[int]]:
    out = []
    for row in rows:
        out.append(sorted(row))
    return out


# cost: len(xs) * log(len(xs)) + len(ys) * log(len(ys))
def both(xs: list[int], ys: list[int]) -> bool:
    return sorted(xs) == sorted(ys)


# cost: len(xs) ** 2 * log(len(xs))
def kept_sorted(xs: list[int]) -> list[int]:
    out: list[int] = []
    for x in xs:
        out.append(x)
        out.sort()
    return out


# cost: len(xs) ** 2
def by_insertion(xs: list[int]) -> list[int]:
    xs = list(xs)
    for i in range(1, len(xs)):
        x = xs[i]
        j = i
        while j > 0 and xs[j - 1] > x:
            xs[j] = xs[j - 1]
            j -= 1
        xs[j] = x
    return xs


# cost: len(xs) ** 2
def by_selection(xs: list[int]) -> list[int]:
    for i in range(len(xs)):
        least = i
        for j in range(i + 1, len(xs)):
            if xs[j] < xs[least]:
                least = j
        xs[i], xs[least] = xs[least], xs[i]
    return xs


# cost: len(xs) * log(len(xs))
def by_merging(xs: list[int]) -> list[int]:
    if len(xs) < 2:
        return xs
    middle = len(xs) // 2
    left, right = by_merging(xs[:middle]), by_merging(xs[middle:])
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] < right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    return out + left[i:] + right[j:]


# cost: len(xs) ** 2
def by_pivot(xs: list[int]) -> list[int]:
    if len(xs) < 2:
        return xs
    pivot = xs[0]
    low = [x for x in xs[1:] if x < pivot]
    high = [x for x in xs[1:] if x >= pivot]
    return by_pivot(low) + [pivot] + by_pivot(high)


# cost: len(xs) * log(len(xs))
def by_heap_pops(xs: list[int]) -> list[int]:
    heapq.heapify(xs)
    out = []
    while xs:
        out.append(heapq.heappop(xs))
    return out


# cost: len(xs) * log(len(xs))
def runs(xs: list[int]) -> dict[int, int]:
    return {key: len(list(group)) for key, group in itertools.groupby(sorted(xs))}


# cost: len(xs) + top
def counting(xs: list[int], top: int) -> list[int]:
    counts = [0] * top
    for x in xs:
        counts[x] += 1
    out = []
    for number in range(top):
        out.append(counts[number])
    return out
