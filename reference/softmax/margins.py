"""Watch how near the NumPy reference comes to where rounding could decide.

`grade golden` asks every probe inside `watched()` and refuses a case that comes too near: in
`backward`, a hidden net input near 0, where the slope jumps; two labels that are nearly as probable
as each other; after training, a label so improbable that the loss shows what a careful program
adds to it.
"""

import contextlib

import numpy as np


@contextlib.contextmanager
def watched(reference):
    """Collect the distances of hidden net inputs from 0, and between the two largest outputs.

    What is exactly equal is decided alike by every right program: `argmax` gives the first, and the
    slope at 0 is 0.
    """
    backward = reference.MLP.backward
    predict, train = reference.Trained.predict, reference.Trained.train
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

    def watching_train(model, X, y, *settings):
        losses = train(model, X, y, *settings)
        distances.append(model.forward(X)[np.arange(len(y)), y].min())
        return losses

    reference.MLP.backward = watching_backward
    reference.Trained.predict, reference.Trained.train = watching_predict, watching_train
    try:
        yield distances
    finally:
        reference.MLP.backward = backward
        reference.Trained.predict, reference.Trained.train = predict, train
