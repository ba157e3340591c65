"""Prove and search with clauses: permutations, family trees, queens, a map in four colours."""

import sys

from engine import Engine

PROJECT = "own-prolog"
REQUIRES = []
SCOPE = ["terms", "engine"]

PROGRAM = """
append([], X, X).
append([H|T], X, [H|R]) :- append(T, X, R).
reverse([], []).
reverse([H|T], R) :- reverse(T, S), append(S, [H], R).
select(X, [X|T], T).
select(X, [H|T], [H|R]) :- select(X, T, R).
permutation([], []).
permutation(L, [H|T]) :- select(H, L, R), permutation(R, T).

parent(ann, bob). parent(bob, cid). parent(cid, dan). parent(dan, eve). parent(bob, fay). parent(fay, gus).
ancestor(X, Y) :- parent(X, Y).
ancestor(X, Y) :- parent(X, Z), ancestor(Z, Y).

queens(L, Q) :- permutation(L, Q), safe(Q).
safe([]).
safe([H|T]) :- apart(H, T, 1), safe(T).
apart(_, [], _).
apart(Q, [H|T], D) :- plus(H, D, A), differ(A, Q), plus(Q, D, B), differ(B, H), plus(D, 1, E), apart(Q, T, E).

color(red). color(green). color(blue). color(white).
next(A, B) :- color(A), color(B), differ(A, B).
map(A, B, C, D, E, F) :- next(A, B), next(A, C), next(A, D), next(B, C), next(C, D), next(D, E), next(E, F), next(A, F).
"""


def main():
    sys.setrecursionlimit(20_000)
    engine = Engine(PROGRAM)
    print(sum(1 for _ in engine.query("ancestor(X, Y)")))
    print(sum(1 for _ in engine.query("permutation([1, 2, 3, 4, 5, 6, 7], P)")))
    print(next(engine.query("queens([1, 2, 3, 4, 5, 6, 7, 8], Q)")))
    print(sum(1 for _ in engine.query("map(A, B, C, D, E, F)")))
    items = ", ".join(map(str, range(45)))
    for _ in range(40):
        print(len(list(engine.query(f"reverse([{items}], R)"))))
    print(sum(1 for _ in engine.query(f"append(X, Y, [{items}])", limit=30)), engine.inferences)


if __name__ == "__main__":
    main()
