"""Learners over rows of floats, with fit and predict."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict


def distance(a, b):
    return math.sqrt(sum((x - y) ** 2 for x, y in zip(a, b)))


def gini(labels):
    total = len(labels)
    return 1 - sum((count / total) ** 2 for count in Counter(labels).values())


class KMeans:
    def __init__(self, k, rounds=20, seed=0):
        self.k, self.rounds = k, rounds
        self.rng = random.Random(seed)

    def nearest(self, row):
        return min(range(self.k), key=lambda i: distance(row, self.centers[i]))

    def fit(self, rows):
        self.centers = self.rng.sample(rows, self.k)
        for _ in range(self.rounds):
            groups = [[] for _ in range(self.k)]
            for row in rows:
                groups[self.nearest(row)].append(row)
            fresh = [[sum(column) / len(group) for column in zip(*group)] if group else center
                     for group, center in zip(groups, self.centers)]  # fmt: skip
            if fresh == self.centers:
                break
            self.centers = fresh
        return self

    def predict(self, rows):
        return [self.nearest(row) for row in rows]


class NearestNeighbours:
    def __init__(self, k=5):
        self.k = k

    def fit(self, rows, labels):
        self.known = list(zip(rows, labels))
        return self

    def predict(self, rows):
        return [self._vote(row) for row in rows]

    def _vote(self, row):
        ranked = sorted(self.known, key=lambda pair: distance(pair[0], row))
        return Counter(label for _, label in ranked[: self.k]).most_common(1)[0][0]


class Leaf:
    def __init__(self, labels):
        self.label = Counter(labels).most_common(1)[0][0]

    def decide(self, row):
        return self.label


class Split:
    def __init__(self, feature, limit, low, high):
        self.feature, self.limit, self.low, self.high = feature, limit, low, high

    def decide(self, row):
        return (self.low if row[self.feature] <= self.limit else self.high).decide(row)


class Tree:
    def __init__(self, depth=6, smallest=4, features=None, rng=None):
        self.depth, self.smallest, self.features = depth, smallest, features
        self.rng = rng or random.Random(0)

    def fit(self, rows, labels):
        self.root = self._grow(rows, labels, self.depth)
        return self

    def _grow(self, rows, labels, depth):
        if depth == 0 or len(rows) < 2 * self.smallest or len(set(labels)) == 1:
            return Leaf(labels)
        found = self._best(rows, labels)
        if found is None:
            return Leaf(labels)
        feature, limit = found
        low = [i for i, row in enumerate(rows) if row[feature] <= limit]
        high = [i for i, row in enumerate(rows) if row[feature] > limit]
        return Split(
            feature,
            limit,
            self._grow([rows[i] for i in low], [labels[i] for i in low], depth - 1),
            self._grow([rows[i] for i in high], [labels[i] for i in high], depth - 1),
        )

    def _best(self, rows, labels):
        width = len(rows[0])
        chosen = range(width) if self.features is None else self.rng.sample(range(width), self.features)
        best, found = gini(labels) - 1e-9, None
        for feature in chosen:
            values = sorted({row[feature] for row in rows})
            step = max(1, len(values) // 8)
            for limit in values[:-1:step]:
                low = [label for row, label in zip(rows, labels) if row[feature] <= limit]
                high = [label for row, label in zip(rows, labels) if row[feature] > limit]
                if min(len(low), len(high)) < self.smallest:
                    continue
                score = (gini(low) * len(low) + gini(high) * len(high)) / len(rows)
                if score < best:
                    best, found = score, (feature, limit)
        return found

    def predict(self, rows):
        return [self.root.decide(row) for row in rows]


class Forest:
    def __init__(self, count=8, seed=0):
        self.count, self.rng = count, random.Random(seed)

    def fit(self, rows, labels):
        self.trees = []
        for _ in range(self.count):
            picked = self.rng.choices(range(len(rows)), k=len(rows))
            tree = Tree(features=2, rng=self.rng)
            self.trees.append(tree.fit([rows[i] for i in picked], [labels[i] for i in picked]))
        return self

    def predict(self, rows):
        votes = zip(*(tree.predict(rows) for tree in self.trees))
        return [Counter(vote).most_common(1)[0][0] for vote in votes]


class NaiveBayes:
    def fit(self, rows, labels):
        groups = defaultdict(list)
        for row, label in zip(rows, labels):
            groups[label].append(row)
        self.models = {}
        for label, members in groups.items():
            columns = list(zip(*members))
            means = [sum(column) / len(column) for column in columns]
            spreads = [sum((x - m) ** 2 for x in c) / len(c) + 1e-6 for c, m in zip(columns, means)]
            self.models[label] = math.log(len(members) / len(rows)), list(zip(means, spreads))
        return self

    def _log_odds(self, row, label):
        prior, parts = self.models[label]
        return prior - sum(math.log(s) / 2 + (x - m) ** 2 / (2 * s) for x, (m, s) in zip(row, parts))

    def predict(self, rows):
        return [max(self.models, key=lambda label: self._log_odds(row, label)) for row in rows]


class Logistic:
    def __init__(self, rate=0.1, epochs=30):
        self.rate, self.epochs = rate, epochs

    def _chance(self, row):
        z = self.bias + sum(w * x for w, x in zip(self.weights, row))
        return 1 / (1 + math.exp(-max(-30, min(30, z))))

    def fit(self, rows, labels):
        self.weights, self.bias = [0.0] * len(rows[0]), 0.0
        for _ in range(self.epochs):
            for row, label in zip(rows, labels):
                slope = self._chance(row) - (label == 0)
                self.bias -= self.rate * slope
                self.weights = [w - self.rate * slope * x for w, x in zip(self.weights, row)]
        return self

    def predict(self, rows):
        return [0 if self._chance(row) > 0.5 else 1 for row in rows]
