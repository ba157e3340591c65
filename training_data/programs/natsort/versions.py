"""Sorts generated file names, versions and numbers with natsort under several algorithms."""

import random

from natsort import humansorted, index_natsorted, natsort_keygen, natsorted, ns, order_by_index

PROJECT = "natsort"
REQUIRES = ["natsort"]
SCOPE = ["natsort"]
ROUNDS = 17


def names(rng: random.Random, count: int) -> list[str]:
    stems = ["Report", "report", "image_", "Zebra ", "älter", "chapter"]
    return [
        f"{rng.choice(stems)}{rng.randint(1, 2000)}{rng.choice(['', '-final', ' (2)', f'.{rng.randint(0, 99)}'])}.txt"
        for _ in range(count)
    ]


def main() -> None:
    rng = random.Random(12)
    check = 0
    for _ in range(ROUNDS):
        files = names(rng, 5000)
        check += len(natsorted(files)[0]) + len(natsorted(files, alg=ns.IGNORECASE | ns.PATH)[10])
        values = [f"{rng.uniform(-50, 50):.3f}e{rng.randint(-3, 3)} kg" for _ in range(3000)]
        check += len(natsorted(values, alg=ns.REAL)[5])
        check += len(humansorted(files[:1500])[3])
        key = natsort_keygen(key=lambda pair: pair[1], alg=ns.GROUPLETTERS)
        check += len(sorted(enumerate(files), key=key)[7])
        check += len(order_by_index(files, index_natsorted(files, reverse=True))[2])
    print(check)


if __name__ == "__main__":
    main()
