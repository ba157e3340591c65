"""Follows medians and quantiles of a stream in sliding windows kept in sorted lists and sets."""

import collections
import random

from sortedcontainers import SortedList, SortedSet

PROJECT = "sortedcontainers"
REQUIRES = ["sortedcontainers"]
SCOPE = ["sortedcontainers"]
ROUNDS = 19


def medians(values: list[float], width: int) -> float:
    window: SortedList = SortedList()
    recent: collections.deque[float] = collections.deque()
    total = 0.0
    for value in values:
        window.add(value)
        recent.append(value)
        if len(recent) > width:
            window.remove(recent.popleft())
        middle = len(window) // 2
        total += window[middle] + window[len(window) * 9 // 10] - window[0]
        total += window.bisect_right(0.25)
    return total


def ranges(rng: random.Random, steps: int) -> int:
    seen: SortedSet = SortedSet()
    total = 0
    for _ in range(steps):
        start = rng.randrange(100_000)
        seen |= range(start, start + 3)
        position = seen.bisect_left(start)
        total += seen[position] + (start + 7 in seen)
        if len(seen) > 3000:
            seen -= SortedSet(seen[:500])
    return total + len(seen & SortedSet(range(0, 100_000, 7)))


def main() -> None:
    rng = random.Random(51)
    for _ in range(ROUNDS):
        print(f"{medians([rng.random() for _ in range(30_000)], 4000):.3f}", ranges(rng, 2000))


if __name__ == "__main__":
    main()
