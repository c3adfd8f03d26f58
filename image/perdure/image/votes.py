"""ZEO's votes, counted.

Where a transaction conflicts, a ZEO client resolves the conflict and has the server
vote again, nine times at most. If there is one still, it goes on as though there were
none, and the server, asked to finish what it has not voted for, fails. Members that
ring each other's bells all the time come to that. Here it is a conflict like any other.

Read by: perdure.image.uris.
"""

from __future__ import annotations

from typing import Any

from ZODB.POSException import ConflictError

VOTES = 8  #: after so many with a conflict, the transaction is run again


def count_votes(client: Any) -> None:
    """Have a ZEO client raise ConflictError where the conflicts of a transaction do not end."""
    call, vote = client._call, client.tpc_vote
    votes = 0  # of one transaction: ZEO commits one at a time

    def counted_call(method: str, *arguments: Any, **options: Any) -> Any:
        nonlocal votes
        answer = call(method, *arguments, **options)
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
