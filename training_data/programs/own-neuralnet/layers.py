"""Layers over lists of floats."""

from __future__ import annotations

import math
import random


def dot(left, right):
    return sum(a * b for a, b in zip(left, right))


class Layer:
    def forward(self, inputs):
        raise NotImplementedError

    def backward(self, gradient, rate):
        raise NotImplementedError

    def parameters(self):
        return 0


class Dense(Layer):
    def __init__(self, inputs, outputs, rng=random):
        spread = 1 / math.sqrt(inputs)
        self.weights = [[rng.uniform(-spread, spread) for _ in range(inputs)] for _ in range(outputs)]
        self.biases = [0.0] * outputs

    def parameters(self):
        return len(self.weights) * (len(self.weights[0]) + 1)

    def forward(self, inputs):
        self.inputs = inputs
        return [dot(row, inputs) + bias for row, bias in zip(self.weights, self.biases)]

    def backward(self, gradient, rate):
        back = [0.0] * len(self.inputs)
        for j, (row, slope) in enumerate(zip(self.weights, gradient)):
            step = rate * slope
            for i, value in enumerate(self.inputs):
                back[i] += row[i] * slope
                row[i] -= step * value
            self.biases[j] -= step
        return back


class Tanh(Layer):
    def forward(self, inputs):
        self.outputs = [math.tanh(value) for value in inputs]
        return self.outputs

    def backward(self, gradient, rate):
        return [slope * (1 - value * value) for slope, value in zip(gradient, self.outputs)]


class Relu(Layer):
    def forward(self, inputs):
        self.mask = [value > 0 for value in inputs]
        return [value if on else 0.0 for value, on in zip(inputs, self.mask)]

    def backward(self, gradient, rate):
        return [slope if on else 0.0 for slope, on in zip(gradient, self.mask)]


def softmax(values):
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


class Network:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, inputs):
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs

    def train_one(self, inputs, label, rate):
        odds = softmax(self.forward(inputs))
        loss = -math.log(max(odds[label], 1e-12))
        odds[label] -= 1.0
        for layer in reversed(self.layers):
            odds = layer.backward(odds, rate)
        return loss

    def predict(self, inputs):
        outputs = self.forward(inputs)
        return max(range(len(outputs)), key=outputs.__getitem__)

    def summary(self):
        return "\n".join(f"{type(layer).__name__:8} {layer.parameters()}" for layer in self.layers)
