"""Parses JSON-like documents with a TatSu grammar compiled at run time."""

import random

import tatsu

PROJECT = "tatsu"
REQUIRES = ["tatsu"]
SCOPE = ["tatsu"]
ROUNDS = 52

GRAMMAR = r"""
@@grammar :: Document
@@comments :: /#[^\n]*/
start = value $ ;
value = object | array | string | number | word ;
object = '{' @:','.{pair} '}' ;
pair = key:string ':' value:value ;
array = '[' @:','.{value} ']' ;
string = '"' @:/[^"]*/ '"' ;
number = /-?[0-9]+([.][0-9]+)?/ ;
word = 'true' | 'false' | 'null' ;
"""


def document(rng: random.Random, depth: int) -> str:
    kind = rng.random()
    if depth == 0 or kind < 0.1:
        return rng.choice(["12", "-3.25", '"some text"', "true", "null"])
    if kind < 0.6:
        return "{" + ", ".join(f'"key{n}": {document(rng, depth - 1)}' for n in range(4)) + "}"
    return "[" + ", ".join(document(rng, depth - 1) for _ in range(4)) + "] # list\n"


def leaves(node) -> int:
    if isinstance(node, dict):
        return leaves(node["value"])
    if isinstance(node, (list, tuple)):
        return sum(map(leaves, node))
    return 1


def main() -> None:
    rng = random.Random(8)
    parser = tatsu.compile(GRAMMAR)
    print(sum(leaves(parser.parse(document(rng, 4))) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
