"""Watch how near the NumPy reference comes to one half, where rounding could decide.

`grade golden` asks every probe inside `watched()` and refuses a case whose net inputs come near 0.
"""

import contextlib

import numpy as np


@contextlib.contextmanager
def watched(reference):
    """Collect the distances of predicted net inputs from 0, but for a new model's, which are 0."""
    predict, distances = reference.LogisticRegression.predict, []

    def watching(model, x):
        net_input = model.net_input(x)
        distances.extend(np.abs(net_input[net_input != 0]).tolist())
        return predict(model, x)

    reference.LogisticRegression.predict = watching
    try:
        yield distances
    finally:
        reference.LogisticRegression.predict = predict
