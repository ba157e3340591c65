"""Read lines of shell into trees and walk them."""

import random

import bashlex
from bashlex import ast, errors

PROJECT = "bashlex"
REQUIRES = ["bashlex"]
SCOPE = ["bashlex"]

PIECES = [
    "ls -la $HOME/'a b' | grep -v \"x y\" > out.txt 2>&1",
    "for f in *.py; do echo ${f%.py}; done",
    "if [ -f a ]; then cat a; else touch a; fi",
    "x=$(date +%s) && echo ${y:-2} || exit 1",
    "while read line; do (cd /; pwd); done < <(ls)",
    "f() { local a=1; return; }",
]


class Counter(ast.nodevisitor):
    def __init__(self):
        self.words = self.commands = 0

    def visitword(self, n, word):
        self.words += 1

    def visitcommand(self, n, parts):
        self.commands += 1


def main():
    rng = random.Random(42)
    counter = Counter()
    wrong = 0
    for number in range(1400):
        source = "\n".join(rng.choices(PIECES, k=3)) if number % 10 else "if then ("
        try:
            for tree in bashlex.parse(source):
                counter.visit(tree)
        except errors.ParsingError:
            wrong += 1
        wrong += len(list(bashlex.split("a 'b c' d\\ e"))) == 0
    print(counter.words, counter.commands, wrong)


if __name__ == "__main__":
    main()
