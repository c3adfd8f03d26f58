"""Callbacks: observers, bound methods in lists, partials, hooks, a plug-in table, visitors."""

from functools import partial

from stopping import stop


class Event:
    def __init__(self):
        self.listeners = []

    def __iadd__(self, f):
        self.listeners.append(f)
        return self

    def __isub__(self, f):
        self.listeners.remove(f)
        return self

    def __call__(self, *args, **kwargs):
        return [f(*args, **kwargs) for f in list(self.listeners)]


class Cell:
    def __init__(self, value=0):
        self._value, self.changed = value, Event()

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        old, self._value = self._value, new
        stop()
        if old != new:
            self.changed(self, old)


class Sum:
    def __init__(self, *cells):
        self.cells, self.updates = cells, 0
        for cell in cells:
            cell.changed += self.update

    def update(self, cell, old):
        self.updates += 1
        stop()
        self.total = sum(c.value for c in self.cells)
        return f"sum {self.total}"


a, b = Cell(1), Cell(2)
total = Sum(a, b)
log = []
a.changed += lambda cell, old: log.append((old, cell.value))
a.changed += partial(total.update)
a.changed += total.update
a.value = 10
b.value += 5
stop()
print(total.total, total.updates, log)
a.changed -= total.update
a.value = 0
print(total.updates, len(a.changed.listeners))


class Visitor:
    def visit(self, node):
        method = getattr(self, "visit_" + type(node).__name__, self.otherwise)
        return stop(method)(node)

    def otherwise(self, node):
        return f"?{node}"


class Render(Visitor):
    def visit_list(self, node):
        return "[" + " ".join(map(self.visit, node)) + "]"

    def visit_dict(self, node):
        return "{" + ",".join(f"{k}:{self.visit(v)}" for k, v in node.items()) + "}"

    def visit_int(self, node):
        return str(node + 1)


print(Render().visit([1, {"a": [2, "x"]}, None]))


def apply(f, times, x):
    for _ in range(times):
        x = f(x)
    return x


def chain(*steps):
    def run(x, done=lambda r: r):
        for step in steps:
            x = step(stop(x))
        return done(x)

    return run


def with_callback(n, then):
    stop()
    return then(n) if n > 2 else with_callback(n + 1, lambda v: then(v * 2))


print(
    apply(partial(pow, 2), 2, 2),
    chain(str, len, lambda n: n + 1)(12345, done=lambda r: [r]),
    with_callback(0, lambda v: v + 1),
)
table = {
    op: (lambda f: lambda x, y: f(stop(x), y))(f)
    for op, f in {"+": int.__add__, "-": int.__sub__}.items()
}
print(
    table["+"](1, 2), table["-"](1, 2), *map(lambda f: f(), [lambda i=i: stop(i) for i in range(3)])
)
handlers = [h := [].append, {}.setdefault, set().add]
handlers[0](1)
stop()
h(2)
print(h.__self__, handlers[1]("k", "v"), handlers[1].__self__, handlers[0] is h)


def hook(f):
    hook.calls = getattr(hook, "calls", 0) + 1
    return f


@hook
@hook
def hooked():
    hooked.count = getattr(hooked, "count", 0) + 1
    return stop(hooked.count)


print(hooked(), hooked(), hook.calls)
