"""Grade many: processes, what is kept of each, judging again."""
