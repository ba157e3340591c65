"""Read JSON and arithmetic with parser combinators, and measure what was read."""

import json
import operator
import random

from parsers import Failure, between, char_where, lazy, literal, sequence, spaces, symbol, token

PROJECT = "own-combinators"
REQUIRES = []
SCOPE = ["parsers"]

digits = char_where(str.isdigit).many() >> "".join
number = token(sequence(literal("-").optional(""), digits, (literal(".") + digits >> "".join).optional("")))
json_number = number >> (lambda parts: float("".join(parts)) if parts[2] else int("".join(parts)))


def known_number(parser):
    def run(text, at):
        return parser.run(text, at) if at < len(text) and (text[at].isdigit() or text[at] == "-") else None

    return type(parser)(run)


escaped = literal("\\") > char_where(lambda char: True) >> (lambda char: {"n": "\n", "t": "\t"}.get(char, char))
string = token(literal('"') > ((escaped | char_where(lambda c: c not in '"\\')).many() >> "".join) < literal('"'))
text_value = token((literal('"') + (escaped | char_where(lambda c: c not in '"\\')).many()) + literal('"'))
quoted = text_value >> (lambda parts: "".join(parts[0][1]))
value = lazy(lambda: anything)
pair = (quoted < symbol(":")) + value
array = between("[", value.separated(symbol(",")), "]")
mapping = between("{", pair.separated(symbol(",")), "}") >> dict
words = symbol("true") >> (lambda _: True)
words = words | (symbol("false") >> (lambda _: False)) | (symbol("null") >> (lambda _: None))
anything = quoted | array | mapping | words | known_number(json_number)
document = spaces > anything

OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def fold(parts):
    result = parts[0]
    for sign, other in parts[1]:
        result = OPERATORS[sign](result, other)
    return result


factor = known_number(json_number) | between("(", lazy(lambda: total), ")")
product = (factor + (symbol("*") + factor).many()) >> fold
total = (product + ((symbol("+") | symbol("-")) + product).many()) >> fold


def data(rng, depth):
    if depth == 0:
        return rng.choice([rng.randint(-99, 999), 2.5, 'te"xt\n', None, True, ""])
    if rng.random() < 0.5:
        return [data(rng, depth - 1) for _ in range(4)]
    return {f"key {n}": data(rng, depth - 1) for n in range(4)}


def formula(rng, depth):
    if depth == 0:
        return str(rng.randint(1, 9))
    return f"({formula(rng, depth - 1)} {rng.choice('+-*')} {formula(rng, depth - 1)})"


def main():
    rng = random.Random(53)
    for _ in range(58):
        made = data(rng, 5)
        text = json.dumps(made, indent=1)
        assert document.parse(text) == json.loads(text)
    results = [total.parse(formula(rng, 7)) for _ in range(500)]
    try:
        document.parse("[1, 2")
    except Failure as error:
        print(error)
    print(sum(results) % 1000)


if __name__ == "__main__":
    main()
