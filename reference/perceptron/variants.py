"""Correct perceptrons that go about it in another way: each must earn full marks, and no advice."""

from grader.catalogue import variant


@variant("mean_std")
def mean_std_by_statistics(X):
    import statistics

    columns = list(zip(*X))
    return [statistics.fmean(c) for c in columns], [statistics.pstdev(c) for c in columns]


def boundary_of_columns(weights, bias, x0_min, x0_max):
    w0, w1, b = weights[0][0], weights[1][0], bias[0]
    return [[-(w0 * x0 + b) / w1] for x0 in (x0_min, x0_max)]


@variant("Perceptron", also={"decision_boundary": "boundary_of_columns"})
class PerceptronOfColumns:
    """Weights as a column, bias as a list of one, as NumPy has them."""

    def __init__(self, num_features):
        self.weights = [[0.0] for _ in range(num_features)]
        self.bias = [0.0]

    def forward(self, x):
        return int(sum(w[0] * v for w, v in zip(self.weights, x)) + self.bias[0] > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for w, v in zip(self.weights, row):
                    w[0] += error * v
                self.bias[0] += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)
