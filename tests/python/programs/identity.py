"""Identity: one object under two names stays one, in containers, closures, attributes and cycles."""

import copy

from stopping import stop


class Node:
    def __init__(self, name):
        self.name, self.links = name, []


shared = [1]
alias = shared
holder = {"first": shared, "second": (shared, {"deep": shared})}
sentinel = object()
default = Node("default")


def closure():
    return shared


def with_default(x=shared, *, y=default, missing=sentinel):
    return x is shared, y is default, missing is sentinel


stop()
alias.append(2)
print(
    shared,
    alias is shared,
    holder["first"] is shared,
    holder["second"][1]["deep"] is holder["second"][0],
)
print(closure() is alias, with_default(), with_default(missing=None))

a, b = Node("a"), Node("b")
a.links += [b, a]
b.links += [a, b.links]
stop()
print(a.links[0] is b, a.links[1] is a, b.links[0].links[0] is b, b.links[1] is b.links)
ring = []
ring.append(ring)
stop()
print(ring[0] is ring, len(ring))
d = {}
d["self"] = d
t = ([],)
t[0].append(t)
stop()
print(d["self"]["self"] is d, t[0][0] is t)


def local():
    mine = {"k": [shared]}
    yours = mine["k"]

    def inner():
        return yours

    stop()
    shared.append("local")
    return mine["k"] is yours, inner() is yours, yours[0] is shared


print(local(), shared)
method = a.links.append
bound = default.__init__
stop()
method("through method")
print(a.links[-1], method.__self__ is a.links, bound.__self__ is default)
print(
    None is stop(None), True is stop(True), ... is stop(...), NotImplemented is stop(NotImplemented)
)
print(
    Node is type(stop(a)),
    int is stop(int),
    len is stop(len),
    print is stop(print),
    Node.__init__ is Node.__init__,
)
iterator = iter(shared)
same = iterator
next(iterator)
stop()
print(next(same), iterator is same, list(iterator), list(same))
copied, deep = copy.copy(holder), copy.deepcopy(holder)
print(copied["first"] is shared, deep["first"] is deep["second"][0], deep["first"] is shared)
try:
    raise ValueError(shared)
except ValueError as error:
    stop()
    print(error.args[0] is shared)
