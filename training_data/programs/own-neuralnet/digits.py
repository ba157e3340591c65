"""Train a small neural network in plain Python on noisy pictures of digits."""

import random

from layers import Dense, Network, Relu, Tanh

PROJECT = "own-neuralnet"
REQUIRES = []
SCOPE = ["layers"]

SHAPES = [
    "0110100110011001 0110",
    "0010011000100010 0111",
    "0110100100100100 1111",
    "1110000101100001 1110",
    "1001100111110001 0001",
    "1111100011100001 1110",
]


def picture(rng, label, noise):
    bits = [float(bit) for bit in SHAPES[label].replace(" ", "")]
    return [min(1.0, max(0.0, bit + rng.gauss(0, noise))) for bit in bits]


def data(rng, count, noise=0.35):
    return [(picture(rng, label, noise), label) for label in (rng.randrange(len(SHAPES)) for _ in range(count))]


def accuracy(network, samples):
    return sum(network.predict(inputs) == label for inputs, label in samples) / len(samples)


def confusion(network, samples):
    table = [[0] * len(SHAPES) for _ in SHAPES]
    for inputs, label in samples:
        table[label][network.predict(inputs)] += 1
    return table


def train(network, samples, epochs, rate, rng):
    for epoch in range(epochs):
        rng.shuffle(samples)
        total = sum(network.train_one(inputs, label, rate / (1 + epoch / 5)) for inputs, label in samples)
        print(epoch, round(total / len(samples), 4))


def main():
    rng = random.Random(1)
    network = Network(Dense(20, 30, rng), Relu(), Dense(30, 16, rng), Tanh(), Dense(16, len(SHAPES), rng))
    print(network.summary())
    train(network, data(rng, 1200), 8, 0.05, rng)
    held_out = data(rng, 1500)
    print(accuracy(network, held_out), confusion(network, held_out))


if __name__ == "__main__":
    main()
