"""random and uuid with a seed: the sequence goes on over a wait, also in generators of one's own."""

import random
import uuid

from stopping import stop

random.seed(42)
print([random.randint(1, 6) for _ in range(5)], random.random())
stop()
print([random.choice("abcdef") for _ in range(4)], random.sample(range(100), 3))
items = list(range(8))
random.shuffle(items)
print(items, round(random.gauss(0, 1), 9), random.choices("xyz", weights=[1, 0, 5], k=stop(4)))
own = random.Random("text")
first = own.random()
stop()
second = own.random()
again = random.Random("text")
print(again.random() == first, again.random() == second)
state = random.getstate()
a = [stop(random.random()) for _ in range(3)]
random.setstate(state)
print(a == [random.random() for _ in range(3)])


def walk(steps, rng):
    position = 0
    for _ in range(steps):
        position += rng.choice((-1, 1))
        stop()
        yield position


print(list(walk(10, random.Random(7))), list(walk(10, random.Random(7))))
made = uuid.UUID(int=random.getrandbits(128), version=4)
stop()
print(made, made.version, uuid.uuid5(uuid.NAMESPACE_DNS, "example.org"))


def estimate(n):
    rng = random.Random(1)
    return 4 * sum(rng.random() ** 2 + rng.random() ** 2 < 1 for _ in range(n)) / n


print(estimate(stop(1000)))


class Dice:
    def __init__(self, sides, seed):
        self.sides, self.rng = sides, random.Random(seed)

    def __iter__(self):
        while True:
            yield stop(self.rng.randrange(self.sides) + 1)


for i, throw in zip(range(6), Dice(20, 3)):
    print(throw, end=" ")
print()
