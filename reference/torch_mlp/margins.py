"""Watch how near the NumPy reference comes to where rounding could decide.

`grade golden` asks every probe inside `watched()` and refuses a case that comes too near: in a
step, a hidden net input near 0, where the slope jumps; two outputs that are nearly equal.
"""

import contextlib

import numpy as np


@contextlib.contextmanager
def watched(reference):
    """Collect the distances of hidden net inputs from 0, and between the two largest outputs."""
    net_input, call = reference.MLP.net_input, reference.MLP.__call__
    distances = []

    def watching_net_input(model, X):
        result = net_input(model, X)
        if model.training and model.dropout:
            return result  # what chance decides, no question is about
        distances.extend(np.abs(result[result != 0]).tolist())
        return result

    def watching_call(model, X):
        before = len(distances)
        result = call(model, X)
        del distances[before:]  # only in a step does the slope count
        highest = np.sort(result, axis=1)
        distances.extend((highest[:, -1] - highest[:, -2]).tolist())
        return result

    reference.MLP.net_input, reference.MLP.__call__ = watching_net_input, watching_call
    try:
        yield distances
    finally:
        reference.MLP.net_input, reference.MLP.__call__ = net_input, call
