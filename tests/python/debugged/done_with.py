import socket
import threading
import time
import weakref


class Line:
    def __init__(self, thing, count):
        self.thing = thing
        self.count = count


class Probe:
    pass


def price(line, unused=7):
    doubled = line.count * 2
    table = {"of": [line]}
    inner = lambda: table  # noqa: E731
    gone = "gone"
    del gone
    try:
        raise ValueError("odd")
    except ValueError as caught:
        said = str(caught)
    probe = Probe()
    probe_of = weakref.ref(probe)
    lock = threading.Lock()
    opened = socket.socket()
    opened.close()
    file = open(__file__)  # noqa: SIM115
    held = [file]
    time.sleep(60)
    return probe_of


def numbers(start):
    first = start + 1
    yield first
    second = first + 1
    yield second


def shown(lines):
    total = 0
    for number in numbers(10):
        seen = number
        total += number
        time.sleep(60)
    counts = [line.count for line in lines if time.sleep(60) is None]
    found = price(lines[0])
    return found


kept = [1]
print(shown([Line("ink", 4)])() is None)
