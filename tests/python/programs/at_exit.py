"""`atexit`: called when the program ends, the last first; each may wait and register."""

import atexit
import weakref

from stopping import stop


class Lock:
    def __init__(self, name):
        self.name = name

    def release(self):
        stop()
        print("released", self.name)

    def __eq__(self, other):
        return isinstance(other, Lock) and self.name == other.name

    __hash__ = None


lock = Lock("a")
held = [1]
atexit.register(lock.release)
stop()


@atexit.register
def last():
    print("last", held)
    stop()
    print("indeed")


def counted(*names, times=1):
    for number in range(times):
        stop()
        print("counted", names, number)
    held.append(len(names))


def registers():
    print("registers")
    atexit.register(counted, "late", times=1)
    stop()


class Caller:
    def __call__(self, text):
        stop()
        print("called with", text)


print(atexit.register(counted, "x", "y", times=2) is counted)
atexit.register(registers)
atexit.register(print, "never")
atexit.unregister(print)
atexit.register(Caller(), text="text")
try:
    atexit.register("no function")
except TypeError as error:
    print(error)
stop()
held.append(2)


class Thing:
    pass


thing, other = Thing(), Thing()
weakref.finalize(thing, print, "finalized")
finalizer = weakref.finalize(other, print, "not at exit")
finalizer.atexit = False
stop()
print("the end of the body", atexit._ncallbacks() >= 5)
