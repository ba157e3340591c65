"""Linear algebra over lists of lists."""

from __future__ import annotations

import math


def identity(n):
    return [[float(i == j) for j in range(n)] for i in range(n)]


def transpose(matrix):
    return [list(column) for column in zip(*matrix)]


def multiply(a, b):
    n, m, p = len(a), len(b), len(b[0])
    result = [[0.0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += a[i][k] * b[k][j]
            result[i][j] = total
    return result


def lu(matrix):
    n = len(matrix)
    a = [row[:] for row in matrix]
    order = list(range(n))
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(a[i][k]))
        if abs(a[pivot][k]) < 1e-12:
            raise ZeroDivisionError("the matrix is singular")
        a[k], a[pivot] = a[pivot], a[k]
        order[k], order[pivot] = order[pivot], order[k]
        for i in range(k + 1, n):
            a[i][k] /= a[k][k]
            factor = a[i][k]
            for j in range(k + 1, n):
                a[i][j] -= factor * a[k][j]
    return a, order


def solve(matrix, right):
    a, order = lu(matrix)
    n = len(a)
    x = [right[i] for i in order]
    for i in range(n):
        x[i] -= sum(a[i][j] * x[j] for j in range(i))
    for i in reversed(range(n)):
        x[i] = (x[i] - sum(a[i][j] * x[j] for j in range(i + 1, n))) / a[i][i]
    return x


def determinant(matrix):
    a, order = lu(matrix)
    swaps = sum(1 for i in range(len(order)) for j in range(i) if order[j] > order[i])
    return math.prod(a[i][i] for i in range(len(a))) * (-1) ** swaps


def power_iteration(matrix, rounds=60):
    vector = [1.0] * len(matrix)
    value = 0.0
    for _ in range(rounds):
        fresh = [sum(a * x for a, x in zip(row, vector)) for row in matrix]
        value = math.sqrt(sum(x * x for x in fresh))
        vector = [x / value for x in fresh]
    return value, vector


def jacobi_eigenvalues(matrix, sweeps=6):
    a = [row[:] for row in matrix]
    n = len(a)
    for _ in range(sweeps):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(a[p][q]) < 1e-12:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = math.copysign(1, theta) / (abs(theta) + math.sqrt(theta * theta + 1))
                c = 1 / math.sqrt(t * t + 1)
                s = t * c
                for k in range(n):
                    x, y = a[k][p], a[k][q]
                    a[k][p], a[k][q] = c * x - s * y, s * x + c * y
                for k in range(n):
                    x, y = a[p][k], a[q][k]
                    a[p][k], a[q][k] = c * x - s * y, s * x + c * y
    return sorted(a[i][i] for i in range(n))
