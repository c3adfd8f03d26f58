"""Texts for `exec` and `eval` whose own statements wait: the program stops before each of them."""

import types

from stopping import stop


class Shouting(dict):
    """Locals of a class that sees what is asked for."""

    def __setitem__(self, name, value):
        print("set", name)
        super().__setitem__(name, value)


def public(names):
    return sorted(name for name in names if not name.startswith("__"))


names = {"stop": stop}
exec(
    """
total = 0
for i in range(3):
    total += stop(i)
    if i == 1:
        continue
    total += 10
else:
    total += stop(100)
try:
    stop()
    {}["x"]
except KeyError as error:
    stop()
    caught = repr(error)
finally:
    stop()
    ended = True
while total > 100:
    total -= stop(60)
squares = [stop(n) ** 2 for n in range(3)]
double = lambda n: stop(n) * 2
doubled = [double(n) for n in squares]
""",
    names,
)
print(public(names), names["total"], names["caught"], names["ended"], names["doubled"])
print(names["__builtins__"].__class__.__name__)

# Globals and locals apart: functions of the text do not see its locals.
local = {}
exec(
    """
here = stop(5)
def see():
    return here
global there
there = stop(6)
try:
    see()
except NameError as error:
    message = str(error)
class Kept:
    value = stop(7)
    def method(self):
        return stop(there)
made = Kept().method()
print(sorted(locals()), "there" in locals(), "there" in globals())
""",
    names,
    local,
)
print(public(local), local["message"], names["there"], local["made"], local["Kept"].value)

shouting = Shouting()
exec("a = stop(1)\nb = a + stop(2)\nfor c in (stop(3),):\n    pass\ndel a", names, shouting)
print(dict(shouting))


def inside(x):
    y = 2
    exec("print(x + stop(y))\nz = stop(x)", {"stop": stop}, {"x": x, "y": y})
    found = eval("[stop(each) for each in (x, 2)] if stop(True) else None", globals(), {"x": x})
    return found, eval("stop(x) + y")


print(inside(3))
code = compile("stop(n) + (lambda: stop(1))()", "formula", "eval")
print([eval(code, {"stop": stop, "n": n}) for n in range(3)], exec(code, {"stop": stop, "n": 1}))
print(eval(compile("n = stop(5)", "statement", "exec"), names), names["n"])
exec(compile("stop(1) + 1\nx = stop(2)\nx\nNone\nif x:\n    stop('yes')\n", "typed", "exec"), names)
for line in ("stop(1) + 1", "x = stop(2)", "x", "None", "stop('text')"):
    exec(compile(line, "typed", "single"), names)

# One text within itself, and nested ones.
depth = {"stop": stop, "print": lambda *what: print("printed:", *what)}
depth["text"] = """
level = stop(level) + 1
if level < 4:
    inner = dict(globals(), level=level)
    exec(text, inner)
    level = inner["level"]
print(level, eval("stop(level) * eval('stop(2)')"))
"""
exec(depth["text"], depth, {"level": 0, **depth})
depth["level"] = 0
exec(depth["text"], depth)
print(depth["level"])

# A module of the program's making.
module = types.ModuleType("made_here")
module.stop = stop
exec(
    """
'''What it is about.'''
count = 0
def bump():
    global count
    count = stop(count) + 1
    return count
for _ in range(2):
    bump()
stop()
""",
    module.__dict__,
)
stop()
print(module.bump(), module.count, module.__doc__, module.bump.__module__)


def failing(depth):
    exec("stop()\nfails(depth)", {"stop": stop, "fails": fails, "depth": depth})


def fails(depth):
    if depth:
        failing(stop(depth - 1))
    raise LookupError("deep inside")


try:
    failing(1)
except LookupError as error:
    trace, lines = error.__traceback__, []
    while trace is not None:
        lines.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
        trace = trace.tb_next
    first = lines[0][1]
    print([(name, line) for name, line in lines if name != "fails" and line != first])
for text in ("stop(1) +", "stop(unknown)", "stop(1).missing", "1 / stop(0)", "return stop(1)"):
    for run in ("exec", "eval"):
        try:
            exec(text, names) if run == "exec" else eval(text, names)
        except Exception as error:
            stop()
            print(run, type(error).__name__, error)

generator = {"stop": stop}
exec("def items(n):\n    for i in range(n):\n        yield stop(i)\n", generator)
exec("found = []\nfor item in items(3):\n    found.append(stop(item))\n", generator)
print(generator["found"])


class Opened(list):
    def __enter__(self):
        return stop(self)

    def __exit__(self, *error):
        self.append("out" if error[0] is None else error[0].__name__)
        return stop(True)


opened = {"stop": stop, "it": Opened()}
exec("with it as same:\n    same.append(stop('in'))\n    raise KeyError(stop(1))\n", opened)
print(opened["it"], opened["same"] is opened["it"])
exec("from collections import OrderedDict as O\nimport json\ns = json.dumps(O(a=stop(1)))", opened)
print(opened["s"], eval("sorted([stop(n) for n in (3, 1, 2)], key=lambda n: stop(-n))", opened))
exec("match stop([1, 2]):\n    case [a, b] if stop(a) < b:\n        m = stop((b, a))\n", opened)
print(opened["m"], eval("stop(1) < stop(2) < stop(3) and f'{stop(4)}!'", opened))
exec("x: int = stop(3)\n(y := stop(4))\nz = (w := stop(5)) + w\n", opened)
print(opened["x"], opened["y"], opened["z"], opened["__annotations__"])

# By another name.
run, value_of = exec, eval
run("a = stop(1)\nb = a + stop(2)", by_name := {"stop": stop})
print(by_name["a"], by_name["b"], value_of("stop(a) + b", by_name), value_of("stop(4)"))
run("run_here = stop(5)")
print(run_here)  # noqa: F821


def inside_by_name(x):
    local = {}
    run("y = stop(x)", {"stop": stop}, Shouting(x=x))
    run("y = stop(3)", globals(), local)
    return value_of("stop(x) * 2"), local, eval("stop(x)", {"stop": stop, "x": x})


print(inside_by_name(4))
