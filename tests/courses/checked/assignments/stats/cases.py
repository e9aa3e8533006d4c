def some(rng):
    return {"probes": ["middle"], "values": [rng.randint(0, 99) for _ in range(7)]}


DRAWN = {"some": some}

CASES = {
    "odd": {"probes": ["middle"], "values": [3.0, 1.0, 2.0]},
    "even": {"probes": ["middle"], "values": [4.0, 1.0, 3.0, 2.0]},
    "some": {"probes": ["middle"], "values": [5, 80, 13, 2, 40]},
    "wide": {"probes": ["clipped"], "values": [-5.0, 0.5, 9.0], "low": 0.0, "high": 1.0},
}


def bounds(rng):
    values = [rng.randint(-9, 9) for _ in range(6)] + [99, -99]
    return {"probes": ["clipped"], "values": values, "low": -5, "high": 5}


DRAWN["bounds"] = bounds
