"""A `finally` that waits while something is pending: return, break, continue, an exception, nothing."""

from stopping import stop

log = []


def returns(x):
    try:
        stop()
        return stop(x)
    finally:
        stop()
        log.append(("finally", x))


def overrides():
    try:
        return stop("first")
    finally:
        return stop("second")


def swallows():
    try:
        raise ValueError(stop("lost"))
    finally:
        stop()
        return "swallowed"


def raises():
    try:
        raise ValueError("pending")
    finally:
        stop()
        log.append("raises")


def replaces():
    try:
        raise ValueError("first")
    finally:
        stop()
        raise KeyError("second")


def keeps_value():
    x = 1
    try:
        return x
    finally:
        x = stop(2)


def loops():
    out = []
    for i in range(6):
        try:
            if stop(i) == 1:
                continue
            if i == 4:
                break
            out.append(i)
        finally:
            stop()
            out.append(("f", i))
            if i == 2:
                continue
    while True:
        try:
            return out
        finally:
            if stop(len(out)) > 0:
                break
    out.append("after")
    return out


def deep():
    try:
        try:
            try:
                return stop("value")
            finally:
                log.append("inner")
                stop()
        finally:
            log.append("middle")
            stop()
    finally:
        log.append("outer")
        stop()


print(returns(1), overrides(), swallows(), keeps_value(), deep())
for f in (raises, replaces):
    try:
        f()
    except Exception as error:
        print(f.__name__, repr(error), repr(error.__context__))
print(loops())
print(log)
