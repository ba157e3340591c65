"""Parses generated C sources with pycparser, walks the trees and writes the C code back."""

import random

from pycparser import c_ast, c_generator, c_parser

PROJECT = "pycparser"
REQUIRES = ["pycparser"]
SCOPE = ["pycparser", "ply"]
ROUNDS = 44


class Calls(c_ast.NodeVisitor):
    def __init__(self) -> None:
        self.calls: dict[str, int] = {}
        self.depth = self.deepest = 0

    def visit_FuncCall(self, node: c_ast.FuncCall) -> None:  # noqa: N802
        self.calls[node.name.name] = self.calls.get(node.name.name, 0) + 1
        self.generic_visit(node)

    def visit_For(self, node: c_ast.For) -> None:  # noqa: N802
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        self.generic_visit(node)
        self.depth -= 1


def source(rng: random.Random, functions: int) -> str:
    parts = ["typedef unsigned long size_t;\nstruct node { int value; struct node *next; char name[16]; };\n"]
    for n in range(functions):
        callee = rng.randrange(n + 1)
        parts.append(
            f"static int work_{n}(const struct node *list, size_t count, double (*scale)(int, void *)) {{\n"
            f"  int total = {rng.randint(0, 9)}, table[8] = {{1, 2, 3}};\n"
            f"  for (int i = 0; i < count; ++i) {{\n"
            f"    for (int j = i + 1; j < (count >> 1); j += {rng.randint(1, 3)})\n"
            f"      total += table[j % 8] * list->value - (int) scale(i ^ j, (void *) 0);\n"
            f"    if (total > 0x{rng.randint(16, 255):x} && list->next != 0) {{ list = list->next; continue; }}\n"
            f'    else total ? work_{callee}(list, count - 1, scale) : printf("%d\\n", total);\n  }}\n'
            f"  switch (total & 3) {{ case 0: return -total; case 1: break; default: total = sizeof(struct node); }}\n"
            f"  while (total --> 0) do {{ total /= 2; }} while (total > 100);\n  return total;\n}}\n"
        )
    return "".join(parts)


def main() -> None:
    rng = random.Random(32)
    characters = calls = 0
    for _ in range(ROUNDS):
        tree = c_parser.CParser().parse(source(rng, 25), "work.c")
        visitor = Calls()
        visitor.visit(tree)
        calls += sum(visitor.calls.values()) + visitor.deepest
        characters += len(c_generator.CGenerator().visit(tree))
    print(characters, calls)


if __name__ == "__main__":
    main()
