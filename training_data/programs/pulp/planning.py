"""Builds production and assignment problems with pulp and writes them as LP and MPS models, without a solver."""

import random
import tempfile
from pathlib import Path

import pulp

PROJECT = "pulp"
REQUIRES = ["pulp"]
SCOPE = ["pulp"]
ROUNDS = 42


def production(rng: random.Random, products: int, weeks: int) -> pulp.LpProblem:
    problem = pulp.LpProblem("production", pulp.LpMaximize)
    indices = [(p, w) for p in range(products) for w in range(weeks)]
    made = pulp.LpVariable.dicts("made", indices, lowBound=0)
    stored = pulp.LpVariable.dicts("stored", indices, lowBound=0, upBound=50)
    profit = {p: rng.randint(3, 20) for p in range(products)}
    problem += pulp.lpSum(profit[p] * made[p, w] - 0.5 * stored[p, w] for p, w in indices)
    for week in range(weeks):
        problem += pulp.lpSum(rng.randint(1, 4) * made[p, week] for p in range(products)) <= 400, f"capacity_{week}"
        for product in range(products):
            before = stored[product, week - 1] if week else 0
            problem += before + made[product, week] - stored[product, week] == rng.randint(5, 20)
    return problem


def assignment(rng: random.Random, size: int) -> pulp.LpProblem:
    problem = pulp.LpProblem("assignment", pulp.LpMinimize)
    chosen = pulp.LpVariable.dicts("x", (range(size), range(size)), cat="Binary")
    problem += pulp.lpSum(rng.randint(1, 99) * chosen[i][j] for i in range(size) for j in range(size))
    for i in range(size):
        problem += pulp.lpSum(chosen[i]) == 1
        problem += pulp.lpSum(chosen[j][i] for j in range(size)) == 1
    return problem


def main() -> None:
    rng = random.Random(25)
    size = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for problem in (production(rng, 20, 20), assignment(rng, 25)):
                problem.writeLP(str(Path(folder) / "model.lp"))
                problem.writeMPS(str(Path(folder) / "model.mps"))
                size += sum(path.stat().st_size for path in Path(folder).iterdir())
                size += len(problem.to_dict()["variables"])
    print(size)


if __name__ == "__main__":
    main()
