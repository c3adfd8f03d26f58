"""A thread that drives an image, for applications that have other things to do.

It has the turn (perdure.image.engine.connection_owner) for as long as it runs, so that requests of
all other threads are served by it.

Read by: perdure.image.api.session.
"""

from __future__ import annotations

import logging
import threading

from perdure.image.conversion.foreign import told
from perdure.image.engine.connection_owner import ConnectionOwner
from perdure.image.engine.driver import Driver
from perdure.image.engine.watchers import Watchers
from perdure.image.errors import ImageError

logger = logging.getLogger("perdure")


class Background:
    """Starts the thread and ends it."""

    def __init__(self, owner: ConnectionOwner, driver: Driver, watchers: Watchers) -> None:
        self._owner = owner
        self._driver = driver
        self._watchers = watchers
        self._thread: threading.Thread | None = None
        self._is_wanted = False
        self._has_begun = threading.Event()
        #: why it ended by itself (a disk that is full, say); None where it did not
        self.failure: BaseException | None = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        """Nothing where it runs. It begins when it is its turn."""
        if self._thread is not None:
            return
        self._is_wanted = True
        self._has_begun.clear()
        self.failure = None
        self._thread = threading.Thread(target=self._run, name="perdure-driver", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise what ended it by itself, if anything did."""
        if self.failure is not None:
            raise stopped_by(self.failure)

    def wait_begun(self) -> None:
        self._has_begun.wait()

    def stop(self) -> None:
        """It ends after a commit; nothing where it does not run."""
        thread = self._thread
        if thread is None:
            return
        self._is_wanted = False
        self._driver.stop()
        if thread is not threading.current_thread():
            thread.join()
            self._thread = None

    def _run(self) -> None:
        with self._owner.taken():
            self._has_begun.set()
            self._driver.callbacks.is_logging = True
            try:
                while self._is_wanted:
                    self._driver.run(stays=True)
            except BaseException as error:
                logger.exception("the thread that drives the image ended")
                self.failure = error
                self._watchers.fail(stopped_by(error))
            finally:
                self._driver.callbacks.is_logging = False
                self._driver.forget_stop()
                self._thread = None


def stopped_by(error: BaseException) -> ImageError:
    stopped = ImageError(f"the image is driven no longer: {told(error)}")
    stopped.__cause__ = error
    return stopped
