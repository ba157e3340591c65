"""Generators: what running them to their end costs, and who does."""

import itertools
from collections.abc import Iterator


# cost: len(xs)
def squares(xs: list[int]) -> Iterator[int]:
    for x in xs:
        yield x * x


# cost: n
def up_to(n: int) -> Iterator[int]:
    i = 0
    while i < n:
        yield i
        i += 1


# cost: len(xs)
def total_of_squares(xs: list[int]) -> int:
    return sum(squares(xs))


# cost: len(xs) ** 2
def pairs(xs: list[int]) -> Iterator[tuple[int, int]]:
    for i, x in enumerate(xs):
        for y in xs[i + 1 :]:
            yield x, y


# cost: len(xs) ** 2
def combined(xs: list[int]) -> int:
    return sum(x * y for x, y in itertools.combinations(xs, 2))


# cost: len(xs) * len(ys)
def crossed(xs: list[int], ys: list[int]) -> int:
    total = 0
    for x, y in itertools.product(xs, ys):
        total += x * y
    return total


# cost: len(xs) + len(ys)
def chained(xs: list[int], ys: list[int]) -> int:
    return sum(itertools.chain(xs, ys))


# cost: k
def some(xs: Iterator[int], k: int) -> list[int]:
    return list(itertools.islice(xs, k))


# cost: len(xs)
def delegated(xs: list[int]) -> Iterator[int]:
    yield from xs


# cost: len(xs)
def only_even(xs: list[int]) -> list[int]:
    return list(filter(lambda x: x % 2 == 0, xs))


# cost: unknown
def forever() -> Iterator[int]:
    i = 0
    while True:
        yield i
        i += 1


# cost: n
def some_of_all(n: int) -> int:
    return sum(itertools.islice(forever(), n))


# cost: len(xs)
def batched(xs: list[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for x in xs:
        batch.append(x)
        if len(batch) == 100:
            yield batch
            batch = []


# cost: len(xs)
def running(xs: list[int]) -> list[int]:
    return list(itertools.accumulate(xs))
