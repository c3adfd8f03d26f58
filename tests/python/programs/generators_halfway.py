"""Generators that are half-way in another function's loop, passed about, kept in containers."""

import itertools

from stopping import stop


def numbers(name, log):
    log.append(f"{name} begins")
    try:
        for i in itertools.count():
            stop()
            yield i
    finally:
        log.append(f"{name} ends")


def take(source, n):
    found = []
    for x in source:
        stop()
        found.append(x)
        if len(found) == n:
            break
    return found


log = []
shared = numbers("shared", log)
keeper = {"one": shared, "also": [shared]}
print(take(shared, 3), take(keeper["one"], 2), stop(take(keeper["also"][0], 1)))
print(keeper["one"] is keeper["also"][0])


def evens(source):
    for x in source:
        if x % 2 == 0:
            yield stop(x)


def pairs(source):
    iterator = iter(source)
    for a in iterator:
        for b in iterator:
            stop()
            yield a, b
            break


chain = pairs(evens(numbers("chained", log)))
for pair in chain:
    stop()
    print(pair, end=" ")
    if pair[0] > 10:
        break
print(next(chain), next(shared))
del chain, pair
stop()
print(log)


def consumer(source):
    for x in source:
        answer = yield x * 10
        while answer:
            stop()
            answer = yield (answer, next(source))


c = consumer(shared)
print(next(c), c.send("a"), c.send("b"), stop(next(c)), next(shared))
interleaved = [(x, next(shared)) for x in itertools.islice(shared, 3)]
print(interleaved)


def outer():
    local = numbers("local", log)
    for x in local:
        stop()
        if x == 2:
            return local


survivor = outer()
print(next(survivor))
survivor.close()
print(log)
both = zip(numbers("z1", log), evens(numbers("z2", log)))
print(next(both), stop(next(both)), next(both))
