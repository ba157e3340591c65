"""Commit to a repository in memory, walk its history, compare trees, and pack it."""

import io
import random

from dulwich.diff_tree import tree_changes
from dulwich.objects import Blob, Commit, Tree
from dulwich.pack import write_pack_objects
from dulwich.patch import write_tree_diff
from dulwich.repo import MemoryRepo

PROJECT = "dulwich"
REQUIRES = ["dulwich"]
SCOPE = ["dulwich"]


def commit(repo, tree, parents, number):
    made = Commit()
    made.tree = tree.id
    made.parents = parents
    made.author = made.committer = b"Ana <ana@example.org>"
    made.author_time = made.commit_time = 1_700_000_000 + number
    made.author_timezone = made.commit_timezone = 0
    made.message = b"Change %d\n" % number
    repo.object_store.add_object(made)
    return made.id


def main():
    rng = random.Random(27)
    repo = MemoryRepo()
    files = {b"file%d.txt" % n: b"\n".join(b"line %d" % i for i in range(60)) for n in range(60)}
    parents, trees = [], []
    for number in range(1100):
        for name in rng.sample(sorted(files), 4):
            lines = files[name].split(b"\n")
            lines[rng.randrange(60)] = b"changed %d" % number
            files[name] = b"\n".join(lines)
        tree = Tree()
        for name, data in files.items():
            blob = Blob.from_string(data)
            repo.object_store.add_object(blob)
            tree.add(name, 0o100644, blob.id)
        repo.object_store.add_object(tree)
        trees.append(tree.id)
        parents = [commit(repo, tree, parents, number)]
    repo.refs[b"refs/heads/main"] = parents[0]
    changes = sum(len(list(tree_changes(repo.object_store, a, b))) for a, b in zip(trees, trees[1:]))
    out = io.BytesIO()
    for a, b in zip(trees[::4], trees[4::4]):
        write_tree_diff(out, repo.object_store, a, b)
    walked = sum(len(entry.changes()) for entry in repo.get_walker(include=parents))
    print(changes, walked, len(out.getvalue()))
    objects = [repo.object_store[name] for name in list(repo.object_store)[:4000]]
    write_pack_objects(out.write, [(each, None) for each in objects], object_format=repo.object_format)
    print(len(out.getvalue()))


if __name__ == "__main__":
    main()
