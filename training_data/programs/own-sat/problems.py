"""Solve random 3-SAT, graph colouring and pigeon-hole formulas."""

import itertools
import random

from solver import Solver

PROJECT = "own-sat"
REQUIRES = []
SCOPE = ["solver"]


def random_3sat(rng, variables, clauses):
    for _ in range(clauses):
        chosen = rng.sample(range(1, variables + 1), 3)
        yield [v if rng.random() < 0.5 else -v for v in chosen]


def coloring(edges, nodes, colors):
    def name(node, color):
        return node * colors + color + 1

    clauses = [[name(node, color) for color in range(colors)] for node in range(nodes)]
    for node in range(nodes):
        clauses += [[-name(node, a), -name(node, b)] for a, b in itertools.combinations(range(colors), 2)]
    for left, right in edges:
        clauses += [[-name(left, color), -name(right, color)] for color in range(colors)]
    return clauses, nodes * colors


def pigeons(holes):
    def name(pigeon, hole):
        return pigeon * holes + hole + 1

    clauses = [[name(p, h) for h in range(holes)] for p in range(holes + 1)]
    for h in range(holes):
        clauses += [[-name(a, h), -name(b, h)] for a, b in itertools.combinations(range(holes + 1), 2)]
    return clauses, (holes + 1) * holes


def random_graph(rng, nodes, share):
    return [edge for edge in itertools.combinations(range(nodes), 2) if rng.random() < share]


def check(clauses, model):
    true = set(model)
    return all(any(literal in true for literal in clause) for clause in clauses)


def to_dimacs(clauses, variables):
    head = f"p cnf {variables} {len(clauses)}"
    return "\n".join([head, *(" ".join(map(str, clause)) + " 0" for clause in clauses)])


def attempt(label, clauses, variables):
    solver = Solver(clauses, variables)
    model = solver.solve()
    if model is not None and not check(clauses, model):
        raise AssertionError(f"{label}: a wrong model")
    print(label, "satisfiable" if model else "unsatisfiable", solver.decisions)


def main():
    rng = random.Random(4)
    for number in range(40):
        attempt(f"3-SAT {number}", list(random_3sat(rng, 110, 468)), 110)
    for number in range(25):
        attempt(f"colouring {number}", *coloring(random_graph(rng, 40, 0.2), 40, 4))
    attempt("pigeons", *pigeons(7))


if __name__ == "__main__":
    main()
