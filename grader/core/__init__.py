"""The nouns of grading, and what everything may use. Imports nothing of ours above it."""
