import numpy as np


def known(values):
    return np.array([value for value in values if value is not None])


def total(values):
    return np.sum(known(values))


def mean(values):
    return np.mean(known(values))


def positive(values):
    return int(np.sum(known(values) > 0))
