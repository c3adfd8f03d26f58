"""`super()` in methods, class methods, properties and comprehensions; cooperation along the order."""

from stopping import stop


class Base:
    def __init__(self, **kwargs):
        self.trail = ["Base"]
        stop()
        self.rest = kwargs

    def describe(self):
        return "base"

    @classmethod
    def make(cls, *args):
        return stop(cls)(*args)

    @property
    def size(self):
        return 1

    def __repr__(self):
        return f"{type(self).__name__}({'>'.join(self.trail)})"


class Left(Base):
    def __init__(self, left=0, **kwargs):
        super().__init__(**kwargs)
        self.left = left
        self.trail.append("Left")

    def describe(self):
        stop()
        return "left " + super().describe()

    @property
    def size(self):
        return super().size + stop(10)


class Right(Base):
    def __init__(self, right=0, **kwargs):
        stop()
        super().__init__(**kwargs)
        self.right = right
        self.trail.append("Right")

    def describe(self):
        return "right " + super(Right, self).describe()

    @property
    def size(self):
        return super().size + 100


class Both(Left, Right):
    def describe(self):
        parts = [super(Both, self).describe() for _ in range(2)]
        stop()
        return f"both {parts}"

    @classmethod
    def make(cls, *args):
        made = super().make(*args)
        made.trail.append("made")
        return made

    def later(self):
        def inner():
            return super(Both, self).describe()

        return stop(inner)()

    def __getattr__(self, name):
        return f"no {name}"


both = Both(left=1, right=2, extra=3)
print(both, both.left, both.right, both.rest, both.size)
print(both.describe(), both.later())
print(Both.make(), both.nothing, [c.__name__ for c in Both.__mro__])


class Counter(dict):
    def __missing__(self, key):
        stop()
        return 0

    def __setitem__(self, key, value):
        super().__setitem__(key, stop(value))


counter = Counter()
for letter in "abca":
    counter[letter] += 1
print(counter, counter["z"], type(counter).__name__)


class Stack(list):
    def push(self, x):
        super().append(stop(x))
        return self


print(Stack().push(1).push(2), isinstance(Stack(), list))


class Without:
    def nested(self):
        def inner():
            return super().nested

        return inner()

    @staticmethod
    def alone():
        return super()


for without in (Without().nested, Without.alone):
    try:
        stop(without())
    except RuntimeError as error:
        print(error)
