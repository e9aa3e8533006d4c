# %% [markdown]
# # A perceptron for two kinds of iris
#
# What to write, and how points are given, stands in `README.md`.

# %% [markdown]
# ## 1. The data
#
# Given: each row is a flower, its petals measured in millimetres. `y` is 1 for *Iris virginica*, 0 for *Iris versicolor*.

# %%
import csv
import random

import matplotlib.pyplot as plt

with open("iris.csv", newline="") as file:
    rows = list(csv.DictReader(file))

X = [[int(row["petal_length"]), int(row["petal_width"])] for row in rows]
y = [int(row["kind"] == "virginica") for row in rows]
print(len(X), "flowers")

# %% [markdown]
# ## 2. Training and test part
#
# After `random.seed(123)` shuffle the row numbers once; the first 80 % of them are the training part.

# %%
### BEGIN SOLUTION
random.seed(123)
order = list(range(len(X)))
random.shuffle(order)
cut = int(0.8 * len(order))
x_train, y_train = [X[i] for i in order[:cut]], [y[i] for i in order[:cut]]
x_test, y_test = [X[i] for i in order[cut:]], [y[i] for i in order[cut:]]
### END SOLUTION

# %% [markdown]
# ## 3. The model


# %%
class Perceptron:
    """Weights and a bias, all zero at first."""

    def __init__(self, n_features):
        ### BEGIN SOLUTION
        self.weights = [0.0] * n_features
        self.bias = 0.0
        ### END SOLUTION

    def forward(self, x):
        """Predict 1 where the net input of one flower is above zero, else 0."""
        ### BEGIN SOLUTION
        net = self.bias + sum(w * value for w, value in zip(self.weights, x))
        return 1 if net > 0 else 0
        ### END SOLUTION

    def backward(self, x, y):
        """The error of the prediction for one flower: its label minus the prediction."""
        ### BEGIN SOLUTION
        return y - self.forward(x)
        ### END SOLUTION

    def train(self, X, y, epochs):
        """Correct weights and bias by the error after each flower, all flowers in each epoch."""
        ### BEGIN SOLUTION
        for _ in range(epochs):
            for x, label in zip(X, y):
                error = self.backward(x, label)
                self.bias += error
                self.weights = [w + error * value for w, value in zip(self.weights, x)]
        ### END SOLUTION

    def evaluate(self, X, y):
        """The share of flowers that are predicted rightly."""
        ### BEGIN SOLUTION
        return sum(self.forward(x) == label for x, label in zip(X, y)) / len(y)
        ### END SOLUTION


# %% [markdown]
# ## 4. Results
#
# Train for 30 epochs, then find the share of right predictions in both parts.

# %%
model = Perceptron(2)
### BEGIN SOLUTION
model.train(x_train, y_train, epochs=30)
### END SOLUTION

# %%
### BEGIN SOLUTION
train_acc = model.evaluate(x_train, y_train)
test_acc = model.evaluate(x_test, y_test)
### END SOLUTION
print("training:", train_acc, " test:", test_acc)

# %% [markdown]
# ## 5. Two pictures
#
# Draw the training part, and in a second pair of axes the test part: one colour for each kind, and the line on which the net input is zero.

# %%
### BEGIN SOLUTION
w1, w2 = model.weights
ends = [min(x for x, _ in X), max(x for x, _ in X)]
heights = [-(w1 * x + model.bias) / w2 for x in ends]
fig, axes = plt.subplots(1, 2, figsize=(9, 4))
for ax, flowers, kinds, title in zip(
    axes, (x_train, x_test), (y_train, y_test), ("training part", "test part")
):
    for kind in (0, 1):
        chosen = [x for x, own in zip(flowers, kinds) if own == kind]
        ax.scatter([x for x, _ in chosen], [width for _, width in chosen], label=kind)
    ax.plot(ends, heights, "k")
    ax.set_title(title)
    ax.legend()
plt.show()
### END SOLUTION
