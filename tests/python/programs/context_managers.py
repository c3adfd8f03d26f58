"""contextlib: contextmanager, ExitStack, closing, redirection, as decorators, with waits everywhere."""

import io
from contextlib import ExitStack, closing, contextmanager, nullcontext, redirect_stdout, suppress

from stopping import stop


@contextmanager
def section(name, swallow=False):
    print("begin", name)
    stop()
    try:
        yield name.upper()
    except ValueError as error:
        stop()
        print("section saw", error)
        if not swallow:
            raise
    else:
        print("no error in", name)
    finally:
        stop()
        print("end", name)


with section("a") as a, section("b") as b:
    stop()
    print(a, b)
with section("c", swallow=True):
    raise ValueError("swallowed")
try:
    with section("d"):
        stop()
        raise ValueError("passed on")
except ValueError as error:
    print("outside", error)


def returns():
    for i in range(3):
        with section(f"r{i}"):
            if i == 1:
                return stop(i)


print(returns())


@section("decorated")
def work(x):
    return stop(x + 1)


print(work(1), work(2))
with ExitStack() as stack:
    names = [stack.enter_context(section(n)) for n in ("x", "y")]
    stack.callback(print, "callback", stop(1))
    stack.push(lambda kind, error, traceback: print("pushed", kind) or stop(True))
    stop()
    print(names)
    raise KeyError("into the stack")


class Resource:
    def close(self):
        stop()
        print("closed")


with closing(Resource()) as resource, suppress(ZeroDivisionError):
    print(type(resource).__name__)
    1 / stop(0)
with redirect_stdout(io.StringIO()) as out:
    print("captured")
    stop()
    print("both")
print(out.getvalue().split())
with nullcontext(5) as five:
    print(stop(five))


@contextmanager
def bad():
    stop()
    if False:
        yield


try:
    with bad():
        pass
except RuntimeError as error:
    print(error)


@contextmanager
def transaction(log):
    log.append("begin")
    try:
        yield log
    except BaseException as error:
        log.append(f"rollback {type(error).__name__}")
        raise
    log.append("commit")


log = []
with suppress(KeyError), transaction(log):
    stop()
    with transaction(log):
        log.append("inside")
    raise KeyError
print(log)
