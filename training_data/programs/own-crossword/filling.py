"""Fill a crossword by constraints: arc consistency, then search with the fewest candidates first."""

import random
from collections import deque

PROJECT = "own-crossword"
REQUIRES = []
SCOPE = []

GRID = """
....#....
.##.#.##.
.........
.##.#.##.
#........
.##.#.##.
.........
.##.#.##.
....#....
"""


class Slot:
    def __init__(self, row, column, down, length):
        self.row, self.column, self.down, self.length = row, column, down, length
        self.crossings = []

    def cells(self):
        for i in range(self.length):
            yield (self.row + i, self.column) if self.down else (self.row, self.column + i)

    def __repr__(self):
        return f"{'down' if self.down else 'across'} {self.row},{self.column} ({self.length})"


def slots(grid):
    rows = grid.split()
    columns = ["".join(column) for column in zip(*rows)]
    found = []
    for down, lines in ((False, rows), (True, columns)):
        for number, line in enumerate(lines):
            begin = 0
            for end, char in enumerate(line + "#"):
                if char == "#":
                    if end - begin > 1:
                        found.append(
                            Slot(begin, number, True, end - begin) if down else Slot(number, begin, False, end - begin)
                        )
                    begin = end + 1
    link(found)
    return found


def link(found):
    for one in found:
        places = {cell: i for i, cell in enumerate(one.cells())}
        for other in found:
            if other.down != one.down:
                for j, cell in enumerate(other.cells()):
                    if cell in places:
                        one.crossings.append((other, places[cell], j))


def word_list(rng, count):
    starts, middles, ends = "b c d f g l m n p r s t st tr".split(), "a e i o u ea".split(), "n t s r l nd rk".split()
    words = set()
    while len(words) < count:
        words.add("".join(rng.choice(part) for _ in range(rng.randint(1, 4)) for part in (starts, middles, ends)))
    return sorted(words | {word[:length] for word in words for length in (3, 4, 9) if len(word) >= length})


class Solver:
    def __init__(self, puzzle, words):
        self.puzzle = puzzle
        self.domains = {slot: {word for word in words if len(word) == slot.length} for slot in puzzle}
        self.tried = 0

    def revise(self, one, other, i, j):
        letters = {word[j] for word in self.domains[other]}
        kept = {word for word in self.domains[one] if word[i] in letters}
        changed = len(kept) < len(self.domains[one])
        self.domains[one] = kept
        return changed

    def propagate(self, queue):
        while queue:
            one, other, i, j = queue.popleft()
            if self.revise(one, other, i, j):
                if not self.domains[one]:
                    return False
                for neighbour, at, there in one.crossings:
                    if neighbour is not other:
                        queue.append((neighbour, one, there, at))
        return True

    def consistent(self):
        return self.propagate(deque((slot, other, i, j) for slot in self.puzzle for other, i, j in slot.crossings))

    def search(self, chosen, budget):
        if len(chosen) == len(self.puzzle):
            return dict(chosen)
        if self.tried >= budget:
            return None
        slot = min((s for s in self.puzzle if s not in chosen), key=lambda s: len(self.domains[s]))
        for word in sorted(self.domains[slot] - set(chosen.values())):
            self.tried += 1
            saved = dict(self.domains)
            self.domains[slot] = {word}
            chosen[slot] = word
            if self.propagate(deque((other, slot, j, i) for other, i, j in slot.crossings)):
                found = self.search(chosen, budget)
                if found is not None:
                    return found
            del chosen[slot]
            self.domains = saved
        return None


def show(solution):
    letters = {}
    for slot, word in solution.items():
        letters.update(zip(slot.cells(), word))
    return "\n".join("".join(letters.get((r, c), "#") for c in range(9)) for r in range(9))


def main():
    rng = random.Random(60)
    words = word_list(rng, 6000)
    for number in range(110):
        puzzle = slots(GRID)
        solver = Solver(puzzle, rng.sample(words, 5000))
        solution = solver.search({}, 400) if solver.consistent() else None
        print(number, solver.tried)
        print(show(solution) if solution else "no filling")


if __name__ == "__main__":
    main()
