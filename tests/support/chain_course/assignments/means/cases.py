PROBES = ["left", "summed", "averaged", "counted"]
CASES = {
    "three": {"probes": PROBES, "values": [3.0, 1.0, None, -2.5]},
    "five": {"probes": PROBES, "values": [0.5, -4.0, 8.0, None, 2.0, -1.0]},
}
