"""`__name__`, arguments, `__file__`, `__doc__`, the module as an object."""
# arguments: --count 3 rest

import argparse
import contextlib
import sys
from pathlib import Path

from stopping import stop


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="flow")
    parser.add_argument("--count", type=lambda text: stop(int(text)), default=1)
    parser.add_argument("--loud", action="store_true")
    parser.add_argument("rest", nargs="*")
    return parser.parse_args(arguments)


def main():
    stop()
    options = parsed(sys.argv[1:])
    print(options.count, options.loud, options.rest)
    return len(options.rest)


print(__name__, Path(__file__).name, Path(sys.argv[0]).name, sys.argv[1:], __doc__.split()[0])
this = sys.modules[__name__]
stop()
print(
    this.main is main, vars(this) is globals(), this.__dict__["parsed"] is parsed, main.__module__
)
setattr(this, "made", stop(1))
print(made, main.__globals__ is globals(), __builtins__ is not None, __spec__)
if __name__ == "__main__":
    result = main()
    stop()
    print("result", result)
else:
    print("never")
try:
    with contextlib.redirect_stderr(sys.stdout):
        parsed(["--count"])
except SystemExit as end:
    print("exit", end.code)
