"""Let a searching and a dice-rolling player play four in a row."""

from board import HEIGHT, WIDTH, Board
from search import MonteCarlo, Searcher

PROJECT = "own-fourinarow"
REQUIRES = []
SCOPE = ["board", "search"]


def game(first, second, opening=()):
    board = Board.after(opening)
    players = [first, second]
    while board.moves < WIDTH * HEIGHT:
        player = players[board.moves % 2]
        column = player.choose(board)
        if board.wins(column):
            return player, board.play(column)
        board = board.play(column)
    return None, board


def main():
    for number, opening in enumerate([(), (3,), (3, 2), (0, 6)]):
        searcher, roller = Searcher(6), MonteCarlo(150, number)
        winner, board = game(searcher, roller, opening)
        print(type(winner).__name__, searcher.nodes)
        print(board)


if __name__ == "__main__":
    main()
