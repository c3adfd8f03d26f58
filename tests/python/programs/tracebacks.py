"""Tracebacks name the lines and functions of the program, after many calls and waits."""

import traceback

from stopping import stop


def rows(error):
    return [(row.name, row.lineno, row.line) for row in traceback.extract_tb(error.__traceback__)]


def leaf(n):
    stop()
    items = [1, 2, 3]
    return items[n] + items.index(
        1,
    )


def middle(n):
    for i in range(n):
        stop()
        if i == n - 1:
            return leaf(
                stop(n),
            )


class Thing:
    def method(self, n):
        with self:
            return [middle(k) for k in range(1, n)]

    def __enter__(self):
        return stop(self)

    def __exit__(self, *about):
        stop()
        return False


def generator(n):
    yield stop(0)
    yield middle(n)


for make in (lambda: middle(5), lambda: list(generator(4)), lambda: Thing().method(5)[0]):
    try:
        make()
    except IndexError as error:
        stop()
        found = rows(error)
        print([name for name, _, _ in found if name != "<listcomp>"])
        print(found[-1])

try:
    try:
        leaf(7)
    except IndexError as first:
        stop()
        raise LookupError("second") from first
except LookupError as error:
    stop()
    print([r[:2] for r in rows(error)], [r[:2] for r in rows(error.__cause__)])
    kept = error


def raise_again(error):
    stop()
    raise error


try:
    raise_again(kept)
except LookupError as error:
    print([r[:2] for r in rows(error)])
print(traceback.format_exception_only(kept))
lines = "".join(traceback.format_exception(kept)).splitlines()
print(*[line for line in lines if line and not line.startswith("    ")], sep="\n")
