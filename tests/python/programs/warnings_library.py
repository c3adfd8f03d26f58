"""warnings: raised as errors, caught and recorded, once each, with the line of the program."""

import sys
import warnings

from stopping import stop


def old():
    warnings.warn("old is old", DeprecationWarning, stacklevel=2)
    return stop("result")


class OwnWarning(UserWarning):
    pass


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(old())
    stop()
    warnings.warn(OwnWarning("own"))
    print([(w.category.__name__, str(w.message), w.lineno) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter("error", OwnWarning)
    try:
        warnings.warn("as an error", OwnWarning)
    except OwnWarning as error:
        stop()
        print("raised", error)


def show(message, category, filename, lineno, file=None, line=None):
    print("shown", category.__name__, message, lineno, file=sys.stdout)


with warnings.catch_warnings():
    warnings.showwarning = show
    warnings.simplefilter("default")
    for _ in range(3):
        stop()
        warnings.warn("once for a line")
    warnings.filterwarnings("ignore", message="silent.*")
    warnings.warn("silent one")
    warnings.warn("loud one")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    exec(compile("warnings.warn('from text')", "a text", "exec"))
    print(caught[0].filename, caught[0].lineno)
