"""Cells that depend on each other, evaluated again in order when one changes."""

from __future__ import annotations

from collections import deque

from formula import Compiler, FormulaError


class CircularReference(FormulaError):
    pass


class Cell:
    __slots__ = ("code", "needs", "source", "used_by", "value")

    def __init__(self):
        self.source = ""
        self.value = 0.0
        self.code = None
        self.needs = set()
        self.used_by = set()


class Sheet:
    def __init__(self):
        self.cells = {}
        self.evaluations = 0

    def cell(self, name):
        found = self.cells.get(name)
        if found is None:
            found = self.cells[name] = Cell()
        return found

    def get(self, name):
        return self.cell(name).value

    def __getitem__(self, name):
        return self.get(name)

    def __setitem__(self, name, source):
        self.put(name, source)
        self.recalculate([name])

    def put(self, name, source):
        cell = self.cell(name)
        for other in cell.needs:
            self.cell(other).used_by.discard(name)
        cell.source = source
        if isinstance(source, str) and source.startswith("="):
            compiler = Compiler(source[1:])
            cell.code = compiler.compile()
            cell.needs = compiler.needs
            for other in cell.needs:
                self.cell(other).used_by.add(name)
        else:
            cell.code, cell.needs, cell.value = None, set(), source

    def affected(self, names):
        seen = set(names)
        queue = deque(names)
        while queue:
            for user in self.cell(queue.popleft()).used_by:
                if user not in seen:
                    seen.add(user)
                    queue.append(user)
        return seen

    def ordered(self, names):
        waiting = {name: len(self.cells[name].needs & names) for name in names}
        ready = deque(name for name, count in waiting.items() if count == 0)
        order = []
        while ready:
            name = ready.popleft()
            order.append(name)
            for user in self.cells[name].used_by:
                if user in waiting:
                    waiting[user] -= 1
                    if waiting[user] == 0:
                        ready.append(user)
        if len(order) < len(names):
            raise CircularReference(sorted(names - set(order))[:5])
        return order

    def recalculate(self, names):
        for name in self.ordered(self.affected(names)):
            cell = self.cells[name]
            if cell.code is not None:
                self.evaluations += 1
                try:
                    cell.value = cell.code(self.get)
                except FormulaError:
                    cell.value = float("nan")

    def to_csv(self):
        return "\n".join(f"{name},{cell.source},{cell.value}" for name, cell in sorted(self.cells.items()))
