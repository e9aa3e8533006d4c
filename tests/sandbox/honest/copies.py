"""Shallow and deep copies."""

import copy

nested = {"a": [1, [2, 3]], "b": (4, [5])}
shallow, deep = copy.copy(nested), copy.deepcopy(nested)
nested["a"][1].append(9)
print(shallow, deep)
loop = [1]
loop.append(loop)
print(copy.deepcopy(loop))


class Net:
    def __init__(self, weights):
        self.weights = weights

    def __deepcopy__(self, memo):
        return Net([w + 1 for w in self.weights])


print(copy.deepcopy([Net([1, 2])])[0].weights, nested["a"][:] is nested["a"])
