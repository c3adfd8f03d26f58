"""Coroutines driven by hand: send, throw, close, an awaitable of one's own, a small scheduler."""

import types
from collections import deque

from stopping import stop


class Pause:
    def __init__(self, value=None):
        self.value = value

    def __await__(self):
        answer = yield self.value
        return answer


@types.coroutine
def old_style(n):
    got = yield n
    return got


async def talk(name):
    first = await Pause(f"{name} asks")
    stop()
    try:
        second = await old_style(first)
    except KeyError as error:
        second = f"caught {error}"
    finally:
        stop()
    return name, first, second


c = talk("a")
print(c.send(None), c.send("one"))
try:
    c.send("two")
except StopIteration as end:
    print(end.value)
c = talk("b")
c.send(None), c.send(1)
try:
    c.throw(KeyError("k"))
except StopIteration as end:
    print(end.value)
c = talk("c")
c.send(None)
c.close()
try:
    c.send(None)
except RuntimeError as error:
    print(error)
unstarted = talk("d")
unstarted.close()


class Scheduler:
    def __init__(self):
        self.ready = deque()
        self.log = []

    def spawn(self, name, coroutine):
        self.ready.append((name, coroutine, None))

    def run(self):
        while self.ready:
            name, coroutine, value = self.ready.popleft()
            try:
                request = coroutine.send(value)
            except StopIteration as end:
                self.log.append((name, "done", end.value))
            else:
                stop()
                self.ready.append((name, coroutine, f"{request}!"))


async def counting(scheduler, name, n):
    for i in range(n):
        answer = await Pause(i)
        scheduler.log.append((name, answer))
    if n == 2:
        scheduler.spawn("child", counting(scheduler, "child", 1))
    return n


scheduler = Scheduler()
scheduler.spawn("x", counting(scheduler, "x", 2))
scheduler.spawn("y", counting(scheduler, "y", 3))
scheduler.run()
print(*scheduler.log, sep="\n")


async def agen():
    for i in range(3):
        got = await Pause(f"inner {i}")
        yield got


async def uses():
    return [x async for x in agen()]


c = uses()
said = [c.send(None)]
try:
    while True:
        said.append(c.send(len(said)))
except StopIteration as end:
    print(said, end.value)
