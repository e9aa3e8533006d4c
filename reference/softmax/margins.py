"""Watch how near the NumPy reference comes to where rounding could decide.

`grade golden` asks every probe inside `watched()` and refuses a case that comes too near: a hidden
net input near 0, where the slope jumps, or two labels that are nearly as probable as each other.
"""

import contextlib

import numpy as np


@contextlib.contextmanager
def watched(reference):
    """Collect the distances of hidden net inputs from 0, and between the two largest outputs.

    What is exactly equal is decided alike by every right program: `argmax` gives the first, and the
    slope at 0 is 0.
    """
    net_input, predict = reference.MLP.net_input, reference.Trained.predict
    distances = []

    def watching_net_input(model, X):
        result = net_input(model, X)
        distances.extend(np.abs(result[result != 0]).tolist())
        return result

    def watching_predict(model, X):
        highest = np.sort(model.forward(X), axis=1)
        gaps = highest[:, -1] - highest[:, -2]
        distances.extend(gaps[gaps != 0].tolist())
        return predict(model, X)

    reference.MLP.net_input, reference.Trained.predict = watching_net_input, watching_predict
    try:
        yield distances
    finally:
        reference.MLP.net_input, reference.Trained.predict = net_input, predict
