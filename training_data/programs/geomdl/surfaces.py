"""Evaluates, refines, splits and tessellates NURBS curves and surfaces with geomdl."""

import math
import random

from geomdl import NURBS, BSpline, knotvector, operations

PROJECT = "geomdl"
REQUIRES = ["geomdl"]
SCOPE = ["geomdl"]
ROUNDS = 75


def curve(rng: random.Random, points: int) -> NURBS.Curve:
    result = NURBS.Curve()
    result.degree = 3
    result.ctrlpts = [[math.cos(n / 3) * 9, math.sin(n / 3) * 9, n + rng.random()] for n in range(points)]
    result.weights = [rng.uniform(0.5, 1.5) for _ in range(points)]
    result.knotvector = knotvector.generate(3, points)
    result.delta = 0.02
    return result


def surface(rng: random.Random, size: int) -> BSpline.Surface:
    result = BSpline.Surface()
    result.degree_u = result.degree_v = 3
    result.set_ctrlpts([[u, v, rng.random() * 4] for u in range(size) for v in range(size)], size, size)
    result.knotvector_u = result.knotvector_v = knotvector.generate(3, size)
    result.delta = 0.08
    return result


def main() -> None:
    rng = random.Random(120)
    total = 0.0
    for _ in range(ROUNDS):
        line = curve(rng, 14)
        total += sum(point[0] for point in line.evalpts) + operations.length_curve(line)
        left, right = operations.split_curve(line, 0.4)
        total += left.evalpts[3][1] + right.derivatives(0.7, order=2)[1][0]
        operations.insert_knot(line, [0.35], [1])
        operations.refine_knotvector(line, [1])
        total += len(operations.decompose_curve(line)) + operations.tangent(line, 0.5)[1][0]
        sheet = surface(rng, 7)
        total += sum(point[2] for point in sheet.evalpts)
        total += sum(operations.normal(sheet, (u / 5, u / 7))[1][2] for u in range(5))
        sheet.tessellate()
        total += len(sheet.faces) + len(sheet.vertices)
        total += len(operations.decompose_surface(sheet))
    print(f"{total:.4f}")


if __name__ == "__main__":
    main()
