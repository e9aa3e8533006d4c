CASES = {"unseen": {"probes": ["summed"], "values": [None, 1.5, 2.0, -7.0]}}
