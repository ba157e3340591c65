"""Propagates errors of generated measurements through formulas with uncertainties."""

import random

from uncertainties import ufloat, umath
from uncertainties.core import wrap

PROJECT = "uncertainties"
REQUIRES = ["uncertainties"]
SCOPE = ["uncertainties"]
ROUNDS = 690


def pendulum(rng: random.Random):
    length = ufloat(rng.uniform(0.5, 2), 0.01, "length")
    period = ufloat(rng.uniform(1, 3), 0.02)
    return 39.478 * length / period**2


def weighted_mean(rng: random.Random, count: int):
    values = [ufloat(rng.gauss(10, 1), rng.uniform(0.1, 1)) for _ in range(count)]
    weights = [1 / value.std_dev**2 for value in values]
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)


def fit(rng: random.Random, count: int):
    xs = [ufloat(n, 0.1) for n in range(count)]
    ys = [ufloat(2 * n + rng.gauss(0, 1), 0.5) for n in range(count)]
    mean_x, mean_y = sum(xs) / count, sum(ys) / count
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum((x - mean_x) ** 2 for x in xs)
    return slope, mean_y - slope * mean_x


def main() -> None:
    rng = random.Random(72)
    smooth = wrap(lambda x, y: (x * x + y) ** 0.5)
    total, characters = 0.0, 0
    for _ in range(ROUNDS):
        for value in (pendulum(rng), weighted_mean(rng, 25), *fit(rng, 15)):
            changed = umath.sqrt(abs(value)) + umath.sin(value) * umath.exp(-abs(value) / 50) + smooth(abs(value), 2)
            total += changed.std_dev + changed.nominal_value
            characters += len(f"{changed:.2uS}") + len(f"{value:+.1ueP}") + len(str(value))
            total += len(changed.error_components()) + (value > changed)
    print(f"{total:.3f} {characters}")


if __name__ == "__main__":
    main()
