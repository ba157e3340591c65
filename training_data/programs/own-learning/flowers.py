"""Learn made-up flowers with six learners in plain Python and compare them on folds."""

import random

from models import Forest, KMeans, Logistic, NaiveBayes, NearestNeighbours, Tree

PROJECT = "own-learning"
REQUIRES = []
SCOPE = ["models"]


def flowers(rng, count):
    centers = [(5.0, 3.4, 1.5, 0.2), (5.9, 2.8, 4.3, 1.3), (6.6, 3.0, 5.5, 2.0)]
    for _ in range(count):
        label = rng.randrange(3)
        yield [rng.gauss(value, 0.5) for value in centers[label]], label


def folds(items, k):
    for i in range(k):
        yield [item for n, item in enumerate(items) if n % k != i], items[i::k]


def score(make, data, k=4):
    right = total = 0
    for train, test in folds(data, k):
        model = make().fit([row for row, _ in train], [label for _, label in train])
        predicted = model.predict([row for row, _ in test])
        right += sum(a == b for a, (_, b) in zip(predicted, test))
        total += len(test)
    return right / total


def main():
    data = list(flowers(random.Random(55), 1100))
    for make in (NearestNeighbours, Tree, Forest, NaiveBayes, Logistic):
        print(make.__name__, round(score(make, data), 3))
    clusters = KMeans(3).fit([row for row, _ in data]).predict([row for row, _ in data])
    print([clusters.count(i) for i in range(3)])


if __name__ == "__main__":
    main()
