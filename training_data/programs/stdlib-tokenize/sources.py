"""Tokenize generated sources, unparse their trees, and put them together again."""

import ast
import io
import random
import tokenize

PROJECT = "stdlib-tokenize"
REQUIRES = []
SCOPE = ["tokenize", "ast"]


def source(rng, functions):
    lines = ['"""Generated."""', "import os"]
    for number in range(functions):
        lines.append(f"@wrapped\ndef function_{number}(a, b={number}, *rest, key: int = 3):")
        lines.append(f'    """Number {number}."""')
        for _ in range(rng.randint(2, 9)):
            lines.append(
                rng.choice(
                    [
                        "    total = a * (b + 2) ** 3 - sum(x for x in rest if x)",
                        "    if a and not b or key > 3: return f'{a!r:>{b}} and {key}'",
                        "    with open('file') as f: data = [line.strip() for line in f]",
                        "    result = {**{'a': 1}, 'b': [1, 2, 3][::-1], 'c': lambda q: q}",
                        "    x: int = os.path.join('a', 'b') if a else b'bytes'  # remark",
                    ]
                )
            )
    return "\n".join(lines) + "\n"


class Renamer(ast.NodeTransformer):
    def visit_Name(self, node):
        return ast.copy_location(ast.Name(node.id.upper(), node.ctx), node)


def main():
    rng = random.Random(12)
    for _ in range(11):
        text = source(rng, 130)
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        rebuilt = tokenize.untokenize(tokens)
        tree = Renamer().visit(ast.parse(rebuilt))
        ast.fix_missing_locations(tree)
        unparsed = ast.unparse(tree)
        print(len(tokens), len(unparsed), len(ast.dump(tree, indent=1)), sum(1 for _ in ast.walk(tree)))


if __name__ == "__main__":
    main()
