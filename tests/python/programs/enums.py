"""Enums: members, values, flags, methods, `auto`, identity after waits."""

from enum import Enum, Flag, IntEnum, StrEnum, auto, unique

from stopping import stop


class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    def darker(self):
        return f"dark {stop(self).name.lower()}"

    @classmethod
    def default(cls):
        return stop(cls.GREEN)

    @property
    def next(self):
        members = list(Color)
        return members[(members.index(self) + 1) % len(members)]


class Planet(Enum):
    EARTH = (5.976, 6.378)
    MARS = (0.642, 3.397)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, stop(radius)


class Level(IntEnum):
    LOW = auto()
    HIGH = auto()


class State(StrEnum):
    NEW = auto()
    DONE = auto()


class Rights(Flag):
    READ = auto()
    WRITE = auto()
    ALL = READ | WRITE


print(list(Color), Color.RED is Color.CRIMSON, Color(2), Color["GREEN"].value)
red = stop(Color.RED)
print(red is Color.RED, red.darker(), Color.default(), red.next, red.next.next is red)
print({Color.RED: "r"}[stop(red)], red in [Color.CRIMSON], red == 1)
print([(p.name, p.mass) for p in Planet], Planet((0.642, 3.397)).radius)
print(
    Level.LOW < Level.HIGH, Level.HIGH + 1, sorted(stop([Level.HIGH, Level.LOW])), max(Level).name
)
print(State.NEW == "new", State.DONE.upper(), f"{State.NEW}", State("done") is State.DONE)
rights = Rights.READ | stop(Rights.WRITE)
print(rights is Rights.ALL, Rights.READ in rights, (rights & ~Rights.READ).name, bool(Rights(0)))
for wrong in (lambda: Color(9), lambda: Color["BLUE"], lambda: setattr(Color, "RED", 3)):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__)
try:

    @unique
    class Twice(Enum):
        A = 1
        B = 1
except ValueError:
    print("not unique")


def kind(color):
    match stop(color):
        case Color.RED:
            return "is red"
        case Color.GREEN:
            return "is green"


print(kind(red), kind(Color.GREEN), kind(None))
Made = Enum("Made", ["A", "B"], module=__name__)
print(
    Made.A,
    len(Made),
    Made.B.value,
    isinstance(Made.A, Made),
    Color.__members__.keys() >= {"CRIMSON"},
)


class Stage(Enum):
    NEW = 1
    OLD = 2


for stage in Stage:
    print(stop(stage.name), [stop(other.name) for other in Stage if other is not stage])
