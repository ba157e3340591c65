"""Four in a row on bit boards."""

from __future__ import annotations

WIDTH, HEIGHT = 7, 6
H1, H2 = HEIGHT + 1, HEIGHT + 2
FULL = sum(1 << (column * H1 + row) for column in range(WIDTH) for row in range(HEIGHT))


def bottom(column):
    return 1 << column * H1


def column_mask(column):
    return ((1 << HEIGHT) - 1) << column * H1


class Board:
    def __init__(self, mine=0, mask=0, moves=0):
        self.mine = mine
        self.mask = mask
        self.moves = moves

    def can_play(self, column):
        return not self.mask & 1 << (column * H1 + HEIGHT - 1)

    def play(self, column):
        theirs = self.mine ^ self.mask
        return Board(theirs, self.mask | self.mask + bottom(column), self.moves + 1)

    def wins(self, column):
        stones = self.mine | (self.mask + bottom(column)) & column_mask(column)
        return connected(stones)

    def key(self):
        return self.mine + self.mask

    def __str__(self):
        rows = []
        for row in reversed(range(HEIGHT)):
            line = ""
            for column in range(WIDTH):
                bit = 1 << column * H1 + row
                line += "." if not self.mask & bit else "x" if self.mine & bit else "o"
            rows.append(line)
        return "\n".join(rows)

    @classmethod
    def after(cls, moves):
        board = cls()
        for column in moves:
            if not board.can_play(column):
                raise ValueError(f"column {column} is full")
            board = board.play(column)
        return board


def connected(stones):
    for shift in (1, H1, HEIGHT, H2):
        pairs = stones & stones >> shift
        if pairs & pairs >> 2 * shift:
            return True
    return False


def threats(stones, mask):
    found = 0
    for shift in (1, H1, HEIGHT, H2):
        triples = stones & stones >> shift & stones >> 2 * shift
        found += bin(triples >> shift & FULL & ~mask).count("1")
        found += bin(triples << 3 * shift & FULL & ~mask).count("1")
    return found
