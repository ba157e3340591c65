"""Solve equations, integrate, transform and diffuse with numeric methods in plain Python."""

import math
import random

from calculus import adaptive, bisect, fft, heat, lorenz, newton, runge_kutta, simpson
from linear import determinant, jacobi_eigenvalues, multiply, power_iteration, solve, transpose

PROJECT = "own-numeric"
REQUIRES = []
SCOPE = ["linear", "calculus"]


def matrix(rng, n):
    return [[rng.uniform(-1, 1) + (2.0 if i == j else 0.0) for j in range(n)] for i in range(n)]


def attractor(steps):
    state, t = [1.0, 1.0, 1.0], 0.0
    for _ in range(steps):
        state = runge_kutta(lorenz, state, t, 0.005)
        t += 0.005
    return state


def main():
    rng = random.Random(12)
    a = matrix(rng, 230)
    symmetric = multiply(a, transpose(a))
    print(sum(solve(a, [1.0] * 230)), determinant(matrix(rng, 60)))
    print(power_iteration(symmetric)[0], jacobi_eigenvalues([row[:60] for row in symmetric[:60]])[-1])
    print(sum(abs(x) for x in fft([math.sin(i / 9) + rng.random() for i in range(65536)])))
    print(attractor(160_000))
    print(sum(map(sum, heat([[rng.random() for _ in range(100)] for _ in range(100)], 130))))
    print(sum(simpson(lambda x: math.exp(-x * x * k), 0, 3) for k in range(1, 3000)))
    print(adaptive(lambda x: math.sin(1 / x), 0.01, 1), bisect(lambda x: x**3 - 2, 0, 2), newton(math.cos, 1.0))


if __name__ == "__main__":
    main()
