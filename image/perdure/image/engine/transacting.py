"""Calling a transactional function within the transaction that commits its result.

The call of one is an effect: its intent is committed before. Then it is called by the driver, in
the batch that delivers its outcome; so what it does by a data manager of `transaction`, what it
gives, and what the program does next are committed together. A batch that is aborted takes it
back, and the next calls it again. Where it raises, or its data manager's vote does, the batch
is aborted, and its error is delivered by another.

Reads: perdure.image.effects.provided. Read by: perdure.image.engine.scheduler,
perdure.image.engine.starting.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from BTrees.OOBTree import OOBTree

from perdure.image.conversion.converters import Conversion
from perdure.image.conversion.foreign import is_interrupt
from perdure.image.conversion.plain import settled
from perdure.image.effects.provided import cannot_pass, prepared, taken
from perdure.image.effects.runner import Completion, Job
from perdure.image.engine.own_statements import own_statements
from perdure.image.errors import CallFailed, CannotConvert
from perdure.image.processes.ledger import Ledger

KEPT = "prepared"  #: the names of what was committed in two phases, among what the image keeps


def outcome_of(
    job: Job, ledger: Ledger, transactions: Any, conversion: Conversion
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

    def call(*connection: Any) -> Any:
        return settled(conversion.plain(provided.function(*connection, *arguments, **keywords)))

    try:
        if database is None:
            return True, call()
        names = root.keep(KEPT, OOBTree) if database.two_phase else {}
        if database.two_phase:
            resolve(database, ledger)
        return True, database.call(call, job.key, number, transactions, names)
    except BaseException as error:
        if is_interrupt(error):
            raise
        raise CallFailed([number], error) from error


def failed(completion: Completion, error: BaseException, conversion: Conversion) -> Completion:
    """The same call, which has failed of that."""
    job: Job = completion.outcome
    _, failure = taken(False, error, conversion, job.provided.retry, job.attempt)
    return replace(completion, is_result=False, outcome=failure)


def resolve(database: Any, ledger: Ledger) -> None:
    """Commit or undo what a worker that has died left in two phases, as the image knows it."""
    root = ledger.root

    def is_ours(pid: int) -> bool:
        process = root.find_process(pid)
        return process is None or ledger.is_ours(process)

    database.resolve((root.kept or {}).get(KEPT, {}), root.id, is_ours)
