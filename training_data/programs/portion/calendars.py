"""Merges busy times of people and finds common free slots with portion's intervals."""

import random

import portion as P

PROJECT = "portion"
REQUIRES = ["portion", "sortedcontainers"]
SCOPE = ["portion", "sortedcontainers"]
ROUNDS = 90


def busy(rng: random.Random, meetings: int) -> P.Interval:
    times = P.empty()
    for _ in range(meetings):
        start = rng.randint(0, 10000)
        times |= rng.choice([P.closed, P.closedopen, P.open])(start, start + rng.randint(5, 60))
    return times


def free(people: list[P.Interval]) -> P.Interval:
    common = P.closed(0, 10000)
    for times in people:
        common &= ~times
    return P.Interval(*(slot for slot in common if slot.upper - slot.lower >= 15))


def prices(rng: random.Random) -> P.IntervalDict:
    table = P.IntervalDict()
    for _ in range(60):
        start = rng.randint(0, 900)
        table[P.closedopen(start, start + rng.randint(1, 100))] = rng.randint(1, 9)
    return table


def main() -> None:
    rng = random.Random(23)
    slots = points = 0
    for _ in range(ROUNDS):
        people = [busy(rng, 40) for _ in range(8)]
        common = free(people)
        slots += len(common)
        points += sum(time in common for time in range(0, 10000, 50))
        first, second = prices(rng), prices(rng)
        both = first.combine(second, how=lambda left, right: left + right)
        points += sum(both.get(point, 0) for point in range(0, 1000, 10))
        points += len(P.to_string(common)) + len(list(P.iterate(common.enclosure, step=100)))
    print(slots, points)


if __name__ == "__main__":
    main()
