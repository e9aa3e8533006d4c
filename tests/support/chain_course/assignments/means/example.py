def known(values):
    return [value for value in values if value is not None]


def total(values):
    result = 0.0
    for value in known(values):
        result += value
    return result


def mean(values):
    return total(values) / len(known(values))


def positive(values):
    return len([value for value in known(values) if value > 0])
