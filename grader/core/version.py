"""Which grader this is: its number, and whether it is the whole."""

from pathlib import Path

__version__ = "0.2.0"


def is_whole() -> bool:
    """Tell whether this copy of the grader has the staff's side, which kits leave out."""
    # By its folder: another grader that is installed here may lend this one what it lacks.
    return (Path(__file__).parents[1] / "classroom").is_dir()
