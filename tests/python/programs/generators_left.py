"""Generators that an exception, a `return` or a lost variable leaves half-way end when Python ends them."""

from functools import partial
from types import SimpleNamespace


def items(name):
    try:
        yield 1
        yield 2
    finally:
        print(name, "ended")


def passing(first=0):
    """Somewhere to wait."""
    first += 1
    return first


class Holder:
    pass


class Slotted:
    __slots__ = ("held",)


print("- by an exception that the same function handles")


def handled_here():
    try:
        for item in items("here"):
            raise ValueError(item)
    except ValueError as error:
        print("handling", error)
        passing()
        print("handled")
    passing()


handled_here()
try:
    for item in items("at the top"):
        raise ValueError(item)
except ValueError:
    print("handling")
    passing()
    print("handled")

print("- by an exception that a caller handles")


def fails(name):
    for item in items(name):
        for other in items("within " + name):
            raise ValueError(item, other)


def fails_deeper(name):
    for item in items("around " + name):
        passing()
        fails(name)


def handled_above():
    try:
        fails_deeper("above")
    except ValueError as error:
        passing()
        print("handling", error)
        passing()
    print("handled")


handled_above()

print("- under with, else and finally")


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        passing()
        print("exit", kind and kind.__name__)
        return kind is ValueError


def under_with():
    with Manager():
        for item in items("with"):
            raise ValueError
    print("after with")
    with Manager():
        for item in items("with and return"):
            return passing(item)
    return None


print(under_with())


def under_finally():
    try:
        for item in items("finally and return"):
            return passing(item)
        else:
            print("never")
    finally:
        passing()
        print("finally")


print(under_finally())


def through_loops():
    for round in range(3):
        try:
            for item in items(round):
                if round == 0:
                    continue
                if round == 1:
                    break
                return item
            else:
                passing()
                print("else", round)
        finally:
            passing()
            print("end of", round)


print(through_loops())


def by_while():
    while True:
        for item in items("while"):
            try:
                passing()
                return item
            finally:
                passing()
                print("inner finally")


print(by_while())

print("- in generators and comprehensions")


def through():
    for item in items("inner"):
        yield item


outer = through()
next(outer)
passing()
outer.close()
print("closed")


def failing_on(item):
    raise KeyError(item)


def comprehended():
    try:
        [failing_on(item) for item in items("listed")]
    except KeyError:  # up to Python 3.11 the traceback has the list's own frame, and so "listed"
        passing()
    try:
        sum(failing_on(item) for item in items("summed"))
    except KeyError as error:
        print("handling", error)
        passing()
    print("handled")


comprehended()


def delegating(name):
    yield from items(name)


def delegated():
    try:
        for item in delegating("delegated"):
            passing()
            raise KeyError(item)
    except KeyError:
        passing()
        print("handled")


delegated()

print("- held by what is named no more")


def begun(name):
    made = items(name)
    next(made)
    return made


def in_a_list():
    held = [begun("list")]
    passing()
    print("leaving a list")


def in_a_dict():
    held = {"a": ({"b": [begun("dict")]},)}
    passing()
    print("leaving a dict")


def in_an_attribute():
    holder = Holder()
    holder.held = begun("attribute")
    passing()
    print("leaving an attribute")


def in_a_slot():
    slotted = Slotted()
    slotted.held = [begun("slot")]
    passing()
    print("leaving a slot")


def in_a_namespace():
    held = SimpleNamespace(inner=SimpleNamespace(held=begun("namespace")))
    passing()
    print("leaving a namespace")


def in_a_method():
    following = begun("method").__next__
    passing()
    print("leaving a method")


def in_a_partial():
    following = partial(next, begun("partial"))
    passing()
    print("leaving a partial")


def in_a_closure():
    generator = begun("closure")

    def following():
        return next(generator)

    del_later = [following]
    passing()
    print("leaving a closure", len(del_later))


def in_an_iterator():
    pairs = zip(begun("zip"), map(str, begun("map")), strict=False)
    passing()
    print("leaving an iterator")


def in_another_generator():
    def holds():
        inner = [begun("generator's list")]
        yield 1

    outer = [holds()]
    next(outer[0])
    passing()
    print("leaving a generator")


class Ending:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(self.name, "deleted")


def with_an_end():
    held = [Ending("end in a list")]
    other = Holder()
    other.held = (Ending("end in an attribute"),)
    passing()
    print("leaving ends")


for each in (
    in_a_list,
    in_a_dict,
    in_an_attribute,
    in_a_slot,
    in_a_namespace,
    in_a_method,
    in_a_partial,
    in_a_closure,
    in_an_iterator,
    in_another_generator,
    with_an_end,
):
    each()
    passing()
    print("left")

print("- held by the frames of an exception")


def raising_beside(name):
    first = begun(name)
    second = [begun("listed " + name)]
    raise ValueError(name)


def handling_long():
    try:
        raising_beside("beside")
    except ValueError as error:
        passing()
        print("handling", error)
        passing()
    print("handled")
    try:
        raising_beside("kept")
    except ValueError as error:
        kept = error
    passing()
    print("dropping", repr(kept))
    kept = None
    print("dropped")


handling_long()

print("- deleted")


def deleted():
    held = [begun("deleted")]
    passing()
    del held[0]
    passing()
    held.append(begun("cleared"))
    passing()
    held.clear()
    passing()
    holder = Holder()
    holder.held = begun("replaced")
    passing()
    holder.held = None
    passing()


deleted()
print("the end")
