"""Causes, contexts, notes and groups of exceptions stay with them."""

from stopping import stop


class Failed(Exception):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def parse(text):
    try:
        return int(text)
    except ValueError as error:
        stop()
        error.add_note(f"while reading {text!r}")
        raise Failed("no number", 3) from error


def chain(error):
    while error is not None:
        yield f"{type(error).__name__}{error.args} notes={getattr(error, '__notes__', [])}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


try:
    parse("x1")
except Failed as error:
    stop()
    saved = error
    print(error, error.code, error.__suppress_context__)
print(*chain(saved), sep="\n")

try:
    try:
        {}["missing"]
    except KeyError:
        stop()
        raise Failed("hidden", 4) from None
except Failed as error:
    stop()
    print(error.__cause__, repr(error.__context__), error.__suppress_context__)

try:
    try:
        raise KeyError("one")
    finally:
        stop()
        try:
            raise ValueError("two")
        finally:
            stop()
            raise TypeError("three")
except TypeError as error:
    print(*chain(error), sep=" <- ")

try:
    raise saved
except Failed as error:
    print(error is saved, error.__cause__ is saved.__cause__)

try:
    raise ExceptionGroup(
        "several", [ValueError(1), ExceptionGroup("inner", [KeyError("k"), OSError(5, "io")])]
    )
except* ValueError as group:
    print("values", [repr(e) for e in group.exceptions])
except* (KeyError, OSError) as group:
    print("others", group.message, [type(e).__name__ for e in group.exceptions[0].exceptions])
stop()
group = ExceptionGroup("g", [ValueError("a"), TypeError("b")])
matched, rest = group.split(TypeError)
print(matched.exceptions, rest.exceptions, group.subgroup(KeyError))
error = OSError(2, "not there", "file.txt")
stop()
print(error.errno, error.strerror, error.filename, type(error).__name__, str(error))
