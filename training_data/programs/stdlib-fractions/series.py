"""Sum series, build continued fractions and solve equations with exact fractions."""

import random
from fractions import Fraction

PROJECT = "stdlib-fractions"
REQUIRES = []
SCOPE = ["fractions"]


def harmonic(n):
    total = Fraction(0)
    for k in range(1, n + 1):
        total += Fraction(1, k)
    return total


def continued(value, limit=20):
    while limit:
        whole = value.numerator // value.denominator
        yield whole
        if value == whole:
            return
        value = 1 / (value - whole)
        limit -= 1


def solve(matrix, right):
    rows = [list(map(Fraction, row)) + [Fraction(value)] for row, value in zip(matrix, right)]
    n = len(rows)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k and rows[i][k]:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def main():
    rng = random.Random(5)
    print(str(harmonic(2500))[:30])
    print(sum(sum(continued(Fraction(rng.randint(1, 10**9), rng.randint(1, 10**9)))) for _ in range(22_000)))
    for size in (16, 26, 36):
        matrix = [[rng.randint(-9, 9) for _ in range(size)] for _ in range(size)]
        print(solve(matrix, [1] * size)[0])
    texts = [f"{rng.randint(1, 99)}/{rng.randint(1, 99)}" for _ in range(150_000)]
    print(sorted(map(Fraction, texts))[:3], Fraction(3.14159).limit_denominator(1000))


if __name__ == "__main__":
    main()
