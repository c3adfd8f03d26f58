"""`except*`: handlers that wait, groups that are split, raised again, nested, and left over."""

from stopping import stop


def several():
    raise ExceptionGroup(
        "several",
        [
            ValueError("v1"),
            ExceptionGroup("inner", [KeyError("k"), ValueError("v2")]),
            OSError("o"),
        ],
    )


def leaves(group):
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            yield repr(error)


log = []
try:
    try:
        stop()
        several()
    except* ValueError as group:
        stop()
        log.append(list(leaves(group)))
    except* KeyError as group:
        log.append(stop(list(leaves(group))))
    else:
        log.append("never")
    finally:
        stop()
        log.append("finally")
except ExceptionGroup as rest:
    stop()
    print("left over", rest.message, list(leaves(rest)))
print(log)

try:
    try:
        several()
    except* ValueError:
        stop()
        raise TypeError("new")
    except* OSError as group:
        raise
except ExceptionGroup as group:
    print(sorted(leaves(group)))

try:
    raise ValueError("alone")
except* ValueError as group:
    stop()
    print(type(group).__name__, list(leaves(group)))


def loop():
    found = []
    for kind in (ValueError, KeyError, None):
        try:
            if kind:
                raise ExceptionGroup("g", [kind(stop("x"))])
        except* (ValueError, TypeError):
            stop()
            found.append("value")
        except* LookupError:
            found.append("lookup")
        else:
            found.append("none")
    return found


print(loop())
name = "before"
try:
    several()
except* Exception as name:
    stop()
print("name" in globals())
