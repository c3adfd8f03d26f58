"""State machines: by generators, by classes of states, by tables, by coroutines of generators."""

from enum import Enum, auto

from stopping import stop


def parser():
    """Fields of a line with quotes, by a generator that is sent characters."""
    field, fields, quoted = "", [], False
    while True:
        c = yield
        stop()
        if c is None:
            return [*fields, field]
        if c == '"':
            quoted = not quoted
        elif c == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += c


def parse(line):
    machine = parser()
    next(machine)
    try:
        for c in line:
            machine.send(c)
        machine.send(None)
    except StopIteration as end:
        return end.value


print(parse('a,"b,c",d'), parse(""))


class State(Enum):
    NEW = auto()
    PAID = auto()
    SENT = auto()
    CANCELLED = auto()


class Order:
    table = {
        (State.NEW, "pay"): State.PAID,
        (State.PAID, "send"): State.SENT,
        (State.NEW, "cancel"): State.CANCELLED,
        (State.PAID, "cancel"): State.CANCELLED,
    }

    def __init__(self):
        self.state, self.history = State.NEW, []

    def on(self, event):
        try:
            new = self.table[self.state, event]
        except KeyError:
            raise ValueError(f"cannot {event} when {self.state.name}") from None
        leave = getattr(self, f"leave_{self.state.name.lower()}", None)
        if leave:
            leave(stop(event))
        self.state = new
        return self

    def leave_paid(self, event):
        self.history.append("refund" if event == "cancel" else "invoice")


print(Order().on("pay").on("send").history, Order().on("pay").on("cancel").history)
try:
    Order().on("send")
except ValueError as error:
    print(error, error.__cause__)


class Red:
    def next(self, machine):
        machine.state = Green()
        return stop("red")


class Green:
    left = 2

    def next(self, machine):
        self.left -= 1
        if not self.left:
            machine.state = Red()
        return f"green {self.left}"


class Lights:
    def __init__(self):
        self.state = Red()

    def __iter__(self):
        while True:
            yield self.state.next(self)


print([light for _, light in zip(range(5), Lights())])


def scheduler(*tasks):
    """Generators that yield how long they sleep, on a clock of the program's own."""
    now, waiting, log = 0, [(0, i, t) for i, t in enumerate(tasks)], []
    while waiting:
        waiting.sort(key=lambda w: w[:2])
        now, i, task = waiting.pop(0)
        try:
            waiting.append((now + task.send(None), i, task))
        except StopIteration as end:
            log.append((now, i, end.value))
    return log


def sleeper(*times):
    for t in times:
        stop()
        yield t
    return sum(times)


print(scheduler(sleeper(3, 1), sleeper(1, 1, 5), sleeper()))
trampoline = lambda f, *args: next(iter([f(*args)]))


def bounce(n, acc=1):
    while n:
        n, acc = n - 1, stop(acc) * n
    return acc


print(trampoline(bounce, 6))
