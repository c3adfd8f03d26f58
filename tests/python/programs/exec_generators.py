"""Generators of functions that `exec` has made stand half-way where the program stops."""

from stopping import stop

names = {}
exec(
    """
def count(start, log):
    try:
        for n in range(start, start + 3):
            got = yield n
            if got:
                log.append(got)
    finally:
        log.append("end")

def nested(log):
    total = 0
    def inner():
        nonlocal total
        for each in (1, 2):
            total += each
            yield total
    yield from inner()
    with open_log(log):
        yield "inside"
    return "done"

class open_log:
    def __init__(self, log):
        self.log = log
    def __enter__(self):
        self.log.append("in")
    def __exit__(self, *error):
        self.log.append("out")

class Tree:
    def __init__(self, *parts):
        self.parts = parts
    def __iter__(self):
        for part in self.parts:
            if isinstance(part, Tree):
                yield from part
            else:
                yield part
""",
    names,
)
log = []
half = names["count"](5, log)
same = half
new = names["count"](7, log)
deep = names["nested"](log)
tree = iter(names["Tree"](1, names["Tree"](2, 3), 4))
print(next(half), next(deep), next(tree), next(tree))
stop()
print(half.send("hello"), same is half, next(new), log)
stop()
print(next(deep), next(deep), next(tree), log)
stop()
for each in half:
    print("rest", each)
try:
    next(deep)
except StopIteration as ended:
    print(ended.value, list(tree), log)
new.close()
print(log, [n for n in names["count"](1, [])], sorted(n for n in names if n[0] != "_"))


def local(parts):
    exec("def twice(x):\n    yield x\n    yield x", globals())
    for each in twice(parts):  # noqa: F821
        stop()
        yield each


print(list(local("a")))
