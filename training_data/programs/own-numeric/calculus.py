"""Integrals, roots, differential equations, transforms."""

from __future__ import annotations

import cmath
import math


def simpson(f, a, b, n=200):
    h = (b - a) / n
    total = f(a) + f(b)
    for i in range(1, n):
        total += f(a + i * h) * (4 if i % 2 else 2)
    return total * h / 3


def adaptive(f, a, b, tolerance=1e-9):
    def refine(a, b, fa, fm, fb, whole, tolerance):
        m = (a + b) / 2
        fl, fr = f((a + m) / 2), f((m + b) / 2)
        left = (m - a) / 6 * (fa + 4 * fl + fm)
        right = (b - m) / 6 * (fm + 4 * fr + fb)
        if abs(left + right - whole) < 15 * tolerance:
            return left + right
        return refine(a, m, fa, fl, fm, left, tolerance / 2) + refine(m, b, fm, fr, fb, right, tolerance / 2)

    fa, fm, fb = f(a), f((a + b) / 2), f(b)
    return refine(a, b, fa, fm, fb, (b - a) / 6 * (fa + 4 * fm + fb), tolerance)


def newton(f, x, tolerance=1e-12, limit=50):
    for _ in range(limit):
        slope = (f(x + 1e-7) - f(x - 1e-7)) / 2e-7
        step = f(x) / slope
        x -= step
        if abs(step) < tolerance:
            return x
    raise ArithmeticError("no convergence")


def bisect(f, low, high, tolerance=1e-12):
    while high - low > tolerance:
        middle = (low + high) / 2
        if (f(middle) > 0) == (f(high) > 0):
            high = middle
        else:
            low = middle
    return low


def runge_kutta(f, state, t, h):
    def shifted(slope, factor):
        return [x + factor * k for x, k in zip(state, slope)]

    k1 = f(t, state)
    k2 = f(t + h / 2, shifted(k1, h / 2))
    k3 = f(t + h / 2, shifted(k2, h / 2))
    k4 = f(t + h, shifted(k3, h))
    return [x + h / 6 * (a + 2 * b + 2 * c + d) for x, a, b, c, d in zip(state, k1, k2, k3, k4)]


def lorenz(t, state, sigma=10.0, rho=28.0, beta=8 / 3):
    x, y, z = state
    return [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]


def fft(values):
    n = len(values)
    if n == 1:
        return list(values)
    even, odd = fft(values[::2]), fft(values[1::2])
    out = [0j] * n
    for k in range(n // 2):
        twist = cmath.exp(-2j * math.pi * k / n) * odd[k]
        out[k] = even[k] + twist
        out[k + n // 2] = even[k] - twist
    return out


def heat(grid, rounds, alpha=0.2):
    size = len(grid)
    for _ in range(rounds):
        fresh = [row[:] for row in grid]
        for i in range(1, size - 1):
            for j in range(1, size - 1):
                around = grid[i - 1][j] + grid[i + 1][j] + grid[i][j - 1] + grid[i][j + 1]
                fresh[i][j] = grid[i][j] + alpha * (around - 4 * grid[i][j])
        grid = fresh
    return grid
