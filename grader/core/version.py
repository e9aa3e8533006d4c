"""The one number; imports nothing."""

__version__ = "0.2.0"
