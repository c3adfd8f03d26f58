"""A driver that dies by what it runs.

In the image each of many processes adds one to a cell of its own and ends; one of them ends its
driver.
"""

from __future__ import annotations

import os

from perdure.image import Image, builtin

#: `(start k)` is what the k-th process does.
PROGRAM = """
(import (python victim))
(define cells (vector-map list (make-vector {count} 0)))
(define (start k)
  (let ((cell (vector-ref cells k)))
    (if (= k {deadly}) (perish))
    (set-car! cell (+ (car cell) 1))
    k))
"""


@builtin
def perish() -> None:
    """End this Python process, without a word."""
    os._exit(9)


def drive(uri: str) -> None:
    """Until all has ended."""
    with Image.open(uri, [perish]) as image:
        image.run_until_idle()


def work(uri: str) -> None:
    """As a member of a shared image, until nothing is ready in it."""
    with Image.open(uri, [perish]) as image:
        while any(process.state == "ready" for process in image.processes()):
            image.driver.run(deadline=image.clock.now() + 0.5, stays=True)
