from grader.author import drawn


@drawn("middle")
def secret(rng):
    return {"values": [rng.randint(0, 99) for _ in range(6)]}
