"""How the schema of a gradebook came to be, step by step; run by `upgrade` alone."""
