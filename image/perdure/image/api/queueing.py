"""Requests to an open image about its queues: docs/queues.md.

What they need is imported with the first of them.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from perdure.image.api.scheduling import Scheduling, plain
from perdure.image.api.starting import paths
from perdure.image.api.turns import gathered, in_turn
from perdure.image.conversion.convert import checked_text
from perdure.image.discovery import kept_name, language_of
from perdure.image.errors import ImageError
from perdure.image.processes.labels import given as given_labels
from perdure.image.schema.history import Labels
from perdure.vm.objects.singletons import NIL
from perdure.vm.protocols import Language, Start

if TYPE_CHECKING:
    from perdure.image.processes.queue_listing import QueueInfo

OPTIONS = "perdure.image.processes.queue_options"
WAIT = "perdure.image.processes.waits.job"
LISTING = "perdure.image.processes.queue_listing"


class Queueing(Scheduling):
    """The part of the interface for queues."""

    @gathered
    def queue(
        self,
        name: str,
        *,
        limit: int | None = None,
        key_limit: int | None = None,
        worker_limit: int | None = None,
        rate: tuple[int, float] | None = None,
        key_rate: tuple[int, float] | None = None,
    ) -> Callable[[], None]:
        """Have a queue of that name, with these limits and none besides.

        So many jobs have their turn at once: in all, of those with one key, of those that one
        worker was given. A rate is how many begin at most in how many seconds.
        """
        options: Any = import_module(OPTIONS)
        text = checked_text(name)
        if not text:
            raise ImageError("a queue is known by a text that is not empty")
        given = {
            "limit": limit,
            "key_limit": key_limit,
            "worker_limit": worker_limit,
            "rate": rate,
            "key_rate": key_rate,
        }
        try:
            limits = tuple(options.limits_from(given))
        except options.BadOption as error:
            raise ImageError(f"queue {text!r}: {error}") from None
        return lambda: self._do("queue:put", text, limits, self.clock.now())

    @gathered
    def enqueue(
        self,
        queue: str,
        what: Any,
        *arguments: Any,
        key: str | None = None,
        priority: int = 0,
        delay: float | timedelta | None = None,
        dedup: str | None = None,
        dedup_for: float | timedelta | None = None,
        name: str = "",
        labels: Mapping[str, str | int] | None = None,
    ) -> Callable[[], int]:
        """Make a job, a process that waits for its turn in the queue; gives its pid.

        `what` and the arguments are those of `spawn`. The least `priority` is first. It has no
        turn before the `delay`. While a job with the id `dedup` has not ended, and for
        `dedup_for` seconds, no other is made: the pid is that one's.
        """
        self._check_readable(what, f"enqueue {queue!r}")
        start, title, language = self._start_of(what, arguments, name)
        options = {
            "key": key,
            "priority": priority,
            "delay": plain(delay),
            "dedup": dedup,
            "dedup-for": plain(dedup_for),
        }
        given, told = options | {"name": title}, given_labels(labels)
        return self._enqueued(queue, start, language, given, told)

    @gathered
    def enqueue_program(
        self,
        queue: str,
        text: str,
        name: str,
        arguments: Sequence[str] = (),
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        language: str = "",
        key: str | None = None,
        priority: int = 0,
        delay: float | None = None,
        dedup: str | None = None,
        labels: Mapping[str, str | int] | None = None,
    ) -> Callable[[], int]:
        """Make a job that runs a program, as `spawn_program` does; gives its pid."""
        found = language_of(name, text, language)
        begin = found.start_program(
            self.root.libraries,
            checked_text(text),
            checked_text(name),
            [checked_text(argument) for argument in arguments],
            paths(search_path),
        )
        kept = self.kept_start(begin, found)
        options = {"key": key, "priority": priority, "delay": delay, "dedup": dedup, "name": name}
        return self._enqueued(queue, lambda: kept, found, options, given_labels(labels))

    @gathered
    def remove_queue(self, name: str) -> Callable[[], None]:
        """Forget a queue; ImageError where it has jobs."""
        wait: Any = import_module(WAIT)
        self._check_queue(name)

        def change() -> None:
            found = wait.find_queue(self.root, name)
            if found is not None and wait.has_jobs(found):
                raise ImageError(f"queue {name!r} has jobs; cancel them, or wait for their ends")
            self._do("queue:remove", name)

        return change

    @in_turn
    def queues(self) -> list[QueueInfo]:
        """All queues, in the order of their names, with how many jobs wait and run."""
        self.refresh()
        found: list[QueueInfo] = import_module(LISTING).queue_informations(self.root)
        return found

    def _check_queue(self, name: str) -> None:
        """ImageError where there is none of that name."""
        self.refresh()
        if import_module(WAIT).find_queue(self.root, name) is None:
            raise ImageError(f"no queue is called {name!r}")

    def _enqueued(
        self,
        queue: str,
        start: Callable[[], Start],
        language: Language,
        given: dict[str, Any],
        labels: Labels,
    ) -> Callable[[], int]:
        options: Any = import_module(OPTIONS)
        wait: Any = import_module(WAIT)
        self._check_queue(queue)
        try:
            options.wanted_from(given, 0, self.clock.now())
        except options.BadOption as error:
            raise ImageError(f"queue {queue!r}: {error}") from None

        def change() -> int:
            now = self.clock.now()
            wanted = options.wanted_from(given, 0, now)
            if wanted.dedup is not None:
                found = wait.find_queue(self.root, queue)
                double: int | None = wait.double_of(self.root, found, wanted.dedup, now)
                if double is not None:
                    return double
            pid = self.ledger.new_number()
            inside = (NIL, kept_name(language))
            self._do("queue:enqueue", queue, pid, start(), tuple(wanted), inside, now)
            if labels:
                self.ledger.set_labels(self.root.process(pid), labels)
            return pid

        return change
