"""Generators that delegate to objects with methods of their own, and what ends when it is let go."""


class Items:
    """An iterator that says what it is asked."""

    def __init__(self):
        self.number = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.number += 1
        if self.number > 3:
            raise StopIteration("no more")
        return self.number

    def send(self, value):
        print("send", value)
        return "sent", value

    def throw(self, error):
        print("throw", repr(error))
        return "thrown"

    def close(self):
        print("close")


def delegating(items):
    result = yield from items
    print("result", result)


def steps(name):
    try:
        yield 1
        yield 2
    except GeneratorExit as error:
        print(name, "closed", repr(error))
        raise
    finally:
        print(name, "ended")


def through():
    yield from steps("inner")


def pairs():
    outer = steps("outer")
    yield next(outer)
    yield next(outer)


print("- its methods")
items = delegating(Items())
print(next(items))
print(next(items))
print(items.send(4))
print(items.throw(ValueError("q")))
items.close()

print("- to its end")
print([*delegating(Items())])


def leave():
    generator = steps("left")
    next(generator)
    print("leaving")


def go_on():
    for item in steps("broken off"):
        print(item)
        break
    print("after the loop")


def drop():
    generator = steps("deleted")
    next(generator)
    print("deleting")
    del generator
    print("deleted")


def hold():
    generator = delegating(Items())
    next(generator)
    print("held")


print("- let go")
leave()
print("left")
go_on()
drop()
hold()

print("- in the variables of another")
generator = pairs()
print(next(generator))
print("kept")
generator.close()


print("- closed through another")
generator = through()
next(generator)
try:
    generator.throw(GeneratorExit("from outside"))
except GeneratorExit as error:
    print(repr(error), error.__context__)

print("- names that are private")


class Outer:
    class __Inner:
        def __method(self):
            """It is called by a name that is not its own."""

        names = __method.__name__, __method.__qualname__


inner = Outer._Outer__Inner
print(inner.__name__, inner.__qualname__, inner.names, type(inner()).__name__)
