def needs(*functions):
    def mark(probe):
        probe.needs = functions
        return probe

    return mark


@needs("total")
def summed(student, case):
    """total() adds the values up"""
    return student.total(case.values)


@needs("mean")
def averaged(student, case):
    """mean() gives the total by the number of values"""
    return student.mean(case.values)


@needs("positive")
def counted(student, case):
    """positive() counts the values above 0"""
    return student.positive(case.values)


@needs("known")
def left(student, case):
    """known() leaves out what is None"""
    return student.known(case.values)
