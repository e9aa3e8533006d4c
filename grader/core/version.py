"""Which grader this is: its number, and whether it is the whole."""

from importlib.util import find_spec

__version__ = "0.2.0"


def is_whole() -> bool:
    """Tell whether this copy of the grader has the staff's side, which kits leave out."""
    return find_spec("grader.classroom") is not None
