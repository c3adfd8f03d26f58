"""`sys.exit` with a number from deep within: `finally`, `with` and `atexit` run, then the code."""

import atexit
import sys

from stopping import stop

atexit.register(print, "at exit")


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        stop()
        print("leaving with", kind.__name__, error.code)


def deep(n):
    try:
        if n == 0:
            stop()
            sys.exit(3)
        deep(n - 1)
    except Exception:
        print("never: SystemExit is no Exception")
    finally:
        stop()
        print("finally", n)


try:
    sys.exit("caught")
except SystemExit as end:
    print("caught", end.code)
with Manager():
    deep(2)
print("never")
