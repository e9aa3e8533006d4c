"""The questions put to a few functions of statistics, and what they are asked about."""

from grader.author import case, drawn, probe


@probe(points=3, group="data", criterion="median")
def middle(student, case):
    """median() gives the middle of the sorted values"""
    return student.median(case.values)


@probe(points=2, group="boundaries", criterion="clip")
def clipped(student, case):
    """clip() keeps each value between two bounds"""
    return student.clip(case.values, case.low, case.high)


case("odd", middle, values=[3.0, 1.0, 2.0])
case("even", middle, values=[4.0, 1.0, 3.0, 2.0])
case("wide", clipped, values=[-5.0, 0.5, 9.0], low=0.0, high=1.0)


@drawn(middle)
def some(rng):
    return {"values": [rng.randint(0, 99) for _ in range(7)]}


@drawn(clipped)
def ends(rng):
    values = [rng.randint(-40, 40) / 4 for _ in range(6)]
    return {"values": values, "low": -2.0, "high": 5.0}
