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
