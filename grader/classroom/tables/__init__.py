"""A class as text for a terminal."""
