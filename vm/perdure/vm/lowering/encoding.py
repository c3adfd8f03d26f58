"""The stored form of lowered code: JSON in UTF-8, with a version in front.

JSON, because it outlives every class of ours and every version of Python, and
because the standard library reads it in C.
"""

from __future__ import annotations

import json

from perdure.vm.lowering.lowered import Lowered

VERSION = 1


def encoded(lowered: Lowered) -> bytes:
    """Lowered code as bytes; the constants are not part of it."""
    content = [
        VERSION,
        lowered.name,
        lowered.parameters,
        lowered.rest,
        lowered.captured,
        lowered.variables,
        lowered.body,
        sorted(lowered.live.items()),
        lowered.positions,
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decoded(data: bytes) -> Lowered:
    """The lowered code that `encoded` stored; ValueError for a version unknown here."""
    version, *rest = json.loads(data)
    if version != VERSION:
        raise ValueError(
            f"lowered code of version {version}; this Perdure reads version {VERSION}: upgrade it"
        )
    name, parameters, rest_variable, captured, variables, body, live, positions = rest
    return Lowered(
        name,
        parameters,
        rest_variable,
        captured,
        variables,
        body,
        dict(live),
        [(line, column) for line, column in positions],
    )
