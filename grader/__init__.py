"""Grade machine-learning homework: ask a submission's functions, judge the answers, never trust."""

__version__ = "0.1.0"
