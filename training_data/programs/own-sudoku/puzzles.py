"""Make and solve sudoku: exact cover counts solutions, constraint propagation solves quickly."""

import random

from cover import select, solve, transpose

PROJECT = "own-sudoku"
REQUIRES = []
SCOPE = ["cover"]

SIZE, BOX = 9, 3
CELLS = [(row, column) for row in range(SIZE) for column in range(SIZE)]


def unit_of(row, column):
    return row // BOX * BOX + column // BOX


PEERS = {
    cell: {
        other
        for other in CELLS
        if other != cell and (other[0] == cell[0] or other[1] == cell[1] or unit_of(*other) == unit_of(*cell))
    }
    for cell in CELLS
}


class Contradiction(Exception):
    pass


def full_rows():
    return {
        (r, c, n): [("cell", r, c), ("row", r, n), ("column", c, n), ("box", unit_of(r, c), n)]
        for r, c in CELLS
        for n in range(1, SIZE + 1)
    }


def count_solutions(grid, limit=2):
    rows = full_rows()
    columns = transpose(rows)
    for (r, c), n in grid.items():
        select(columns, rows, (r, c, n))
    found = 0
    for _ in solve(columns, rows):
        found += 1
        if found >= limit:
            break
    return found


class Propagator:
    """Sets of candidates as bits; a cell with one bit left rids its peers of it."""

    def __init__(self, grid):
        self.candidates = dict.fromkeys(CELLS, 0b111111111)
        for cell, number in grid.items():
            self.assign(cell, 1 << number - 1)

    def assign(self, cell, bit):
        if not self.candidates[cell] & bit:
            raise Contradiction(cell)
        self.candidates[cell] = bit
        for peer in PEERS[cell]:
            self.eliminate(peer, bit)

    def eliminate(self, cell, bit):
        before = self.candidates[cell]
        if not before & bit:
            return
        after = before & ~bit
        if not after:
            raise Contradiction(cell)
        self.candidates[cell] = after
        if after & after - 1 == 0:
            for peer in PEERS[cell]:
                self.eliminate(peer, after)

    def search(self):
        open_cells = [(bin(bits).count("1"), cell) for cell, bits in self.candidates.items() if bits & bits - 1]
        if not open_cells:
            return {cell: bits.bit_length() for cell, bits in self.candidates.items()}
        _, cell = min(open_cells)
        saved = dict(self.candidates)
        bits = self.candidates[cell]
        while bits:
            bit = bits & -bits
            bits ^= bit
            try:
                self.assign(cell, bit)
                return self.search()
            except Contradiction:
                self.candidates = dict(saved)
        raise Contradiction(cell)


def random_solution(rng):
    first = dict(zip([(0, column) for column in range(SIZE)], rng.sample(range(1, 10), 9)))
    return Propagator(first).search()


def make_puzzle(rng, tries=16):
    grid = random_solution(rng)
    for cell in rng.sample(CELLS, 46):
        del grid[cell]
    for cell in rng.sample(sorted(grid), tries):
        number = grid.pop(cell)
        if count_solutions(grid) != 1:
            grid[cell] = number
    return grid


def show(grid):
    return "\n".join("".join(str(grid.get((r, c), ".")) for c in range(SIZE)) for r in range(SIZE))


def main():
    rng = random.Random(3)
    for _ in range(60):
        puzzle = make_puzzle(rng)
        print(show(puzzle))
        solved = Propagator(puzzle).search()
        assert all(solved[cell] == number for cell, number in puzzle.items())
    for _ in range(60):
        random_solution(rng)


if __name__ == "__main__":
    main()
