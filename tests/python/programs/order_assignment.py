"""An assignment evaluates its value first, then each target's parts from left to right."""

from stopping import stop


class Box:
    def __init__(self, name):
        object.__setattr__(self, "name", name)

    def __setattr__(self, key, value):
        print(f"{self.name}.{key} = {value!r}")
        object.__setattr__(self, key, value)

    def __setitem__(self, key, value):
        print(f"{self.name}[{key!r}] = {value!r}")

    def __getitem__(self, key):
        print(f"get {self.name}[{key!r}]")
        return 100

    def __delitem__(self, key):
        print(f"del {self.name}[{key!r}]")


def say(x):
    print("say", x)
    return stop(x)


def box(name):
    print("box", name)
    stop()
    return Box(name)


box("a").x = say(1)
box("b")[say("i")] = say(2)
box("c").x = box("d")[say("j")] = say(3)
box("e").y, box("f")[say("k")] = say(4), say(5)
(first, (second, box("g").z)), *others = (say(1), (2, say(3))), say(4), 5
print(first, second, others)
box("h")[say("n")] += say(6)
del box("i")[say("m")], first
try:
    first
except NameError as error:
    print("NameError", error)
i = 0
items = [0, 0, 0]
i, items[i] = 2, say("placed")
print(i, items)
a = b = c = stop([])
a.append(1)
print(a is b is c, c)
x: int = say(7)
box("j").w: int = say(8)
total = 1
total += say(2) * total
total -= stop(total) + 10
total **= stop(2)
print(total)
