"""The builtins behind the library `(perdure image)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/image.sld exports them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import islice
from typing import Any

from persistent import Persistent

from perdure.image.engine.builtins import external_name, host
from perdure.image.processes.board import said
from perdure.image.processes.hooks import WHICH
from perdure.image.storage.references import path, referrers
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Record, RecordType, Value, new_string
from perdure.vm.objects.printer import display_text
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.primitives.registry import effectful

MOST = 1_000  #: objects that a program is given, unless it says how many


@effectful("%hook!")
def hook(number: Value, name: Value, procedure: Value) -> Value:
    """Have a procedure called when the image is opened (0) or closed (1); #f: no more."""
    which = WHICH[number]
    text = external_name(f"on-{which}!", name)
    if procedure is not FALSE and not is_procedure(procedure):
        raise wrong_type(f"on-{which}!", "a procedure", procedure)
    host().do("hooks:set", which, text, None if procedure is FALSE else procedure)
    return UNSPECIFIED


@effectful("say!")
def say(*things: Value) -> Value:
    """Put these, as `display` writes them, on the board that the image's processes share."""
    here = host()
    process = here.running()
    text = "".join(map(display_text, things))
    here.do("board:say", f"process {process.pid}, {process.details.name}", text)
    return UNSPECIFIED


@effectful("said")
def said_by_now(count: Value = MOST) -> Value:
    """The last entries of the board, the oldest first: a list of (author text) for each."""
    found = said(host().ledger.root, None, _count("said", count))
    return list_from([list_from([new_string(e.author), new_string(e.text)]) for e in found])


@effectful("instances-of")
def instances_of(kind: Value, count: Value = MOST) -> Value:
    """The records of a record type that are stored, also those that are dead; so many at most."""
    if not isinstance(kind, RecordType):
        raise wrong_type("instances-of", "a record type", kind)
    connection = host().ledger.root._p_jar
    things = _objects(referrers(_oid_of("instances-of", kind), connection.db().storage))
    wanted = (each for each in things if isinstance(each, Record) and each.type is kind)
    return list_from(list(islice(wanted, _count("instances-of", count))))


@effectful("%referrers-of")
def referrers_of(thing: Value, count: Value) -> Value:
    """Texts of what refers to an object, as far as it is stored."""
    connection = host().ledger.root._p_jar
    found = _objects(referrers(_oid_of("referrers-of", thing), connection.db().storage))
    texts = (new_string(display_text(each)) for each in found)
    return list_from(list(islice(texts, _count("referrers-of", count))))


@effectful("path-to")
def path_to(thing: Value) -> Value:
    """Texts of what keeps an object alive, a shortest way from the root; () where it is dead."""
    connection = host().ledger.root._p_jar
    storage = connection._storage
    found = path(_oid_of("path-to", thing), lambda oid: storage.load(oid)[0])
    return list_from([new_string(display_text(connection.get(oid))) for oid in found[1:]])


@effectful("%become")
def wish(old: Value, new: Value) -> Value:
    """The name under which it is completed that one object becomes another."""
    name = f"become/{secrets.token_hex(8)}"
    host().do("wishes:become", name, old, new)
    return new_string(name)


def _oid_of(who: str, thing: Value) -> bytes:
    if not isinstance(thing, Persistent):
        raise fault(who, f"{display_text(thing)} has no identity of its own", kind="range")
    if thing._p_oid is None:
        raise fault(who, f"{display_text(thing)} is not stored yet", kind="range")
    return bytes(thing._p_oid)


def _objects(oids: Iterable[bytes]) -> Iterable[Any]:
    get = host().ledger.root._p_jar.get
    return (get(oid) for oid in oids)


def _count(who: str, count: Value) -> int:
    if count is DEFAULT:
        return MOST
    if type(count) is not int or count < 0:
        raise wrong_type(who, "a number of objects", count)
    return count
