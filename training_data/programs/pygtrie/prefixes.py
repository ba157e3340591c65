"""Keeps routes and words in pygtrie tries and answers prefix questions."""

import random

import pygtrie

PROJECT = "pygtrie"
REQUIRES = ["pygtrie"]
SCOPE = ["pygtrie"]
ROUNDS = 101

PARTS = "usr bin lib share doc var log tmp home ada src main test data".split()


def path(rng: random.Random) -> str:
    return "/" + "/".join(rng.choices(PARTS, k=rng.randint(2, 7)))


def main() -> None:
    rng = random.Random(117)
    found = 0
    for _ in range(ROUNDS):
        routes = pygtrie.StringTrie(separator="/")
        words = pygtrie.CharTrie()
        for number in range(400):
            routes[path(rng)] = number
            words["".join(rng.choices("abcdef", k=rng.randint(2, 9)))] = number
        for _ in range(300):
            step = routes.longest_prefix(path(rng))
            found += step.value or 0 if step else 0
            prefix = "".join(rng.choices("abcdef", k=2))
            found += sum(words.itervalues(prefix)) if words.has_subtrie(prefix) else 0
            found += sum(1 for _ in words.prefixes("".join(rng.choices("abcdef", k=8))))
        folders = pygtrie.PrefixSet((path(rng) for _ in range(100)), factory=pygtrie.StringTrie, separator="/")
        found += len(list(folders)) + sum(path(rng) in folders for _ in range(200))
        found += words.traverse(lambda conv, key, children, value=0: value + sum(children))
        del routes[next(iter(routes)) :]
        found += len(routes)
    print(found)


if __name__ == "__main__":
    main()
