"""Dotted names: what lowered code calls that no program can name.

They stand in a program's own `__builtins__`, beside Python's, where the runtime gives each a
meaning; a test holds that lowered code uses no other.
"""

from __future__ import annotations

#: The name and its meaning. Calls of those marked (site) may wait.
DOTTED = {
    ".iter": "(site) as `iter`",
    ".plain_iter": "as `iter`, of a value of a builtin type",
    ".ITERABLE": "builtin types of which `iter` can be called as it is",
    ".type": "as `type`",
    ".slice": "as `slice`",
    ".set": "as `set`",
    ".list": "as `list`",
    ".dict": "as `dict`",
    ".str": "as `str`",
    ".globals": "as `globals`",
    ".undotted": "`.undotted(x)`: a dict or list of variables without those of the lowering",
    ".no_super": "as `super()` in a function that has no parameters: RuntimeError",
    ".BaseException": "as `BaseException`",
    ".StopIteration": "as `StopIteration`",
    ".StopAsyncIteration": "as `StopAsyncIteration`",
    ".Capture": "the exception that unwinds a stack which is captured",
    ".capturing": "whether a stack is being unwound so: then no `finally` runs",
    ".stop": "whether the slice is to end: `.over()` is called then",
    ".over": "(site) `.over()`: end the slice here, if it can end here",
    ".poke": "(site) `.poke()`: before every statement, in tests, and for steps",
    ".stepping": "whether the program makes a step: `.poke()` is called then",
    ".raising": "whether an exception may stop the program: `.raised` is called then",
    ".raised": "(site) `.raised(e, *parts)`: a statement has raised e; True: it did not stop there",
    ".stood": "`.stood(e, x)`: e is in this frame, not the one that has stopped, if x is not True",
    ".C": "`.C(f)`: what is called in the place of f, which may be no program's",
    ".SAFE": "types of libraries whose methods can be called as they are",
    ".OWN": "those of them whose bases are the program's or builtin: `super()` is as safe",
    ".K": "`.K(f, name)`: as `.C(f)`; where that is f for good, that builtin says so from then on",
    ".F": "the type of functions",
    ".B": "the program's own `__builtins__`, by which its functions are known",
    ".NATIVE": "the types whose iteration runs no code of a program",
    ".import": "(site) `.import(name, names, level, globals)`: import program modules first",
    ".MANAGERS": "the types whose `__enter__` and `__exit__` are known to be plain functions",
    ".manager": "`.manager(m, .MANAGERS)`: (enter, exit), the bound methods that `with m` calls",
    ".async_methods": "`.async_methods(m, known)`: (enter, exit, whether these are lowered)",
    ".await": "(site) `.await(x)`: as `await x`",
    ".async": "`.async(native)`: a decorator; what `async def` binds, native being its own code",
    ".raw": "`.raw(f)`: the lowered function of what `.async` has made",
    ".aleft": "`.aleft(i)`: None, for the iterator of an `async for` that is left; a task ends it",
    ".left": "`.left(i)`: None for an iterator that an exception leaves; it, where it is C's",
    ".builtins": "the program's own module `builtins`",
    ".one_own": "`.one_own(.builtins, name)`: as `from builtins import name`",
    ".all_own": "`.all_own(.builtins, .globals())`: as `from builtins import *`",
    ".keywords": "`.keywords(f)(**k)`: a dict of k; it fails as `f(**k)` does",
    ".compiled": "`.compiled(x, mode, globals, locals)`: the code of a text, for `exec` or `eval`",
    ".put": "`.put(variables, name, x)`: in a text's body `(name := x)`, of a temporary",
    ".handled": "`.handled()`: in a text's body the exception that is being handled",
    ".display": "`.display(x)`: show the value of a line that is typed",
    ".decorated": "`.decorated(c, d, made)`: note that a decorator d made `made` of a class c",
    ".async_generator": "`.async_generator(g)`: what an async generator expression gives",
    ".aiter": "(site) `.aiter(x)`: what `async for` calls first",
    ".items": "`.items(i)`: a generator that awaits each item of i, for `async for`",
    ".yieldfrom": "(site) `.yieldfrom(x)`: the iterator that `yield from x` goes through",
    ".group": "`.group(e)`: the state g of `except*` over what was raised",
    ".split": "`.split(g, E)`: the part of it that `except* E` handles, or None",
    ".entered": "`.entered(g)`: that is being handled now",
    ".leave": "`.leave(g, e)`: what a handler has raised",
    ".finish": "`.finish(g)`: what is to be raised in the end, or None",
    ".delegate": "`.delegate(i, primed, raising, value)`: a `yield from`, gone on with",
}

#: Names of code that was lowered before: images have it.
FORMER = {
    ".async_manager": "`.async_manager(m)`: the bound methods that `async with m` calls",
    ".anext": "(site) `.anext(i)`: as `await` of the next item of `async for`",
}

#: Builtins with a twin in lowered Python, `.twin_sum` of `sum`: they call a program's functions.
#: `.twin_join(s, x)` is `s.join(x)`.
TWINS = (
    "list",
    "tuple",
    "set",
    "dict",
    "sum",
    "any",
    "all",
    "min",
    "max",
    "sorted",
    "map",
    "filter",
    "zip",
    "enumerate",
    "reversed",
    "join",
)

TWIN = ".twin_"
DOTTED.update({f"{TWIN}{name}": f"(site) as `{name}`" for name in TWINS})

#: The beginning of names of builtins that hold what a site calls: None, or a callee that needs
#: no check. The name of the module and that of the callee follow.
KNOWN = ".k:"

#: The beginning of names of builtins that hold types: objects of which have a method of the name
#: that follows, and that needs no check.
HAVING = ".has:"

#: The beginning of variables that say whether a parameter is a function of the program's.
ASKED = ".is:"
