"""Abstract classes, inheritance, super and the order of resolution."""

from abc import ABC, abstractmethod


class Shape(ABC):
    @abstractmethod
    def area(self): ...

    def describe(self):
        return f"{type(self).__name__} of {self.area():.2f}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2


class Unit(Square):
    def __init__(self):
        super().__init__(1)

    def describe(self):
        return super().describe().lower()


print(Square(3).describe(), Unit().describe(), [cls.__name__ for cls in Unit.__mro__])
try:
    Shape()
except TypeError as error:
    print("abstract" in str(error))
