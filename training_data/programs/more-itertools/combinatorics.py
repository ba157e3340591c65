"""Searches small arrangements with more-itertools' set partitions, permutations and products."""

import more_itertools as mit

PROJECT = "more-itertools"
REQUIRES = ["more-itertools"]
SCOPE = ["more_itertools"]
ROUNDS = 60


def best_partition(weights: list[int], parts: int) -> tuple[int, list]:
    best = (10**9, [])
    for partition in mit.set_partitions(weights, parts):
        sums = [sum(part) for part in partition]
        best = min(best, (max(sums) - min(sums), [sorted(part) for part in partition]))
    return best


def words(letters: str) -> int:
    found = 0
    for arrangement in mit.distinct_permutations(letters):
        found += arrangement[0] != arrangement[-1] and arrangement[1] > arrangement[2]
    return found


def factorings(limit: int) -> int:
    return sum(len(list(mit.factor(number))) for number in range(2, limit))


def polynomial(degree: int) -> int:
    roots = list(range(-degree, degree))
    coefficients = mit.polynomial_from_roots(roots)
    return sum(mit.polynomial_eval(coefficients, value) for value in range(50)) + len(
        mit.polynomial_derivative(coefficients)
    )


def main() -> None:
    for _ in range(ROUNDS):
        print(best_partition([7, 3, 12, 5, 9, 4, 6, 11, 2], 4))
        print(words("aabbccdde"), factorings(4000), polynomial(20))
        print(sum(len(part) for part in mit.powerset_of_sets([range(n, n + 3) for n in range(10)])))
        print(sum(mit.nth_product(index, "abcd", range(90), "xyz") != () for index in range(1000)))
        print(len(list(mit.sieve(60000))), mit.ilen(mit.distinct_combinations("aabbccddeeff", 5)))
        print(mit.ilen(mit.partitions(range(13))), mit.ilen(mit.circular_shifts(range(300))))


if __name__ == "__main__":
    main()
