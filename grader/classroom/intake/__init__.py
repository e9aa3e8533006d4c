"""Whose a file is: sources, archives, file names, rosters."""
