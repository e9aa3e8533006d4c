def median(values):
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def clip(values, low, high):
    return [min(max(value, low), high) for value in values]
