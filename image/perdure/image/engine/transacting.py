"""Calling a transactional function within the transaction that commits its result.

The call of one is an effect: its intent is committed before. Then it is called by the driver, in
the batch that delivers its outcome; so what it does by a data manager of `transaction`, what it
gives, and what the program does next are committed together. A batch that is aborted takes it
back, and the next calls it again. Where it raises, or its data manager's vote does, the batch
is aborted, and its error is delivered by another.

Reads: perdure.image.effects.provided. Read by: perdure.image.engine.batches,
perdure.image.engine.starting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from BTrees.OOBTree import OOBTree
from transaction.interfaces import TransientError

from perdure.image.conversion.converters import Conversion
from perdure.image.conversion.foreign import is_interrupt
from perdure.image.conversion.plain import settled
from perdure.image.effects.provided import cannot_pass, prepared, taken
from perdure.image.effects.runner import Completion, Job
from perdure.image.engine.doubts import Doubts
from perdure.image.engine.own_statements import own_statements
from perdure.image.errors import CallFailed, CannotConvert
from perdure.image.processes.ledger import Ledger

KEPT = "prepared"  #: the names of what was committed in two phases, among what the image keeps


def outcome_of(
    job: Job, ledger: Ledger, transactions: Any, conversion: Conversion, doubts: Doubts
) -> tuple[bool, Any]:
    """The outcome of the call, as `run` of perdure.image.effects.provided gives it; CallFailed."""
    provided, root = job.provided, ledger.root
    try:
        arguments, keywords = prepared(provided, job.arguments, job.key, conversion)
    except CannotConvert as error:
        return False, cannot_pass(error)
    if "transactions" in provided.takes:
        keywords["transactions"] = transactions
    database = provided.database
    number = job.pid, job.number
    if "execute" in provided.takes:

        def execute(statement: str, parameters: Any = ()) -> None:
            own_statements(root._p_jar, transactions).execute(number, statement, parameters)

        keywords["execute"] = execute

    if (
        database is not None
        and database.two_phase
        and doubts.has_any
        and is_left(database, root.id)
    ):
        doubts.note()
        raise CallFailed([], None)  # what is left, and might keep it waiting, is seen to first

    def call(*connection: Any) -> Any:
        return settled(conversion.plain(provided.function(*connection, *arguments, **keywords)))

    try:
        if database is None:
            return True, call()
        names = root.keep(KEPT, OOBTree) if database.two_phase else {}
        return True, database.call(call, job.key, number, transactions, names, doubts.note)
    except BaseException as error:
        # A conflict of the image's own, which it has met by what it loads, is no error of the call.
        if is_interrupt(error) or isinstance(error, TransientError):
            raise
        raise CallFailed([number], error) from error


def is_left(database: Any, image_id: str) -> bool:
    """Whether something is prepared; not where the database is away, as is then each call."""
    try:
        return database.two_phase and bool(database.left(image_id))
    except ConnectionError:
        return False


def failed(completion: Completion, error: BaseException, conversion: Conversion) -> Completion:
    """The same call, which has failed of that."""
    job: Job = completion.outcome
    _, failure = taken(False, error, conversion, job.provided.retry, job.attempt)
    return replace(completion, is_result=False, outcome=failure)


def resolve(database: Any, ledger: Ledger, change: Callable[[Callable[[], Any]], Any]) -> None:
    """Commit or undo what a worker that has died left in two phases, as the image knows it.

    In three steps, so that no member undoes what another is just committing:

    1. What is prepared is looked up.
    2. A transaction of the image's, begun after that, decides. What the image has a name of was
       committed. For what it has none of, and whose process is this member's, it notes False:
       a member that still wants to commit that has lost the process, or meets a conflict.
    3. What is decided is done.

    `change` makes a change in a transaction that sees all that was committed by now.
    """
    root = ledger.root
    left = database.left(root.id)
    if not left:
        return

    def decide() -> dict[str, bool]:
        names = root.keep(KEPT, OOBTree)
        decided = {}
        for name, pid in left.items():
            process = root.find_process(pid)
            if process is None or ledger.is_ours(process):
                decided[name] = names.setdefault(name, False)
        return decided

    database.finish(change(decide), root.id)
