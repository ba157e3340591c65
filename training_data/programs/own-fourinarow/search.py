"""Alpha-beta search with a table, and a player that plays out at random."""

from __future__ import annotations

import math
import random

from board import HEIGHT, WIDTH, threats

ORDER = sorted(range(WIDTH), key=lambda column: abs(column - WIDTH // 2))


class Searcher:
    def __init__(self, depth):
        self.depth = depth
        self.table = {}
        self.nodes = 0

    def evaluate(self, board):
        theirs = board.mine ^ board.mask
        return threats(board.mine, board.mask) - threats(theirs, board.mask)

    def negamax(self, board, depth, alpha, beta):
        self.nodes += 1
        if board.moves == WIDTH * HEIGHT:
            return 0
        for column in ORDER:
            if board.can_play(column) and board.wins(column):
                return 1000 - board.moves
        if depth == 0:
            return self.evaluate(board)
        key = board.key(), depth
        known = self.table.get(key)
        if known is not None:
            return known
        best = -math.inf
        for column in ORDER:
            if board.can_play(column):
                value = -self.negamax(board.play(column), depth - 1, -beta, -alpha)
                best = max(best, value)
                alpha = max(alpha, value)
                if alpha >= beta:
                    return best
        self.table[key] = best
        return best

    def choose(self, board):
        self.table.clear()
        best, chosen = -math.inf, None
        for column in ORDER:
            if not board.can_play(column):
                continue
            if board.wins(column):
                return column
            value = -self.negamax(board.play(column), self.depth - 1, -math.inf, -best)
            if value > best:
                best, chosen = value, column
        return chosen


class MonteCarlo:
    def __init__(self, games, seed):
        self.games = games
        self.rng = random.Random(seed)

    def playout(self, board):
        sign = 1
        while board.moves < WIDTH * HEIGHT:
            columns = [column for column in range(WIDTH) if board.can_play(column)]
            column = self.rng.choice(columns)
            if board.wins(column):
                return sign
            board = board.play(column)
            sign = -sign
        return 0

    def choose(self, board):
        scores = {}
        for column in range(WIDTH):
            if board.can_play(column):
                if board.wins(column):
                    return column
                after = board.play(column)
                scores[column] = -sum(self.playout(after) for _ in range(self.games))
        return max(scores, key=scores.__getitem__)
