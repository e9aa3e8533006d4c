"""Watch how near the NumPy reference comes to where rounding could decide.

`grade golden` asks every probe inside `watched()` and refuses a case that comes too near: in
`backward`, a hidden net input near 0, where the slope jumps; two labels that are nearly as probable
as each other.
"""

import contextlib

import numpy as np


@contextlib.contextmanager
def watched(reference):
    """Collect the distances of hidden net inputs from 0, and between the two largest outputs.

    What is exactly equal is decided alike by every right program: `argmax` gives the first, and the
    slope at 0 is 0.
    """
    backward, predict = reference.MLP.backward, reference.Trained.predict
    distances = []

    def watching_backward(model, X, y):
        net_input = model.net_input(X)
        distances.extend(np.abs(net_input[net_input != 0]).tolist())
        return backward(model, X, y)

    def watching_predict(model, X):
        highest = np.sort(model.forward(X), axis=1)
        gaps = highest[:, -1] - highest[:, -2]
        distances.extend(gaps[gaps != 0].tolist())
        return predict(model, X)

    reference.MLP.backward, reference.Trained.predict = watching_backward, watching_predict
    try:
        yield distances
    finally:
        reference.MLP.backward, reference.Trained.predict = backward, predict
