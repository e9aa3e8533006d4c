"""Classes: slots, properties, operators, descriptors, metaclass, iteration."""

import operator


class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __iter__(self):
        yield from (self.x, self.y)

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __bool__(self):
        return any(self)


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive")
        setattr(instance, self.name, value)


class Registry(type):
    known = []

    def __new__(cls, name, bases, namespace):
        Registry.known.append(name)
        return super().__new__(cls, name, bases, namespace)


class Ball(metaclass=Registry):
    radius = Positive()

    def __init__(self, radius):
        self.radius = radius

    @property
    def size(self):
        return 2 * self.radius

    @classmethod
    def unit(cls):
        return cls(1)

    @staticmethod
    def name():
        return "ball"

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        print("subclass", cls.__name__)


class Egg(Ball):
    pass


v = Vector(1, 2)
print(v + v, 3 * v, v @ v, v == Vector(1, 2), list(v), v[-1], bool(Vector(0, 0)), len({v, v + v}))
try:
    v.z = 1
except AttributeError:
    print("slots hold")
print(Egg.unit().size, Ball.name(), Registry.known, operator.attrgetter("radius")(Ball(4)))
try:
    Ball(-1)
except ValueError as error:
    print(error)
