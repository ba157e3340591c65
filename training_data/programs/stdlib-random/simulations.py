"""Throw dice, draw cards, walk at random and estimate by chance."""

import collections
import heapq
import random
import uuid

PROJECT = "stdlib-random"
REQUIRES = []
SCOPE = ["random", "heapq", "collections", "uuid"]


def poker_pairs(rng, hands):
    deck = [(rank, suit) for rank in range(13) for suit in "shdc"]
    kinds = collections.Counter()
    for _ in range(hands):
        counts = collections.Counter(rank for rank, _ in rng.sample(deck, 5))
        kinds[tuple(sorted(counts.values(), reverse=True))] += 1
    return kinds


def queue_times(rng, count):
    free = [0.0] * 4
    arrival = waited = 0.0
    for _ in range(count):
        arrival += rng.expovariate(1.0)
        begin = max(arrival, free[0])
        waited += begin - arrival
        heapq.heapreplace(free, begin + rng.lognormvariate(1.0, 0.5))
    return waited / count


def walk(rng, steps):
    x = y = 0
    seen = collections.deque(maxlen=100)
    for _ in range(steps):
        dx, dy = rng.choice([(0, 1), (1, 0), (0, -1), (-1, 0)])
        x, y = x + dx, y + dy
        seen.append((x, y))
    return x, y, len(set(seen))


def main():
    rng = random.Random(75)
    print(poker_pairs(rng, 200_000).most_common(3), queue_times(rng, 400_000), walk(rng, 800_000))
    streams = [sorted(rng.gauss(0, n + 1) for _ in range(9000)) for n in range(12)]
    print(sum(1 for _ in heapq.merge(*streams, key=abs)), heapq.nsmallest(3, streams[0], key=lambda value: -value))
    total = sum(rng.betavariate(2, 3) + rng.triangular() + rng.vonmisesvariate(0, 4) for _ in range(130_000))
    cards = list(range(20_000))
    rng.shuffle(cards)
    names = {str(uuid.UUID(int=rng.getrandbits(128), version=4)) for _ in range(15_000)}
    chain = collections.ChainMap(*({n: n} for n in range(30)))
    print(total, cards[:3], len(names), sum(chain[n % 30] for n in range(20_000)))
    print(collections.Counter(rng.choices("abc", weights=[1, 2, 3], k=60_000)) - collections.Counter(a=5))


if __name__ == "__main__":
    main()
