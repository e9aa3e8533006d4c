from grader.author import drawn


@drawn("steps", "losses", "slopes")
def unseen_rows(rng):
    rows = [[round(rng.gauss(0, 1) * 64) / 64 for _ in range(3)] for _ in range(11)]
    data = {"X": rows, "y": [rng.randint(0, 1) for _ in rows], "epochs": 3, "rate": 0.75}
    return {**data, "example": [rng.uniform(0.5, 1.5) for _ in rows[0]]}
