"""A program that only has a mistake in it: no grader gives it full points."""
