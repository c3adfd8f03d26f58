"""A query that found the server of the image away left the workspace in which it was to be answered
in a transaction: each query after it, and each update, ended with `AlreadyInTransaction`."""

from __future__ import annotations

from typing import Any

import pytest
from transaction.interfaces import TransientError

from perdure.image import Image, ServerGone

PROGRAM = """
(import (perdure process) (perdure requests))
(define (answer) (on-query 'twice (lambda (n) (* 2 n))) (receive))
"""


class Away(TransientError):
    """The server does not answer."""


def test_a_query_is_answered_after_one_that_found_the_server_away() -> None:
    with Image.open(":memory:") as image:
        image.eval(PROGRAM)
        pid = image.spawn("answer")
        image.run_until_idle()
        assert image.query(pid, "twice", 1) == 2

        idle: Any = image._asking._idle
        connection = idle._connection
        begin = connection.newTransaction

        def away(*arguments: Any) -> None:
            connection.newTransaction = begin
            raise Away

        connection.newTransaction = away
        with pytest.raises(ServerGone):
            image.query(pid, "twice", 2)
        assert image.query(pid, "twice", 3) == 6
