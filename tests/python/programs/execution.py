"""`exec`, `eval` and `compile` of texts that call functions of the program, with names of their own."""

from stopping import stop


def helper(x):
    return stop(x) * 2


print(eval("helper(3) + 1"), eval("[helper(i) for i in range(3)]"), eval("x * 2", {"x": stop(5)}))
names = {"helper": helper}
exec("a = helper(1)\nfor i in range(3):\n    a += helper(i)\n", names)
print(names["a"], names["i"], sorted(k for k in names if not k.startswith("__")))
exec(
    """
def made(n):
    total = 0
    for i in range(n):
        total += helper(i)
    return total

class Made:
    def method(self):
        return made(3)
"""
)
stop()
print(made(4), Made().method(), made.__name__)
code = compile("helper(y) - y", "formula", "eval")
print([eval(code, {"helper": helper, "y": y}) for y in range(3)], code.co_filename)


def local(x):
    y = 1
    exec("z = x + y\nx = 100", globals(), seen := {"x": x, "y": stop(y)})
    return x, seen["z"], seen["x"], eval("x + y")


print(local(5))
formulas = {"double": "lambda v: helper(v)", "square": "lambda v: v ** 2"}
functions = {name: eval(text) for name, text in formulas.items()}
stop()
print(functions["double"](4), functions["square"](5))
for text in ("1 +", "undefined_name", "helper(", "1 / 0"):
    try:
        eval(text)
    except Exception as error:
        print(type(error).__name__, getattr(error, "lineno", None))
counter = {}
exec("def bump():\n    global n\n    n = n + 1\n    return n\nn = 10", counter)
counter["bump"]()
stop()
print(counter["bump"](), counter["n"], "n" in globals())
generator = eval("(helper(i) for i in range(4))")
print(next(generator), stop(next(generator)), list(generator))
try:
    exec("def fails():\n    helper(1)\n    raise KeyError('inside')\nfails()")
except KeyError as error:
    stop()
    print(error, error.__traceback__.tb_next.tb_lineno)
