"""The stored form of lowered code: JSON in UTF-8, with a version in front.

JSON, because it outlives every class of ours and every version of Python, and
because the standard library reads it in C. Version 2 is that of code whose site table is
not stored, but worked out from its body (code.liveness); all other is of version 1.
Regions are stored where there are some.
"""

from __future__ import annotations

import json
from typing import Any

from perdure.vm.code.liveness import Derived
from perdure.vm.code.lowered import Lowered, Sites
from perdure.vm.core.control import Control, Role

WITH_TABLE, WITHOUT_TABLE = 1, 2


def encoded(lowered: Lowered) -> bytes:
    """Lowered code as bytes; the constants are not part of it."""
    live = lowered.live
    content: list[Any] = [
        WITH_TABLE if isinstance(live, dict) else WITHOUT_TABLE,
        lowered.name,
        lowered.parameters,
        lowered.rest,
        lowered.captured,
        lowered.variables,
        lowered.body,
        sorted(live.items()) if isinstance(live, dict) else None,
        lowered.positions,
    ]
    if lowered.regions:
        content.append([_region(each) for each in lowered.regions])
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decoded(data: bytes) -> Lowered:
    """The lowered code that `encoded` stored; ValueError for a version unknown here."""
    version, *rest = json.loads(data)
    if version not in (WITH_TABLE, WITHOUT_TABLE):
        raise ValueError(
            f"lowered code of version {version}; this Perdure reads versions "
            f"{WITH_TABLE} and {WITHOUT_TABLE}: upgrade it"
        )
    name, parameters, rest_variable, captured, variables, body, live, positions, *more = rest
    return Lowered(
        name,
        parameters,
        rest_variable,
        captured,
        variables,
        body,
        dict(live) if version == WITH_TABLE else Derived(body),
        [(line, column) for line, column in positions],
        [_sites(each) for each in more[0]] if more else [],
    )


def _region(sites: Sites) -> list[Any]:
    roles = [[role.value, variable] for role, variable in sites.roles]
    return [sites.kind.value, sites.first, sites.last, roles]


def _sites(stored: list[Any]) -> Sites:
    kind, first, last, roles = stored
    return Sites(
        Control(kind), first, last, tuple([(Role(role), variable) for role, variable in roles])
    )
