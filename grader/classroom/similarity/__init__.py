"""Which hand-ins are alike: a hint for a person, never points."""
