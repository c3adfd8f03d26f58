"""A slice that was run apart saw names of locks and channels that it had taken back, no queues that
it had made, and none of its jobs. Found by a kill test on a loaded machine, where slices are run
apart that are short otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.image import Image
from perdure.image.engine import apart

PROGRAMS = {
    "a lock": (
        """(import (perdure locks))
        (define lock (make-mutex))
        (name-lock! 'a lock)
        (define there (list (eq? (lock-named 'a) lock) (lock-names)))
        (unname-lock! 'a)
        (define gone (list (eq? (lock-named 'a) #f) (lock-names)))
        (name-lock! 'a (make-semaphore 1))
        (list there gone (eq? (lock-named 'a) lock) (lock-names))""",
        [[True, ["a"]], [True, []], False, ["a"]],
    ),
    "a lock that was there": (
        """(import (perdure locks))
        (name-lock! 'a (make-mutex))
        (yield)
        (unname-lock! 'a)
        (list (mutex? (lock-named 'a)) (lock-names))""",
        [False, []],
    ),
    "a channel": (
        """(import (perdure channels))
        (name-channel! 'a (make-channel))
        (define there (list (and (channel-named 'a) 'a) (channel-names)))
        (unname-channel! 'a)
        (list there (channel? (channel-named 'a)) (channel-names))""",
        [["a", ["a"]], False, []],
    ),
    "a channel that was there": (
        """(import (perdure channels))
        (name-channel! 'a (make-channel))
        (yield)
        (unname-channel! 'a)
        (list (channel? (channel-named 'a)) (channel-names))""",
        [False, []],
    ),
    "a process": (
        """(register! 'a (self))
        (define there (= (whereis 'a) (self)))
        (unregister! 'a)
        (list there (whereis 'a))""",
        [True, False],
    ),
    "a schedule": (
        """(import (perdure schedules))
        (schedule! 'a (lambda () 1) 'every 60)
        (define there (list (schedules) (schedule-paused? 'a)))
        (schedule-remove! 'a)
        (list there (schedules) (guard (e (#t (error-object-message e))) (schedule-next 'a)))""",
        [[["a"], False], [], "schedule-next: no schedule is called 'a'"],
    ),
    "a queue": (
        """(import (perdure queues))
        (queue! 'a 'limit 2)
        (define there (list (queues) (queue-running 'a) (queue-waiting 'a)))
        (queue-remove! 'a)
        (list there (queues) (guard (e (#t (error-object-message e))) (queue-waiting 'a)))""",
        [[["a"], 0, 0], [], "queue-waiting: no queue is called 'a'"],
    ),
    "a queue and its jobs": (
        """(import (perdure queues))
        (queue! 'a 'limit 2 'key-limit 1)
        (define (add . options) (apply enqueue! 'a (lambda () (receive)) options))
        (define (counts) (list (queue-running 'a) (queue-waiting 'a)))
        (add 'key "k")
        (define one (counts))
        (add 'key "k")
        (define two (counts))
        (add)
        (define three (counts))
        (add)
        (add 'delay 60)
        (list one two three (counts)
              (guard (e (#t (error-object-message e))) (queue-remove! 'a)))""",
        [[1, 0], [1, 1], [2, 1], [2, 3], "queue-remove!: queue 'a' has jobs"],
    ),
    "a queue that was there": (
        """(import (perdure queues))
        (queue! 'a 'limit 1)
        (define (add) (enqueue! 'a (lambda () (receive))))
        (add)
        (yield)
        (add)
        (define before (list (queue-running 'a) (queue-waiting 'a)))
        (queue! 'a)
        (list before (queue-running 'a) (queue-waiting 'a))""",
        [[1, 1], 2, 0],
    ),
}


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:") as opened:
        yield opened


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_slice_sees_what_it_has_done(image: Image, name: str) -> None:
    text, expected = PROGRAMS[name]
    assert image.eval(f"(begin {text})") == expected
