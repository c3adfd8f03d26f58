"""Conditions with waits: chains of elif, and/or, chained comparisons, ternaries, assert, truth."""

from stopping import stop

asked = []


def ask(value, name=None):
    asked.append(name or value)
    return stop(value)


def shown():
    text = " ".join(map(str, asked))
    asked.clear()
    return text


def grade(n):
    if ask(n) >= 90:
        return "A"
    elif ask(n) >= 80 and ask(n) % 2 == 0:
        return "B even"
    elif not (ask(n) < 50 or ask(n) > 60):
        stop()
        return "C"
    else:
        return "D" if ask(n) else "zero"


print([grade(n) for n in (95, 82, 81, 55, 10, 0)], shown())
print(ask(1) < ask(2) < ask(3) < ask(0) < ask(9), shown())
print(ask(1) == ask(1) in [ask(1)] is not ask(None), shown())
print((ask(0) or ask("")) and ask("x") or ask("end"), shown())
print(ask(1) and (ask(0) or ask(2)) and not ask(0), shown())
print("a" if ask(0) else "b" if ask(1) else ask("c"), shown())
print([ask("t") if ask(i) else ask("f") for i in range(3)], shown())
while ask(len(asked)) < 3 and not ask(False, "not"):
    pass
print(shown())
try:
    assert ask(1)
    assert ask(0), ask("message")
    print("never")
except AssertionError as error:
    print("assertion", error, shown())
try:
    assert ask([]) == [1]
except AssertionError as error:
    print(repr(error), shown())
x = ask(5) if ask(1) else ask(6)
x += ask(1) if x > 4 else ask(2)
print(x, ask(3) if x < 3 else x, shown())


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        asked.append("bool")
        return stop(self.value)

    def __eq__(self, other):
        asked.append("eq")
        return Truth(stop(self.value))


yes, no = Truth(True), Truth(False)
print(
    "then" if yes else "else",
    "then" if no else "else",
    bool(yes and no),
    (no or yes) is yes,
    not yes,
    shown(),
)
print("eq" if yes == 1 else "ne", "in" if 5 in [no, yes] else "out", shown())
found = next((i for i in range(9) if ask(i) * i > 10), ask("default"))
print(found, shown())
if (a := ask(1)) and (b := ask(0)) or (c := ask(7)):
    print(a, b, c, shown())
print(
    any([ask(0), ask(2)]) and all((ask(i) for i in (1, 0, 1))),
    shown(),
    None or stop(0) or [],
    "" and stop(1),
)
