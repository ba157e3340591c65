"""Index a made-up library and run ranked, phrase and spelling queries on it."""

import random

from index import Index

PROJECT = "own-textindex"
REQUIRES = []
SCOPE = ["stemming", "index"]

SYLLABLES = "ka re mi to lu sen dor val ing ed ness ly ation er pi qua stra ble".split()


def vocabulary(rng, size):
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(size)]


def document(rng, known, length):
    picked = rng.choices(known, weights=[1 / (i + 5) for i in range(len(known))], k=length)
    for at in range(0, length, 12):
        picked[at] = picked[at].capitalize()
    return " ".join(picked) + "."


def main():
    rng = random.Random(5)
    known = vocabulary(rng, 3000)
    index = Index()
    for number in range(700):
        index.add(f"doc{number}", document(rng, known, rng.randint(60, 300)))
    found = 0
    for _ in range(1500):
        query = " ".join(rng.choices(known[:400], k=3))
        for name, _score in index.search(query):
            found += len(index.snippet(name, query))
        found += len(index.phrase(" ".join(rng.choices(known[:50], k=2))))
    for _ in range(8):
        print(index.suggest(rng.choice(known)[:-1] + "x"))
    for number in range(0, 40, 2):
        index.remove(f"doc{number}")
    print(found, len(index))


if __name__ == "__main__":
    main()
