"""`__builtins__` is the module in the main module, and a dict elsewhere."""

import builtins

from stopping import stop


def inside(items):
    found = __builtins__.sorted(items, key=lambda item: -stop(item))
    return found, hasattr(__builtins__, "print")


print(type(__builtins__).__name__, __builtins__ is builtins, isinstance(__builtins__, dict))
stop()
print(__builtins__.len("abc"), getattr(__builtins__, "max")(1, 2), inside([1, 3, 2]))
__builtins__.answer = 42
stop()
print(answer, builtins.answer)  # noqa: F821
shown = __builtins__.print
__builtins__.print = lambda *what: shown("shown:", *what)
stop()
print("once")
__builtins__.print = shown
print("twice")
del __builtins__.answer
try:
    print(__builtins__.answer)
except AttributeError as error:
    print(error)
names = {}
exec("def own():\n    return __builtins__['len']('ab'), type(__builtins__).__name__\n", names)
stop()
print(names["own"](), "__builtins__" in globals())
