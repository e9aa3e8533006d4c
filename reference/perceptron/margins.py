"""Watch how near the NumPy reference comes to its threshold, where rounding could decide.

`grade golden` asks every probe inside `watched()` and refuses a case whose net inputs come near 0.
"""

import contextlib

import numpy as np


def is_exact(values):
    """Whether products of these numbers, summed, carry no rounding: k/4096, below 4096."""
    scaled = np.asarray(values, dtype=float) * 4096
    return (scaled == np.floor(scaled)) & (np.abs(scaled) < 4096**2)


@contextlib.contextmanager
def watched(reference):
    """Collect the distance of each net input from 0, but for those that are 0 exactly.

    Such a tie (a new model's, say) is decided alike by every correct program: each product has a
    factor 0, or all numbers are exact in binary.
    """
    net_input, distances = reference.Perceptron.net_input, []

    def watching(model, x):
        result = net_input(model, x)
        rows = np.atleast_2d(np.asarray(x, dtype=float))
        weights = model.weights.ravel()
        exact = ((is_exact(rows) & is_exact(weights)) | (weights == 0)).all(axis=1)
        tie = (result.ravel() == 0) & exact & is_exact(model.bias).all()
        distances.extend(np.abs(result.ravel()[~tie]).tolist())
        return result

    reference.Perceptron.net_input = watching
    try:
        yield distances
    finally:
        reference.Perceptron.net_input = net_input
