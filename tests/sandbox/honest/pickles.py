"""Objects of one's own pickled and back, in memory and in a file."""

import pickle
import shelve


class Model:
    def __init__(self, weights):
        self.weights = weights

    def __eq__(self, other):
        return self.weights == other.weights

    __hash__ = None


def activation(x):
    return max(x, 0)


model = Model([0.5, {"bias": None}])
print(pickle.loads(pickle.dumps(model)) == model)  # noqa: S301
with open("model.pkl", "wb") as file:
    pickle.dump((model, activation, [1, 2]), file)
with open("model.pkl", "rb") as file:
    loaded, function, numbers = pickle.load(file)  # noqa: S301
print(loaded == model, function(-3), function is activation, numbers)
try:
    pickle.dumps(lambda x: x)
except (pickle.PicklingError, AttributeError) as error:
    print("lambda" in str(error))
with shelve.open("shelf") as shelf:  # noqa: S301
    shelf["model"] = model
with shelve.open("shelf") as shelf:  # noqa: S301
    print(shelf["model"] == model, list(shelf))
