"""ZEO's votes, counted, and the server's answer to them understood.

Where a transaction conflicts, a ZEO client resolves the conflict and has the server
vote again, nine times at most. If there is one still, it goes on as though there were
none, and the server, asked to finish what it has not voted for, fails. Members that
ring each other's bells all the time come to that. Here it is a conflict like any other.

What a server's own storage raises comes as a name and a state; that its disk is full is
raised here as what it was there.

Read by: perdure.image.storage.uris.
"""

from __future__ import annotations

from typing import Any

from ZODB.POSException import ConflictError, StorageError

from perdure.image.errors import CannotWrite

VOTES = 8  #: after so many with a conflict, the transaction is run again


def count_votes(client: Any) -> None:
    """Have a ZEO client raise ConflictError where the conflicts of a transaction do not end."""
    call, vote = client._call, client.tpc_vote
    votes = 0  # of one transaction: ZEO commits one at a time

    def counted_call(method: str, *arguments: Any, **options: Any) -> Any:
        nonlocal votes
        try:
            answer = call(method, *arguments, **options)
        except StorageError as error:
            raise meaning_of(error) from error
        if method == "vote":
            votes += 1
            conflicts = [each for each in answer or () if isinstance(each, dict)]
            if conflicts and votes >= VOTES:
                raise ConflictError(**conflicts[0])
        return answer

    def counted_vote(transaction: Any) -> Any:
        nonlocal votes
        votes = 0
        return vote(transaction)

    client._call, client.tpc_vote = counted_call, counted_vote


def meaning_of(error: StorageError) -> StorageError:
    """CannotWrite where the server's storage has raised that."""
    if type(error).__name__ != "ServerException" or len(error.args) != 2:
        return error
    name, state = error.args
    if name != f"{CannotWrite.__module__}.{CannotWrite.__name__}" or not isinstance(state, dict):
        return error
    reason = str(state.get("reason", "it does not say why"))
    return CannotWrite(
        f"the server cannot write the image: {reason}; what was being committed has not happened, "
        "and all before it is kept",
        reason,
    )
