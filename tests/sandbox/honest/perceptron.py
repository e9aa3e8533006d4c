"""A perceptron trained on the assignment's data, in plain Python."""

import random
from pathlib import Path


class Perceptron:
    def __init__(self, features):
        self.weights, self.bias = [0.0] * features, 0.0

    def predict(self, x):
        total = sum(w * v for w, v in zip(self.weights, x, strict=True)) + self.bias
        return 1 if total > 0 else 0

    def train(self, examples, epochs):
        for _ in range(epochs):
            for x, y in examples:
                error = y - self.predict(x)
                self.weights = [w + error * v for w, v in zip(self.weights, x, strict=True)]
                self.bias += error


def standardized(column):
    mean = sum(column) / len(column)
    deviation = (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
    return [(v - mean) / deviation for v in column]


lines = Path("data/points.txt").read_text(encoding="utf-8").splitlines()
rows = [[float(v) for v in line.split()] for line in lines]
columns = [standardized(column) for column in zip(*(row[:2] for row in rows), strict=True)]
examples = list(zip(zip(*columns, strict=True), (int(row[2]) for row in rows), strict=True))
random.Random(1).shuffle(examples)
model = Perceptron(2)
model.train(examples, 20)
right = sum(model.predict(x) == y for x, y in examples)
print([f"{w:.6f}" for w in model.weights], f"{model.bias:.1f}", right, len(examples))
