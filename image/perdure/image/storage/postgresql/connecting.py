"""Connections to a server of PostgreSQL, outside of RelStorage: the URI, and the waiting for it.

Read by: perdure.image.storage.postgresql.postgresql.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn
from relstorage.zodburi_resolver import postgresql_resolver

from perdure.image.errors import NotAnImage, ServerGone
from perdure.image.storage.postgresql.relational import first_line

CONNECT = 5.0  #: seconds to wait for a server that is not there yet
STARTING = 60.0  #: seconds to wait for one that says it is starting
AGAIN = 0.1  #: seconds between two attempts in that time
MAKING = 60  #: seconds to wait for another process that makes the image
#: Held while tables or a first image are made; RelStorage's own locks have one number, not two.
LOCK = (0x70657264, 0x757265)

NO_DATABASE = re.compile(r'database ".*" does not exist')
NO_PASSWORD = "no password supplied"
#: What libpq itself finds amiss with an answer, or with its own settings: it will again.
AMISS = re.compile(
    "does not support SSL|certificate|private key|channel binding|auth method|sslmode"
)


def parsed(uri: str, shown: str) -> tuple[str, dict[str, Any], float]:
    """(what libpq takes, RelStorage's options, seconds to wait for the server)."""
    parts = urlsplit(uri)
    options, rest = postgresql_resolver.interpret_kwargs(dict(parse_qsl(parts.query)))
    if options.pop("demostorage", False):
        raise NotAnImage(f"{shown!r} asks for a demostorage, which no other process would see")
    patience = float(rest.pop("wait_timeout", CONNECT))
    try:
        found = parse_dsn(f"postgresql://{parts.netloc}{parts.path}?{urlencode(rest)}")
    except psycopg2.ProgrammingError as error:
        # libpq's text may hold all of the URI.
        reason = first_line(error)
        reason = "is no URI of libpq's" if "://" in reason else f"is refused: {reason}"
        raise NotAnImage(f"{shown!r} {reason}") from None
    return make_dsn(**found), options, patience


def connect(dsn: str, shown: str, deadline: float) -> Any:
    """A connection. Until then it waits for a server: ServerGone where none answers.

    NotAnImage where one refuses, or the URI does not say what it wants.

    A server that says it is starting is there, and so is waited for longer.
    """
    latest = monotonic() + STARTING
    while True:
        try:
            return psycopg2.connect(dsn)
        except psycopg2.OperationalError as error:
            refusal = re.search(r"FATAL: *(.*)", str(error))
            reason = refusal[1] if refusal else first_line(error)
        if refusal is None and NO_PASSWORD in reason:
            raise NotAnImage(
                f"the server at {shown!r} wants a password: put it into ~/.pgpass or PGPASSWORD"
            )
        if refusal is None and AMISS.search(reason):
            raise NotAnImage(f"no connection to {shown!r} can be made: {reason}")
        if refusal is None and monotonic() > deadline:
            raise ServerGone(f"no server answers at {shown!r}: {reason}")
        if refusal is not None and not (is_starting(reason) and monotonic() < latest):
            if may_pass(reason):
                raise ServerGone(f"the server at {shown!r} takes no connection: {reason}")
            advice = "; make it with `createdb`" if NO_DATABASE.search(reason) else ""
            raise NotAnImage(f"the server at {shown!r} refuses: {reason}{advice}")
        sleep(AGAIN)


def is_starting(reason: str) -> bool:
    """Whether a server that refuses so will take connections soon."""
    return any(word in reason for word in ("starting up", "shutting down", "not yet", "recovery"))


def may_pass(reason: str) -> bool:
    """Whether a server that refuses so may take connections later."""
    return is_starting(reason) or "too many" in reason or "connection slots" in reason


@contextmanager
def locked(dsn: str, limit: int = 0) -> Iterator[None]:
    """Hold the lock under which tables and first images are made.

    For `limit` seconds at most, unless 0: a process that is stopped while it looks after the
    tables must not keep all others from opening the image. One that makes a first image must not
    lose the lock.
    """
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{MAKING}s'")
            cursor.execute(f"SET idle_in_transaction_session_timeout = '{limit}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
        yield
    finally:
        connection.close()  # which gives the lock back


def has_tables(dsn: str) -> bool:
    return asked(dsn, "SELECT to_regclass('object_state') IS NOT NULL")


def asked(dsn: str, question: str) -> bool:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()
