"""Answers against goldens: verdicts, points, the mistake that was made. Pure."""
