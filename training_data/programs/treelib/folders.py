"""Builds folder trees with treelib, moves, filters and prints them."""

import random

from treelib import Tree

PROJECT = "treelib"
REQUIRES = ["treelib"]
SCOPE = ["treelib"]
ROUNDS = 200


def build(rng: random.Random, nodes: int) -> Tree:
    tree = Tree()
    tree.create_node("root", 0, data=0)
    for number in range(1, nodes):
        parent = rng.randrange(max(number - 40, 0), number)
        tree.create_node(f"folder {number}", number, parent=parent, data=rng.randint(1, 500))
    return tree


def sizes(tree: Tree, identifier: int) -> int:
    return tree[identifier].data + sum(sizes(tree, child.identifier) for child in tree.children(identifier))


def main() -> None:
    rng = random.Random(71)
    total = 0
    for _ in range(ROUNDS):
        tree = build(rng, 600)
        total += sizes(tree, 0) + tree.depth() + len(tree.leaves())
        total += len(tree.show(stdout=False, key=lambda node: node.tag))
        total += sum(1 for _ in tree.expand_tree(mode=Tree.WIDTH, filter=lambda node: node.data < 450))
        total += len(list(tree.filter_nodes(lambda node: node.is_leaf())))
        for _ in range(40):
            first, second = rng.randrange(1, 600), rng.randrange(1, 600)
            if first != second and not tree.is_ancestor(first, second):
                tree.move_node(first, second)
            total += tree.level(first) + len(list(tree.rsearch(second)))
        part = tree.subtree(rng.randrange(1, 50))
        total += len(part) + len(tree.to_json()) + len(tree.paths_to_leaves())
        total += tree.remove_node(rng.randrange(1, 600))
    print(total)


if __name__ == "__main__":
    main()
