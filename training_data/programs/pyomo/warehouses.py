"""Models warehouse locations with pyomo: sets, indexed variables, constraints, expressions, and writes LP files."""

import io
import random
import tempfile
from pathlib import Path

import pyomo.environ as pyo

PROJECT = "pyomo"
REQUIRES = ["pyomo", "ply"]
SCOPE = ["pyomo"]
ROUNDS = 45


def model(rng: random.Random, warehouses: int, customers: int) -> pyo.ConcreteModel:
    m = pyo.ConcreteModel()
    m.W, m.C = pyo.RangeSet(warehouses), pyo.RangeSet(customers)
    costs = {(w, c): rng.randint(1, 99) for w in m.W for c in m.C}
    m.cost = pyo.Param(m.W, m.C, initialize=costs)
    m.share = pyo.Var(m.W, m.C, bounds=(0, 1), initialize=0.5)
    m.open = pyo.Var(m.W, within=pyo.Binary, initialize=1)
    m.total = pyo.Objective(
        expr=sum(m.cost[w, c] * m.share[w, c] for w in m.W for c in m.C) + 50 * sum(m.open[w] for w in m.W)
    )
    m.served = pyo.Constraint(m.C, rule=lambda m, c: sum(m.share[w, c] for w in m.W) == 1)
    m.allowed = pyo.Constraint(m.W, m.C, rule=lambda m, w, c: m.share[w, c] <= m.open[w])
    m.limit = pyo.Constraint(expr=sum(m.open[w] for w in m.W) <= warehouses // 2)
    m.curve = pyo.Expression(m.W, rule=lambda m, w: pyo.exp(-m.open[w]) * sum(m.share[w, c] ** 2 for c in m.C))
    return m


def main() -> None:
    rng = random.Random(99)
    total = 0.0
    for _ in range(ROUNDS):
        m = model(rng, 12, 20)
        total += pyo.value(m.total) + sum(pyo.value(m.curve[w]) for w in m.W)
        for w in m.W:
            m.open[w].fix(w % 2)
        total += sum(constraint.body() for constraint in m.component_data_objects(pyo.Constraint, active=True))
        pyo.TransformationFactory("core.relax_integer_vars").apply_to(m)
        copied = m.clone()
        out = io.StringIO()
        m.pprint(ostream=out)
        with tempfile.TemporaryDirectory() as folder:
            copied.write(str(Path(folder, "model.lp")), io_options={"symbolic_solver_labels": True})
        total += len(out.getvalue())
    print(f"{total:.3f}")


if __name__ == "__main__":
    main()
