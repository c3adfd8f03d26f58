"""Where the `perdure` command begins: Ctrl-C ends it at once until there is an image to let go of.

Python itself would tell of a KeyboardInterrupt by a traceback of whatever is being imported,
which takes most of the time until then.

Read by: the console script, perdure.repl.__main__. `listen` is called by perdure.repl.opening.
"""

from __future__ import annotations

import signal
import threading
from importlib import import_module

MAIN = "perdure.repl.main"  #: imported once Ctrl-C is harmless


def main() -> int:
    """The command, with the process's own arguments; gives the exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        code: int = import_module(MAIN).main()
        return code
    finally:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # there is nothing left to stop


def listen() -> None:
    """From now on Ctrl-C is a KeyboardInterrupt, where it was to end the process at once.

    Nothing in a thread beside the first: then that has its own way with signals.
    """
    is_first = threading.current_thread() is threading.main_thread()
    if is_first and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
