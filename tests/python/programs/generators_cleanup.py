"""A generator that nobody needs any more runs its `finally`, at once, and only once."""

import gc

from stopping import stop

log = []


def guarded(name):
    try:
        yield 1
        stop()
        yield 2
    finally:
        log.append(name)


g = guarded("deleted")
next(g)
stop()
del g
print(log)

g = guarded("rebound")
next(g)
g = stop(None)
print(log)


def leaves():
    local = guarded("local")
    next(local)
    stop()
    return "left"


print(leaves(), log)
for _ in guarded("broken"):
    stop()
    break
print(log)

never_started = guarded("never")
del never_started
print(log)

finished = guarded("finished")
print(list(finished))
del finished
print(log)


class Node:
    pass


node = Node()
node.self = node
node.generator = guarded("cycle")
next(node.generator)
stop()
del node
gc.collect()
print(log)


def fails():
    for x in guarded("failed"):
        stop()
        raise ValueError(x)


try:
    fails()
except ValueError as error:
    print(error)
print(sorted(log))
kept = guarded("kept")
next(kept)
stop()
print("kept" in log)
kept.close()
kept.close()
print(log.count("kept"))
