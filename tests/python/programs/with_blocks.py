"""`with`: several managers, suppression, exceptions in __enter__ and __exit__, targets."""

from contextlib import suppress

from stopping import stop


class Manager:
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        stop()
        print("enter", self.name)
        if self.fail == "enter":
            raise ValueError("enter " + self.name)
        return self

    def __exit__(self, kind, error, traceback):
        stop()
        print("exit", self.name, kind and kind.__name__, error, traceback is not None)
        if self.fail == "exit":
            raise KeyError("exit " + self.name)
        return self.swallow


with Manager("a") as a, Manager("b") as b, Manager("c"):
    stop()
    print("body", a.name, b.name)

with Manager("outer", swallow=True):
    with Manager("inner"):
        stop()
        raise ZeroDivisionError("body")
print("went on")

for managers in (
    (Manager("d"), Manager("e", fail="enter")),
    (Manager("f"), Manager("g", fail="exit")),
):
    try:
        with managers[0], managers[1]:
            stop()
            print("in")
            1 / 0
    except Exception as error:
        print(type(error).__name__, error.args, repr(error.__context__))


def returns():
    with Manager("h"):
        for i in range(5):
            with Manager(f"loop{i}"):
                if i == 0:
                    continue
                if i == 1:
                    stop()
                    return "returned"


print(returns())
holder = {}
with (
    Manager("i") as holder["m"],
    Manager("j") as (holder["n"].x if "n" in holder else holder["m"]).partner,
):
    stop()
    print(holder["m"].name, holder["m"].partner.name)
with suppress(KeyError, ValueError):
    stop()
    {}["x"]
    print("never")
try:
    with 5:
        pass
except (TypeError, AttributeError) as error:
    print(type(error).__name__)
with (
    Manager("k") as k,
    Manager("l", swallow=True),
):
    raise RuntimeError(k.name)
