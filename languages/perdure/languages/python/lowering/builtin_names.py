"""Builtins that the lowering knows, the same for every version of Python."""

from __future__ import annotations

#: Those whose calls stay inside expressions: they cannot wait, or only by an operation of their
#: argument's class (`__len__`, `__repr__`), which careful code makes a site of.
INLINE = frozenset(
    [
        "abs",
        "ascii",
        "bin",
        "bool",
        "bytearray",
        "bytes",
        "callable",
        "chr",
        "classmethod",
        "complex",
        "delattr",
        "dir",
        "divmod",
        "float",
        "format",
        "frozenset",
        "getattr",
        "globals",
        "hasattr",
        "hash",
        "hex",
        "id",
        "int",
        "isinstance",
        "issubclass",
        "len",
        "locals",
        "memoryview",
        "object",
        "oct",
        "ord",
        "pow",
        "property",
        "range",
        "repr",
        "round",
        "setattr",
        "slice",
        "staticmethod",
        "str",
        "super",
        "type",
        "vars",
    ]
)

#: Those that do no more than compare what they are given, where that is several arguments.
COMPARING = frozenset(["max", "min"])

#: Exceptions that a capture is none of.
EXCEPTIONS = frozenset(
    [
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "BlockingIOError",
        "BrokenPipeError",
        "BufferError",
        "ChildProcessError",
        "ConnectionAbortedError",
        "ConnectionError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "EOFError",
        "EnvironmentError",
        "Exception",
        "FileExistsError",
        "FileNotFoundError",
        "FloatingPointError",
        "GeneratorExit",
        "IOError",
        "ImportError",
        "IndentationError",
        "IndexError",
        "InterruptedError",
        "IsADirectoryError",
        "KeyError",
        "KeyboardInterrupt",
        "LookupError",
        "MemoryError",
        "ModuleNotFoundError",
        "NameError",
        "NotADirectoryError",
        "NotImplementedError",
        "OSError",
        "OverflowError",
        "PermissionError",
        "ProcessLookupError",
        "RecursionError",
        "ReferenceError",
        "RuntimeError",
        "StopAsyncIteration",
        "StopIteration",
        "SyntaxError",
        "SystemError",
        "SystemExit",
        "TabError",
        "TimeoutError",
        "TypeError",
        "UnboundLocalError",
        "UnicodeDecodeError",
        "UnicodeEncodeError",
        "UnicodeError",
        "UnicodeTranslateError",
        "ValueError",
        "ZeroDivisionError",
        "DeprecationWarning",
        "UserWarning",
        "Warning",
    ]
)

#: Those that are a builtin's for certain where the text binds no such name. `compile` and
#: `__import__` have others in their place, so they are looked at when they are called.
BUILTINS = (
    INLINE
    | EXCEPTIONS
    | frozenset(
        [
            "all",
            "any",
            "breakpoint",
            "dict",
            "enumerate",
            "eval",
            "exec",
            "exit",
            "filter",
            "input",
            "iter",
            "list",
            "map",
            "max",
            "min",
            "next",
            "open",
            "print",
            "quit",
            "reversed",
            "set",
            "sorted",
            "sum",
            "tuple",
            "zip",
            "BaseException",
            "Ellipsis",
            "NotImplemented",
            "__debug__",
        ]
    )
)

#: Those that see the variables of the function that calls them.
LOOKING = frozenset(["dir", "eval", "exec", "locals", "vars"])

#: Those that give the variables of the function that calls them without arguments.
LISTING = frozenset(["dir", "locals", "vars"])

#: By the name of a method, the dotted name of the builtin type that most likely has it.
LIKELY = {
    **dict.fromkeys(["append", "extend", "insert", "pop", "remove", "reverse", "sort"], ".list"),
    **dict.fromkeys(["get", "items", "keys", "setdefault", "update", "values"], ".dict"),
    **dict.fromkeys(
        [
            "encode",
            "endswith",
            "format",
            "join",
            "lower",
            "lstrip",
            "replace",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "upper",
        ],
        ".str",
    ),
    **dict.fromkeys(["add", "discard"], ".set"),
}

#: Those that do no more than go through their one argument.
GOING_THROUGH = frozenset(
    ["all", "any", "enumerate", "list", "max", "min", "set", "sorted", "sum", "tuple", "zip"]
)

#: Methods of builtin and library types that are no ordinary ones: they read the clock, or have a
#: durable one in their place. Each call asks.
ASKING = frozenset(["finditer", "now", "today", "utcnow"])

#: Those that give iterators of types that are not written in Python.
ITERATORS = frozenset(["enumerate", "filter", "map", "zip"])
