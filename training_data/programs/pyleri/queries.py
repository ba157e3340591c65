"""Parses a small query language with pyleri, broken queries and suggestions included."""

import random

from pyleri import THIS, Choice, Grammar, Keyword, List, Optional, Prio, Regex, Sequence

PROJECT = "pyleri"
REQUIRES = ["pyleri"]
SCOPE = ["pyleri"]
ROUNDS = 17000


class QueryGrammar(Grammar):
    k_select, k_from, k_where = Keyword("select"), Keyword("from"), Keyword("where")
    k_and, k_or, k_limit, k_between = Keyword("and"), Keyword("or"), Keyword("limit"), Keyword("between")
    r_name = Regex("[a-z_][a-z0-9_]*")
    r_number = Regex("[0-9]+(?:[.][0-9]+)?")
    r_text = Regex("'[^']*'")
    t_value = Choice(r_number, r_text, r_name)
    aggregate = Sequence(r_name, "(", List(r_name, mi=0), ")")
    columns = List(Choice(aggregate, r_name, most_greedy=True), mi=1)
    comparison = Sequence(r_name, Choice("<=", ">=", "<", ">", "="), t_value)
    span = Sequence(r_name, k_between, t_value, k_and, t_value)
    condition = Prio(
        comparison, span, Sequence("(", THIS, ")"), Sequence(THIS, k_and, THIS), Sequence(THIS, k_or, THIS)
    )
    START = Sequence(
        k_select, columns, k_from, r_name, Optional(Sequence(k_where, condition)), Optional(Sequence(k_limit, r_number))
    )


def query(rng: random.Random) -> str:
    columns = ", ".join(rng.choice(["name", "age", "count(x)", "mean(price, tax)"]) for _ in range(rng.randint(1, 5)))
    parts = [f"select {columns} from table_{rng.randint(1, 9)}"]
    if rng.random() < 0.8:
        tests = [
            f"{rng.choice(['age', 'price'])} {rng.choice(['<', '>=', '='])} {rng.randint(1, 99)}" for _ in range(4)
        ]
        tests.append(f"(name = 'some name' or age between {rng.randint(1, 9)} and 40)")
        parts.append("where " + f" {rng.choice(['and', 'or'])} ".join(tests))
    if rng.random() < 0.2:
        parts.append("limt 10")
    return " ".join(parts)


def depth(node) -> int:
    return 1 + max((depth(child) for child in node.children), default=0)


def main() -> None:
    rng = random.Random(21)
    grammar = QueryGrammar()
    valid = deepest = suggestions = 0
    for _ in range(ROUNDS):
        result = grammar.parse(query(rng))
        valid += result.is_valid
        suggestions += len(list(result.expecting))
        deepest = max(deepest, depth(result.tree))
    print(valid, deepest, suggestions)


if __name__ == "__main__":
    main()
