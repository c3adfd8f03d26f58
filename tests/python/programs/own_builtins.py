"""What a program sets in `builtins` is seen everywhere in it."""

import builtins
import builtins as own


def set_up():
    builtins.greeting = ["hello"]
    setattr(own, "shout", lambda text: text.upper() + "!")


def greet():
    return shout(greeting[0])  # noqa: F821


set_up()
print(greet(), own is builtins, builtins.__name__)
held = builtins.greeting
builtins.greeting.append("again")
print(held is builtins.greeting, greeting)  # noqa: F821

before = builtins.abs
builtins.abs = lambda number: before(number) + 1000
print(abs(-1))
builtins.abs = before
print(abs(-1))
del builtins.greeting
try:
    print(greet())
except NameError as error:
    print(error)
print(hasattr(builtins, "greeting"), hasattr(builtins, "print"))


def imported():
    from builtins import greeting as own_greeting, shout  # noqa: F401

    return shout(own_greeting)


class Named:
    import builtins as mine
    from builtins import abs as size


builtins.greeting = "hi"
builtins.sorted = lambda items: "sorted by the program"
try:
    from builtins import no_such_name
except ImportError as error:
    print(error)
print(imported(), Named.mine is builtins, Named.size(-2))


class Later:
    from builtins import greeting as found


print(Later.found)
print(sorted([2, 1]), builtins.sorted([2, 1]))
before = builtins.max
builtins.max = lambda *given: "most"
print(max([1, 2]))
builtins.max = before
print(max([1, 2]))
del builtins.sorted
try:
    print(sorted([2, 1]))
except NameError as error:
    print(error)
