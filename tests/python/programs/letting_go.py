"""Finalizers and `__del__` run once, when their object goes, whatever was stored before."""

import weakref

from stopping import stop


class Thing:
    def __init__(self, name):
        self.name = name


def said(*what):
    print("finalized", *what)


thing = Thing("one")
weakref.finalize(thing, said, "first made")
kept = weakref.finalize(thing, said, "last made", 2)
stop()
print(kept.alive, kept.peek()[0] is thing)
del thing
print(kept.alive)

other = Thing("two")
called = weakref.finalize(other, said, "by hand")
stop()
called()
called()
del other


class Deleted:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("deleted", self.name)


deleted = Deleted("rebound")
stop()
deleted = Deleted("second")
stop()
del deleted


def function():
    local = Deleted("local")
    stop()
    return "returned"


print(function())
print("end")
