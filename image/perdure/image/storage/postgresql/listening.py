"""Hearing of commits from PostgreSQL, when they happen.

A trigger makes the server send a notification with each commit, once that is to be seen
by any reader. Its text is the committer's name, a colon, and the numbers of the
changed objects. A thread with a connection of its own waits for them (LISTEN).

Where no member but the committer's listens, nothing is sent: the server would wake a process for it
with each commit, and that one this one. A listener's connection holds a lock, a shared one whose
number comes of its member's name; it ends with the connection, however that does. A commit looks
for such locks of other members (pg_locks), and nobody begins to listen between that and its end.

A member that commits again and again sees with each transaction what the others have committed,
and hears of nothing but itself: then the thread listens less often, up to RARELY.

A connection that breaks is made anew; what was told meanwhile is lost, so all that
listen are then told that anything may have changed.

Read by: perdure.image.storage.postgresql.postgresql.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from time import monotonic, sleep
from typing import Any

import psycopg2
from ZODB.utils import p64

from perdure.image.forking import give_up_in_children, sever, sever_connection
from perdure.image.storage.postgresql.relational import Arrived

#: Advisory locks: of those that listen, with the hash of the name; and of commits, which may share
#: it, and of those that begin to listen. RelStorage's have numbers of 64 bits, which are others.
LISTENS, TELLS = 1885697132, 1885697140
#: A message may have 8000 bytes; where there are too many objects it names none.
TELLING = f"""
CREATE OR REPLACE FUNCTION perdure_tell_2() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed text; sender text := current_setting('application_name');
BEGIN
  PERFORM pg_advisory_xact_lock_shared({TELLS}, 0);
  IF NOT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = {LISTENS} AND objsubid = 2
      AND objid <> hashtext(sender)::oid
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) THEN
    RETURN NULL;
  END IF;
  SELECT string_agg(zoid::text, ' ') INTO changed FROM perdure_changed;
  IF changed IS NOT NULL THEN
    PERFORM pg_notify('perdure', sender || ':' ||
                      CASE WHEN length(changed) < 7500 THEN changed ELSE '' END);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS perdure_tell_made ON object_state;
CREATE TRIGGER perdure_tell_made AFTER INSERT ON object_state
  REFERENCING NEW TABLE AS perdure_changed FOR EACH STATEMENT EXECUTE FUNCTION perdure_tell_2();
DROP TRIGGER IF EXISTS perdure_tell_changed ON object_state;
CREATE TRIGGER perdure_tell_changed AFTER UPDATE ON object_state
  REFERENCING NEW TABLE AS perdure_changed FOR EACH STATEMENT EXECUTE FUNCTION perdure_tell_2();
"""
#: Begins to listen, once the commits have ended that may have seen nobody who does.
LISTEN = f"""
BEGIN;
SELECT pg_advisory_xact_lock({TELLS}, 0);
SELECT pg_advisory_lock_shared({LISTENS}, hashtext(current_setting('application_name')));
LISTEN perdure;
COMMIT
"""
IS_TOLD = """
SELECT count(*) = 2 FROM pg_trigger WHERE tgrelid = 'object_state'::regclass
AND tgname IN ('perdure_tell_made', 'perdure_tell_changed')
"""
#: Whether commits tell nobody but those that listen; older functions tell in any case.
IS_SPARING = "SELECT to_regprocedure('perdure_tell_2()') IS NOT NULL"

AGAIN = 0.2  #: seconds between two attempts to connect
SELDOM, RARELY = 0.0005, 0.01  #: seconds until it listens again, after it has heard only us
SILENCE = 5.0  #: seconds without a word after which the server is asked whether it is there

logger = logging.getLogger("perdure")


class Listener:
    """The thread, from its making until `stop`."""

    def __init__(self, dsn: str, ourselves: str, arrived: Arrived) -> None:
        self._dsn = dsn
        self._ourselves = ourselves  #: of our own commits nobody need be told
        self._arrived = arrived
        self._is_stopped = threading.Event()
        self._is_closed = False
        self._ended, self._end = os.pipe()  #: what is written ends the wait
        give_up_in_children(self, Listener._give_up)
        self._thread = threading.Thread(target=self._run, name="perdure-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._is_stopped.is_set():
            return
        self._is_stopped.set()
        os.write(self._end, b".")
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            os.close(self._ended)
            os.close(self._end)
            self._is_closed = True

    def _give_up(self) -> None:
        """In a child: these numbers are the pipe's until it is closed, and anybody's after."""
        if not self._is_closed:
            sever([self._ended, self._end])

    def _run(self) -> None:
        while not self._is_stopped.is_set():
            connection = None
            try:
                connection = psycopg2.connect(self._dsn)
                give_up_in_children(connection, sever_connection)
                connection.autocommit = True
                cursor = connection.cursor()
                cursor.execute(LISTEN)
                self._arrived(None)  # whatever happened before we listened
                self._listen(connection, cursor)
            except psycopg2.Error as error:
                logger.info("not listening to commits: %s", error)
                self._is_stopped.wait(AGAIN)
            finally:
                if connection is not None:
                    connection.close()

    def _listen(self, connection: Any, cursor: Any) -> None:
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        waiting.register(self._ended, select.POLLIN)
        pause = 0.0
        while True:
            began = monotonic()
            ready = waiting.poll(SILENCE * 1000)
            if monotonic() - began > 2 * RARELY:
                pause = 0.0  # nobody commits again and again
            if self._is_stopped.is_set():
                return
            if ready:
                connection.poll()
            else:
                cursor.execute("SELECT 1")
            told, connection.notifies[:] = list(connection.notifies), []
            of_others = sum([self._hear(notification.payload) for notification in told])
            pause = min(RARELY, max(SELDOM, 2 * pause)) if told and not of_others else 0.0
            if pause:
                sleep(pause)

    def _hear(self, text: str) -> bool:
        """Whether another member has committed; then it is told on."""
        sender, _, numbers = text.rpartition(":")
        if sender == self._ourselves:
            return False
        self._arrived([p64(int(number)) for number in numbers.split()] or None)
        return True
