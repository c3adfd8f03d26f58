"""A hook of the program for exceptions without a handler."""

import sys

from stopping import stop


def hook(kind, error, traceback):
    print("hook saw", kind.__name__, error, traceback.tb_lineno)
    sys.stdout.flush()
    print("last words", file=sys.stderr)


sys.excepthook = hook
stop()
raise RuntimeError("to the hook")
