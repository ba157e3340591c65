"""Grow, search, move, count and draw a tree of folders."""

import random

from anytree import AnyNode, LevelOrderIter, Node, PostOrderIter, PreOrderIter, RenderTree, Resolver, Walker
from anytree.exporter import DictExporter, DotExporter
from anytree.importer import DictImporter
from anytree.search import findall, findall_by_attr

PROJECT = "anytree"
REQUIRES = ["anytree"]
SCOPE = ["anytree"]


def main():
    rng = random.Random(35)
    root = Node("root", size=0)
    nodes = [root]
    for number in range(4000):
        nodes.append(Node(f"n{number}", parent=rng.choice(nodes[-60:]), size=rng.randint(1, 99)))
    total = sum(node.size for node in PreOrderIter(root)) + sum(1 for _ in PostOrderIter(root, maxlevel=9))
    total += sum(node.depth + node.height for node in nodes[::9]) + len(list(LevelOrderIter(root)))
    total += len(findall(root, lambda node: node.size > 50)) + len(findall_by_attr(root, "n77"))
    walker, resolver = Walker(), Resolver("name")
    for _ in range(900):
        a, b = rng.sample(nodes, 2)
        upwards, _common, downwards = walker.walk(a, b)
        total += len(upwards) + len(downwards)
        path = "/" + "/".join(node.name for node in a.path)
        total += resolver.get(root, path).size
    copied = DictImporter(AnyNode).import_(DictExporter().export(root))
    total += len(str(RenderTree(root).by_attr())) + sum(1 for _ in DotExporter(root)) + len(copied.descendants)
    for node in rng.sample(nodes[1:], 60):
        node.parent = root
    print(total, root.height)


if __name__ == "__main__":
    main()
