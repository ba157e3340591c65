"""Parses Lucene queries with luqum, rewrites the trees and builds Elasticsearch queries from them."""

import random

from luqum.elasticsearch import ElasticsearchQueryBuilder
from luqum.exceptions import InconsistentQueryException
from luqum.parser import parser
from luqum.tree import Phrase, Word
from luqum.utils import UnknownOperationResolver
from luqum.visitor import TreeTransformer

PROJECT = "luqum"
REQUIRES = ["luqum"]
SCOPE = ["luqum", "ply"]
ROUNDS = 1900


class Lower(TreeTransformer):
    def visit_word(self, node: Word, context: dict):
        yield Word(node.value if node.has_wildcard() else node.value.lower(), head=node.head, tail=node.tail)

    def visit_phrase(self, node: Phrase, context: dict):
        yield Phrase(node.value.lower(), head=node.head, tail=node.tail)


def query(rng: random.Random, depth: int) -> str:
    if depth == 0:
        word = rng.choice(["Foo", "bar~2", "title:Spam", 'author:"John Smith"~3', "price:[10 TO 40]", "na*me", "x^2"])
        return rng.choice(["", "", "+", "-"]) + word
    kind = rng.random()
    left, right = query(rng, depth - 1), query(rng, depth - 1)
    if kind < 0.3:
        return f"({left} AND {right})"
    if kind < 0.6:
        return f"({left} OR {right})"
    if kind < 0.7:
        return f"field:({left} {right})".replace("title:", "").replace("author:", "").replace("price:", "")
    return f"({left} AND NOT ({right}))"


def main() -> None:
    rng = random.Random(13)
    builder = ElasticsearchQueryBuilder(not_analyzed_fields=["price"], default_field="text")
    resolver, lower = UnknownOperationResolver(), Lower()
    size = failed = 0
    for _ in range(ROUNDS):
        try:
            tree = resolver(parser.parse(query(rng, 4)))
            size += len(str(lower.visit(tree))) + len(str(builder(tree)))
        except InconsistentQueryException:
            failed += 1
    print(size, failed)


if __name__ == "__main__":
    main()
