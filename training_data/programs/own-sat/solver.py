"""Satisfiability by unit propagation over watched literals, and backtracking."""

from __future__ import annotations


class Unsatisfiable(Exception):
    pass


class Solver:
    def __init__(self, clauses, variables):
        self.variables = variables
        self.values = [None] * (variables + 1)
        self.watches = {}
        self.trail = []
        self.levels = []
        self.units = []
        self.decisions = 0
        self.activity = [0] * (variables + 1)
        for clause in clauses:
            self.add(list(clause))

    def add(self, clause):
        if not clause:
            raise Unsatisfiable("an empty clause")
        for literal in clause:
            self.activity[abs(literal)] += 1
        if len(clause) == 1:
            self.units.append(clause[0])
        for literal in clause[:2]:
            self.watches.setdefault(literal, []).append(clause)

    def value(self, literal):
        value = self.values[abs(literal)]
        if value is None:
            return None
        return value if literal > 0 else not value

    def assign(self, literal):
        self.values[abs(literal)] = literal > 0
        self.trail.append(literal)

    def propagate(self, queue):
        """Follow what must be; return False at a conflict."""
        while queue:
            literal = queue.pop()
            known = self.value(literal)
            if known is False:
                return False
            if known is None:
                self.assign(literal)
            watching = self.watches.get(-literal, [])
            kept = []
            for at, clause in enumerate(watching):
                if len(clause) > 1 and clause[0] == -literal:
                    clause[0], clause[1] = clause[1], clause[0]
                if len(clause) == 1:
                    kept.append(clause)
                    continue
                if self.value(clause[0]):
                    kept.append(clause)
                    continue
                for k in range(2, len(clause)):
                    if self.value(clause[k]) is not False:
                        clause[1], clause[k] = clause[k], clause[1]
                        self.watches.setdefault(clause[1], []).append(clause)
                        break
                else:
                    kept.append(clause)
                    if self.value(clause[0]) is False:
                        self.watches[-literal] = kept + watching[at + 1 :]
                        return False
                    queue.append(clause[0])
            self.watches[-literal] = kept
        return True

    def undo(self, size):
        while len(self.trail) > size:
            self.values[abs(self.trail.pop())] = None

    def pick(self):
        best, score = 0, -1
        for variable in range(1, self.variables + 1):
            if self.values[variable] is None and self.activity[variable] > score:
                best, score = variable, self.activity[variable]
        return best

    def solve(self):
        if not self.propagate(list(self.units)):
            return None
        stack = []
        while True:
            variable = self.pick()
            if not variable:
                return [v if self.values[v] else -v for v in range(1, self.variables + 1)]
            literal = variable
            stack.append((len(self.trail), literal, False))
            self.decisions += 1
            ok = self.propagate([literal])
            while not ok:
                while stack and stack[-1][2]:
                    self.undo(stack.pop()[0])
                if not stack:
                    return None
                size, literal, _ = stack.pop()
                self.undo(size)
                self.activity[abs(literal)] += 1
                stack.append((size, -literal, True))
                ok = self.propagate([-literal])
