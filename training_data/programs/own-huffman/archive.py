"""Compress made-up log files with LZ77 and Huffman codes, and read them back."""

import random

from coding import compress, decompress

PROJECT = "own-huffman"
REQUIRES = []
SCOPE = ["bits", "coding"]

LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]
PARTS = ["db.pool", "http.server", "cache", "auth.session", "jobs.runner"]


def log_lines(rng, count):
    moment = 1_700_000_000
    for _ in range(count):
        moment += rng.randint(0, 40)
        level = rng.choices(LEVELS, weights=[6, 10, 2, 1])[0]
        spent = rng.expovariate(0.1)
        yield f"{moment} {level:8} {rng.choice(PARTS)}: request {rng.randrange(16**6):06x} took {spent:.2f} ms"


def checksum(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def main():
    rng = random.Random(8)
    before = after = 0
    for _ in range(14):
        data = "\n".join(log_lines(rng, 1600)).encode()
        lengths, packed = compress(data)
        unpacked = decompress(lengths, packed)
        if checksum(unpacked) != checksum(data):
            raise ValueError("the data is damaged")
        before += len(data)
        after += len(packed)
    print(f"{before} -> {after} ({after / before:.0%})")


if __name__ == "__main__":
    main()
