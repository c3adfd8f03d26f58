"""Deep and wide data: chains, nested lists, long strings, large numbers, all builtin types."""

import sys

from stopping import stop


def chain(n):
    link = None
    for i in range(n):
        link = (i, link)
    return link


def length(link):
    n = 0
    while link is not None:
        link = link[1]
        n += 1
    return n


def nest(n):
    inner = []
    for _ in range(n):
        inner = [inner]
    return inner


def depth(x):
    n = 0
    while x:
        x = x[0]
        n += 1
    return n


class Link:
    def __init__(self, following):
        self.following = following


link = chain(200)
nested = nest(150)
objects = None
for _ in range(200):
    objects = Link(objects)
stop()
n = 0
while objects:
    objects = objects.following
    n += 1
print(length(link), depth(nested), n)

wide = {i: [str(i)] * 3 for i in range(2000)}
text = "äß€😀" * 1000
stop()
print(len(wide), wide[1999], len(text), text[-1], text[3] == "\N{GRINNING FACE}")
values = {
    "int": 2**200,
    "negative": -(10**30),
    "float": 0.1,
    "inf": float("inf"),
    "minus zero": -0.0,
    "complex": 1 - 2j,
    "bytes": b"\x00\xff",
    "bytearray": bytearray(b"ab"),
    "tuple": (1, (2, (3, ()))),
    "set": {frozenset({1, 2})},
    "range": range(10, 0, -3),
    "slice": slice(1, None, 2),
    "none": None,
    "ellipsis": ...,
    "lone": "\ud800",
    "nul": "a\0b",
}
stop()
for name, value in values.items():
    print(name, ascii(value), type(value).__name__)
nan = float("nan")
listed = [nan]
stop()
print(nan != nan, nan in listed, listed[0] is nan)
values["bytearray"] += b"c"
print(values["bytearray"], sys.getsizeof(values["int"]) > 28, hash(2**200) == hash(values["int"]))
ordered = dict.fromkeys("zyx")
ordered["a"] = ordered.pop("y")
stop()
print(list(ordered), list(reversed(ordered)), next(iter(ordered)))
print({1: "int", 1.0: "float", True: "bool"}, {1, 1.0, True}, {(): "empty"}[()])
memory = memoryview(b"abcdef")[1:4].tobytes()
print(memory, 7 // -2, -7 % 3, divmod(-7, 2), round(2.5), round(-3.5), 1e16 + 1, 0.1 + 0.2)
print("%08.3f|%-6s|%+d|%x" % (3.14159, "ab", 5, 255), f"{1234567.891:,.2f} {255:#b} {'x':^5}|")
