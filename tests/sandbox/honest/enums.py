"""Enumerations and flags."""

from enum import Enum, Flag, IntEnum, auto, unique


@unique
class Colour(Enum):
    RED = auto()
    GREEN = auto()

    @property
    def letter(self):
        return self.name[0]


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Right(Flag):
    READ = auto()
    WRITE = auto()


print(list(Colour), Colour["RED"].letter, Colour(2), Level.HIGH > Level.LOW)
print(Right.READ in (Right.READ | Right.WRITE), (Right.READ | Right.WRITE).value)
try:
    Colour(7)
except ValueError as error:
    print(error)
