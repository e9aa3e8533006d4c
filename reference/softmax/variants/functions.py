"""Correct ways to write the functions, in other styles; see `grader.catalogue`."""

# ruff: noqa: C416, C417, F821, SIM118

from grader.course.marks import variant


@variant("one_hot")
def one_hot_rows_of_eye(y, num_classes):
    return np.eye(num_classes)[y]


@variant("one_hot")
def one_hot_compared(y, num_classes):
    return y[:, None] == np.arange(num_classes)


@variant("one_hot")
def one_hot_whole_numbers(y, num_classes):
    coded = np.zeros((y.size, num_classes), dtype=int)
    for row, label in enumerate(y):
        coded[row, label] = 1
    return coded


@variant("one_hot")
def one_hot_added(y, num_classes):
    coded = np.zeros((len(y), num_classes))
    np.add.at(coded, (range(len(y)), y), 1.0)
    return coded


@variant("one_hot")
def one_hot_put_along(y, num_classes):
    coded = np.zeros((len(y), num_classes))
    np.put_along_axis(coded, y.reshape(-1, 1), 1, axis=1)
    return coded


@variant("one_hot")
def one_hot_flat(y, num_classes):
    coded = np.zeros(len(y) * num_classes)
    coded[np.arange(len(y)) * num_classes + y] = 1
    return coded.reshape(len(y), num_classes)


@variant("one_hot")
def one_hot_lists(y, num_classes):
    return [[1 if k == label else 0 for k in range(num_classes)] for label in y]


@variant("softmax")
def softmax_in_place_of_a_copy(Z):
    Z = np.array(Z, dtype=np.float64, copy=True)
    Z -= np.max(Z, axis=-1)[:, None]
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=-1).reshape(-1, 1)
    return Z


@variant("softmax")
def softmax_of_log_sum_exp(Z):
    highest = Z.max(1, keepdims=True)
    return np.exp(Z - highest - np.log(np.exp(Z - highest).sum(1, keepdims=True)))


@variant("softmax")
def softmax_by_logaddexp(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


@variant("softmax")
def softmax_row_by_row(Z):
    rows = []
    for row in Z:
        powers = np.exp(row - max(row))
        rows.append(powers / sum(powers))
    return np.array(rows)


@variant("softmax")
def softmax_transposed(Z):
    powers = np.exp(Z.T - Z.max(axis=1))
    return (powers / powers.sum(axis=0)).T


@variant("softmax")
def softmax_along_axis(Z):
    def of_row(row):
        powers = np.exp(row - np.amax(row))
        return powers / np.sum(powers)

    return np.apply_along_axis(of_row, 1, Z)


@variant("softmax")
def softmax_of_plain_numbers(Z):
    import math

    rows = []
    for row in Z.tolist():
        powers = [math.exp(z - max(row)) for z in row]
        rows.append([power / math.fsum(powers) for power in powers])
    return np.array(rows)


@variant("softmax")
def softmax_by_differences(Z):
    # One divided by the sum of e to the power of what the others are larger.
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)


@variant("cross_entropy")
def cross_entropy_coded(P, y):
    # Of all classes but the label nothing counts, whatever its logarithm is.
    return -np.sum(one_hot(y, P.shape[1]) * np.log(P + 1e-12)) / P.shape[0]


@variant("cross_entropy")
def cross_entropy_clipped(P, y):
    P = np.clip(P, 1e-15, 1 - 1e-15)
    return np.mean(-np.log(P[range(len(P)), y]))


@variant("cross_entropy")
def cross_entropy_taken_along(P, y):
    return float(-np.log(np.take_along_axis(P, y[:, None], axis=1)).mean())


@variant("cross_entropy")
def cross_entropy_summed(P, y):
    import math

    return sum(-math.log(row[label]) for row, label in zip(P, y)) / len(y)


@variant("cross_entropy")
def cross_entropy_averaged_product(P, y):
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(one_hot(y, len(P[0])) == 1, np.log(P), 0.0)
    return np.average(-logs.sum(axis=1))


@variant("cross_entropy")
def cross_entropy_chosen(P, y):
    return np.log(1 / np.choose(y, P.T)).sum() / y.shape[0]


@variant("batches")
def batches_split(order, size):
    return np.split(order, range(size, len(order), size))


@variant("batches")
def batches_counted(order, size):
    import math

    rows = list(order)
    return [rows[k * size : (k + 1) * size] for k in range(math.ceil(len(rows) / size))]


@variant("batches")
def batches_eaten(order, size):
    order, parts = list(order), []
    while order:
        part, order = order[:size], order[size:]
        parts.append(np.array(part))
    return parts


@variant("batches")
def batches_yielded(order, size):
    def parts():
        part = []
        for row in order:
            part.append(int(row))
            if len(part) == size:
                yield part
                part = []
        if part:
            yield part

    return [*parts()]


@variant("batches")
def batches_sliced(order, size):
    full = len(order) // size * size
    parts = [order[start : start + size] for start in range(0, full, size)]
    if full < len(order):
        parts.append(order[full:])
    return tuple(parts)


@variant("batches")
def batches_of_iterator(order, size):
    from itertools import islice

    rows = iter(order)
    return list(iter(lambda: list(islice(rows, size)), []))


@variant("accuracy")
def accuracy_mean(predicted, y):
    return float(np.mean(np.equal(predicted, y)))


@variant("accuracy")
def accuracy_counted(predicted, y):
    return np.count_nonzero(predicted == y) / len(y)


@variant("accuracy")
def accuracy_in_a_loop(predicted, y):
    right = 0
    for guess, label in zip(predicted, y):
        if guess == label:
            right += 1
    return right / len(y)


@variant("accuracy")
def accuracy_of_errors(predicted, y):
    return 1 - (np.abs(predicted - y) > 0).sum() / y.size


@variant("accuracy")
def accuracy_as_fraction(predicted, y):
    from fractions import Fraction

    return Fraction(int((predicted == y).sum()), len(y))
