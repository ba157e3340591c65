"""Compare caches that forget by age, use, count and chance."""

import random

from cachetools import FIFOCache, LFUCache, LRUCache, RRCache, TTLCache, cached, keys

PROJECT = "cachetools"
REQUIRES = ["cachetools"]
SCOPE = ["cachetools"]


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def drive(cache, requests, clock):
    hits = 0
    for key in requests:
        clock.now += 0.01
        if key in cache:
            hits += cache[key] == key
        else:
            cache[key] = key
    return hits


def main():
    rng = random.Random(4)
    clock = Clock()
    requests = [int(rng.paretovariate(0.8)) % 5000 for _ in range(700_000)]
    for cache in (
        FIFOCache(500),
        LFUCache(500),
        LRUCache(500),
        RRCache(500, choice=lambda keys: rng.choice(keys)),
        TTLCache(500, ttl=5, timer=clock),
        LRUCache(20_000, getsizeof=lambda value: value % 90 + 1),
    ):
        print(type(cache).__name__, drive(cache, requests, clock))

    @cached(LRUCache(300), key=keys.typedkey)
    def slow(n, m):
        return n * m

    print(sum(slow(n % 400, m=2) for n in requests[:300_000]))


if __name__ == "__main__":
    main()
