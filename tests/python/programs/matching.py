"""`match`: literals, sequences, mappings, classes, alternatives, captures, guards that wait."""

from dataclasses import dataclass

from stopping import stop


@dataclass
class Point:
    x: int
    y: int


class Box:
    __match_args__ = ("inside",)

    def __init__(self, inside):
        self.inside = inside


class Limits:
    TOP = 100


def big(x):
    print("big?", x, end="; ")
    return stop(x > 10)


def kind(subject):
    match stop(subject):
        case None | True | False:
            return "constant"
        case 0 | 1 | -1 as small:
            return f"small {small}"
        case Limits.TOP:
            return "top"
        case int(n) if big(n):
            stop()
            return f"big {n}"
        case int() | float():
            return "number"
        case "hello" | "hi":
            return "greeting"
        case str(text) if text.startswith("/") and (parts := text.split("/")):
            return f"path {stop(parts)}"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case ["go", ("north" | "south") as way, *rest] if stop(len(rest)) < 3:
            return f"go {way} {rest}"
        case [first, *_, last] if first == last:
            return f"ends {first}"
        case [Point(x=0), *points]:
            return f"from axis {len(points)}"
        case (a, [b, *c]):
            return f"nested {a} {b} {c}"
        case {"kind": "circle", "r": r, **rest}:
            return f"circle {r} {sorted(rest)}"
        case {"kind": str(k)}:
            return f"kind {k}"
        case {}:
            return "mapping"
        case Point(0, 0):
            return "origin"
        case Point(x, y) if x == stop(y):
            return f"diagonal {x}"
        case Point(x=x):
            return f"point {x}"
        case Box(Box(inner) | Point(inner, _)):
            return f"boxed {inner}"
        case bytes() | bytearray():
            return "bytes"
        case _:
            return "something"


subjects = [
    None,
    True,
    0,
    -1,
    100,
    50,
    5,
    2.5,
    "hello",
    "/a/b",
    "other",
    [],
    [7],
    ["go", "north", 1],
]
subjects += [
    ["go", "south", 1, 2, 3],
    [1, 2, 1],
    [Point(0, 1), 5, 6],
    (1, [2, 3]),
    {"kind": "circle", "r": 2, "z": 1},
]
subjects += [
    {"kind": "line"},
    {"a": 1},
    Point(0, 0),
    Point(3, 3),
    Point(3, 4),
    Box(Box(9)),
    Box(Point(8, 1)),
]
subjects += [b"x", Box(1), {1, 2}, range(2), iter("ab"), [1, 2]]
for subject in subjects:
    print(kind(subject))


def loop(commands):
    total = 0
    for command in commands:
        match command.split():
            case ["add", number]:
                total += int(number)
            case ["skip"]:
                continue
            case ["end", *_]:
                stop()
                break
            case [verb, *arguments]:
                print("unknown", verb, arguments)
    return total


print(loop(["add 1", "skip", "what now", "add 41", "end", "add 100"]))
match stop(5):
    case captured:
        pass
print(captured)
