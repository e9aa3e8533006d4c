"""Random numbers from a seed are always the same; the system's are random."""

import random

random.seed(42)
print(random.random(), random.randint(1, 6), random.choice("abc"), random.gauss(0, 1))
own = random.Random(7)
numbers = list(range(10))
own.shuffle(numbers)
print(numbers, own.sample(range(100), 3), own.choices("ab", weights=[1, 3], k=5))
state = random.getstate()
first = random.random()
random.setstate(state)
print(first == random.random(), 0 <= random.SystemRandom().random() < 1)
random.seed()
