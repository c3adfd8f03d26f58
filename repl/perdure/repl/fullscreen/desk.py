"""The desk: what is asked of an image is done by threads of its own, so that no key waits for it.

One thread looks, the other does: a table is shown anew while a debugger waits for its process.

Read by: perdure.repl.fullscreen.application.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from perdure.image import ImageError
from perdure.repl.access import Access
from perdure.repl.failures import Refused
from perdure.repl.shells import problem_line

T = TypeVar("T")

Work = Callable[[], Any]


class Desk:
    """Two threads that ask an image."""

    def __init__(self, access: Access, call_soon: Callable[[Work], Any]) -> None:
        """`call_soon` has the thread that shows call a function."""
        self.access = access
        self._call_soon = call_soon
        self._queues: tuple[SimpleQueue[Work | None], ...] = (SimpleQueue(), SimpleQueue())
        self._threads = [
            threading.Thread(target=_serve, args=(queue,), daemon=True) for queue in self._queues
        ]
        self.asked = 0  #: how much is asked that is not answered
        for thread in self._threads:
            thread.start()

    def look(
        self, what: Callable[[], T], then: Callable[[T], None], fail: Callable[[str], None]
    ) -> None:
        """Have that looked up; then one of the two is called, in the thread that shows."""
        self._ask(self._queues[0], what, then, fail)

    def do(
        self, what: Callable[[], T], then: Callable[[T], None], fail: Callable[[str], None]
    ) -> None:
        """Have that done, behind what is asked for before."""
        self._ask(self._queues[1], what, then, fail)

    def close(self, patience: float) -> None:
        """Let both end; what takes longer than that is left where it is."""
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            thread.join(patience)

    def _ask(
        self,
        queue: SimpleQueue[Work | None],
        what: Callable[[], T],
        then: Callable[[T], None],
        fail: Callable[[str], None],
    ) -> None:
        self.asked += 1

        def answered(tell: Work) -> None:
            self.asked -= 1
            tell()

        def work() -> None:
            try:
                found = what()
            except ImageError as error:
                text = problem_line(error)
                self._call_soon(lambda: answered(lambda: fail(text)))
            except Refused as error:
                said = error.format_message()
                self._call_soon(lambda: answered(lambda: fail(said)))
            except BaseException as error:  # noqa: BLE001  (it is shown where one looks)
                told = f"{type(error).__name__}: {error}"
                self._call_soon(lambda: answered(lambda: fail(told)))
            else:
                self._call_soon(lambda: answered(lambda: then(found)))

        queue.put(work)


def _serve(queue: SimpleQueue[Work | None]) -> None:
    while (work := queue.get()) is not None:
        work()
