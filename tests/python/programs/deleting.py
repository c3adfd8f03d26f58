"""`del` of names, items, attributes, slices; names that come back; weak references and finalizers."""

import gc
import weakref

from stopping import stop

x = y = [1, 2, 3, 4, 5]
del x
try:
    x
except NameError as error:
    print(error)
del y[0], y[1:3]
stop()
print(y)
x = stop("again")
print(x)


class Thing:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Thing({self.name})"


thing = Thing("t")
del thing.name
print(hasattr(thing, "name"))
log = []
finalizer = weakref.finalize(thing, log.append, "finalized")
reference = weakref.ref(thing)
stop()
print(reference() is thing, finalizer.alive)
del thing
gc.collect()
print(reference(), log, finalizer.alive)
cache = weakref.WeakValueDictionary()
kept = cache["a"] = Thing("a")
cache["b"] = Thing("b")
gc.collect()
stop()
print(sorted(cache.keys()), cache["a"] is kept)


def function():
    local = stop(1)
    del local
    try:
        return local
    except UnboundLocalError:
        local = "new"
        return local


def loop():
    for i in range(3):
        stop()
        if i == 1:
            del i
            break
    try:
        return i
    except UnboundLocalError:
        return "deleted"


def conditional(flag):
    if flag:
        value = stop(1)
    try:
        return value
    except UnboundLocalError:
        return "never set"


print(function(), loop(), conditional(True), conditional(False))
d = {"a": 1, "b": 2, "c": 3}
for key in list(d):
    if d[key] == stop(2):
        del d[key]
print(d, d.pop("a"), d.popitem(), d)
class_kept = Thing
del Thing
stop()
print(class_kept("still"), kept, type(kept) is class_kept)
methods = weakref.WeakMethod(kept.__repr__)
print(methods()(), weakref.ref(kept) == weakref.ref(kept))
