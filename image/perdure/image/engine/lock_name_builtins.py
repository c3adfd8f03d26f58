"""The builtins of mutexes and semaphores that have a name, behind the library `(perdure locks)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/locks.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import external_name, host
from perdure.image.engine.lock_builtins import semaphore_of
from perdure.image.engine.meeting_builtins import act, until_of, wait_for
from perdure.image.processes.waits import Permit
from perdure.image.processes.waits.lock_names import GIVE, HAND_OVER, KIND, TAKE
from perdure.image.processes.waits.names_as_noted import named_as_noted, names_as_noted
from perdure.image.schema.locks import Mutex, Semaphore
from perdure.image.schema.named_locks import KEPT, Lock, find_lock
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.registry import control, effectful


def lock_of(who: str, given: Value) -> Lock:
    if isinstance(given, Mutex | Semaphore):
        return given
    raise wrong_type(who, "a mutex or a semaphore", given)


@effectful("name-lock!")
def name_lock(name: Value, lock: Value) -> Value:
    """Have the lock be known by that name; an error of kind `registered` where another is."""
    text = external_name("name-lock!", name)
    given = lock_of("name-lock!", lock)
    found = _named(text)
    if found is not None and found is not given:
        raise fault("name-lock!", f"another lock is called {text!r}", kind="registered")
    if found is None:
        host().do(GIVE, text, given)
    return UNSPECIFIED


@effectful("unname-lock!")
def unname_lock(name: Value) -> Value:
    """Have no lock be known by that name. What refers to it goes on with it."""
    host().do(TAKE, external_name("unname-lock!", name))
    return UNSPECIFIED


@effectful("lock-named")
def lock_named(name: Value) -> Value:
    """The mutex or semaphore that is known by that name; #f where none is."""
    found = _named(external_name("lock-named", name))
    return FALSE if found is None else found


@effectful("lock-names")
def lock_names() -> Value:
    """The names of locks, in their order."""
    return list_from([new_string(name) for name in names_as_noted(host().ledger, KIND, KEPT)])


def _named(name: str) -> Lock | None:
    """As the program has to see it: a slice that is run apart has only noted what it does."""
    ledger = host().ledger
    found: Lock | None = named_as_noted(ledger, KIND, name, find_lock(ledger.root, name))
    return found


# On behalf of somebody outside


@control("%acquire-held-within!")
def acquire_held_within(semaphore: Value, seconds: Value = DEFAULT) -> Value:
    """A permit that comes back when the process ends, within that time."""
    found = semaphore_of("acquire!", semaphore)
    return wait_for(Permit(found, until_of("acquire!", seconds), is_held=True), found)


@effectful("%hand-over-lock!")
def hand_over_lock(lock: Value, taker: Value) -> Value:
    """Give what this process has of the lock to that one."""
    return act(HAND_OVER, lock_of("%hand-over-lock!", lock), host().pid(), taker)
