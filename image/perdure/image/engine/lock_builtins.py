"""The builtins of semaphores, mutexes and their like, behind the library `(perdure locks)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/locks.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import host, seconds_of
from perdure.image.engine.meeting_builtins import act, checked, count_of, look, until_of, wait_for
from perdure.image.processes.waits import Lock, Opening, Permit, Signal, Turn
from perdure.image.schema.locks import ConditionVariable, Gate, Mutex, RateLimiter, Semaphore
from perdure.vm import Capture
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.registry import control, effectful, predicate

# Semaphores


def semaphore_of(who: str, given: Value) -> Semaphore:
    return checked(who, Semaphore, "a semaphore", given)


@effectful("make-semaphore")
def make_semaphore(count: Value) -> Value:
    """A semaphore with so many permits."""
    return Semaphore(count_of("make-semaphore", count))


@predicate("semaphore?", may_fail=False)
def is_semaphore(x: Value) -> bool:
    return type(x) is Semaphore


@control("acquire!")
def acquire(semaphore: Value, seconds: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """#t once a permit is taken."""
    found = semaphore_of("acquire!", semaphore)
    return wait_for(Permit(found, until_of("acquire!", seconds), default), found)


@effectful("release!")
def release(semaphore: Value, count: Value = 1) -> Value:
    """Give a permit back, or so many."""
    return act(
        "semaphore:release", semaphore_of("release!", semaphore), count_of("release!", count)
    )


@effectful("semaphore-count")
def semaphore_count(semaphore: Value) -> Value:
    """How many permits are free."""
    return look(semaphore_of("semaphore-count", semaphore)).free


@control("%acquire-held!")
def acquire_held(semaphore: Value) -> Value:
    """The same as `acquire!`; the permit comes back when the process ends, too."""
    found = semaphore_of("call-with-semaphore", semaphore)
    return wait_for(Permit(found, is_held=True), found)


@effectful("%release-held!")
def release_held(semaphore: Value) -> Value:
    return act("semaphore:give-back", semaphore, host().pid())


# Mutexes


def mutex_of(who: str, given: Value) -> Mutex:
    return checked(who, Mutex, "a mutex", given)


@effectful("make-mutex")
def make_mutex(name: Value = FALSE) -> Value:
    """A mutex, which is free."""
    return Mutex(name)


@predicate("mutex?", may_fail=False)
def is_mutex(x: Value) -> bool:
    return type(x) is Mutex


@control("lock!")
def lock(mutex: Value, seconds: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """#t once this process has the mutex; `abandoned` where its last owner has ended with it."""
    found = mutex_of("lock!", mutex)
    until = until_of("lock!", seconds)
    seen = look(found)
    if until is None and seen.is_locked and seen.owner == host().pid():
        raise fault("lock!", "this process has locked it already", kind="deadlock")
    return wait_for(Lock(found, until, default), found)


@effectful("unlock!")
def unlock(mutex: Value) -> Value:
    """Let the next have it. An error where this process does not have it."""
    found = mutex_of("unlock!", mutex)
    seen = look(found)
    if not seen.is_locked or seen.owner != host().pid():
        raise fault("unlock!", "this process has not locked it", kind="range")
    return act("mutex:unlock", found)


@effectful("mutex-owner")
def mutex_owner(mutex: Value) -> Value:
    """The pid of the process that has it; #f where none has."""
    return look(mutex_of("mutex-owner", mutex)).owner or FALSE


@control("%mutex-lock!")
def srfi_lock(mutex: Value, owner: Value, seconds: Value = DEFAULT) -> Value:
    """`mutex-lock!`: #t, `abandoned`, or #f where the time was over. `owner`: a pid, or 0."""
    found = mutex_of("mutex-lock!", mutex)
    return wait_for(Lock(found, until_of("mutex-lock!", seconds), FALSE, owner), found)


@effectful("%mutex-unlock!")
def srfi_unlock(mutex: Value) -> Value:
    """Unlock it, whichever process has it."""
    return act("mutex:unlock", mutex_of("mutex-unlock!", mutex))


@effectful("mutex-name")
def mutex_name(mutex: Value) -> Value:
    return mutex_of("mutex-name", mutex).name


@effectful("mutex-specific")
def mutex_specific(mutex: Value) -> Value:
    return mutex_of("mutex-specific", mutex).specific


@effectful("mutex-specific-set!")
def mutex_specific_set(mutex: Value, value: Value) -> Value:
    mutex_of("mutex-specific-set!", mutex).specific = value
    return UNSPECIFIED


@effectful("%mutex-state")
def mutex_state(mutex: Value) -> Value:
    """The pid of its owner, `not-owned`, `abandoned` or `not-abandoned`."""
    seen = look(mutex_of("mutex-state", mutex))
    if seen.is_locked:
        return seen.owner or symbol("not-owned")
    return symbol("abandoned" if seen.is_abandoned else "not-abandoned")


# Threads (SRFI 18)


@effectful("%thread")
def thread(pid: Value) -> Value:
    """The thread that the process is known to be; #f where it is none yet."""
    found = host().ledger.find_thread(pid)
    return FALSE if found is None else found


@effectful("%set-thread!")
def set_thread(pid: Value, thread: Value) -> Value:
    """Have the process be that thread."""
    host().ledger.set_thread(pid, thread)
    return UNSPECIFIED


@effectful("%now")
def now() -> Value:
    """The image's time, in seconds since 1970."""
    return host().now()


# Condition variables


def condition_of(who: str, given: Value) -> ConditionVariable:
    return checked(who, ConditionVariable, "a condition variable", given)


@effectful("make-condition-variable")
def make_condition_variable(name: Value = FALSE) -> Value:
    return ConditionVariable(name)


@predicate("condition-variable?", may_fail=False)
def is_condition_variable(x: Value) -> bool:
    return type(x) is ConditionVariable


@control("%condition-wait")
def condition_wait(who: Value, variable: Value, mutex: Value, seconds: Value = DEFAULT) -> Value:
    """Unlock the mutex and wait; #t when told, #f when the time is over."""
    found = condition_of(who.name, variable)
    locked = mutex_of(who.name, mutex)
    until = until_of(who.name, seconds)
    if until == 0:
        act("mutex:unlock", locked)
        return FALSE
    raise Capture(*Signal(found, locked, until).to_stored())


@effectful("condition-variable-signal!")
def condition_signal(variable: Value) -> Value:
    """Let the process go on that has waited longest."""
    found = condition_of("condition-variable-signal!", variable)
    return act("condition:signal", found, False)


@effectful("condition-variable-broadcast!")
def condition_broadcast(variable: Value) -> Value:
    """Let all go on that wait."""
    found = condition_of("condition-variable-broadcast!", variable)
    return act("condition:signal", found, True)


@effectful("condition-variable-name")
def condition_name(variable: Value) -> Value:
    return condition_of("condition-variable-name", variable).name


@effectful("condition-variable-specific")
def condition_specific(variable: Value) -> Value:
    return condition_of("condition-variable-specific", variable).specific


@effectful("condition-variable-specific-set!")
def condition_specific_set(variable: Value, value: Value) -> Value:
    condition_of("condition-variable-specific-set!", variable).specific = value
    return UNSPECIFIED


# Latches and barriers


def gate_of(who: str, given: Value, is_barrier: bool) -> Gate:
    what = "a barrier" if is_barrier else "a latch"
    if type(given) is not Gate or bool(given.size) is not is_barrier:
        raise wrong_type(who, what, given)
    return given


@effectful("make-latch")
def make_latch(count: Value) -> Value:
    """A latch that opens when so many have counted down."""
    return Gate(count_of("make-latch", count))


@predicate("latch?", may_fail=False)
def is_latch(x: Value) -> bool:
    return type(x) is Gate and not x.size


@effectful("latch-count")
def latch_count(latch: Value) -> Value:
    """How many are missing."""
    return look(gate_of("latch-count", latch, False)).missing


@effectful("latch-count-down!")
def latch_count_down(latch: Value, count: Value = 1) -> Value:
    found = gate_of("latch-count-down!", latch, False)
    return act("gate:count", found, count_of("latch-count-down!", count))


@control("latch-wait")
def latch_wait(latch: Value, seconds: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """#t once it is open."""
    found = gate_of("latch-wait", latch, False)
    return wait_for(Opening(found, until_of("latch-wait", seconds), default), found)


@effectful("make-barrier")
def make_barrier(count: Value) -> Value:
    """A barrier for so many."""
    size = count_of("make-barrier", count, 1)
    return Gate(size, size)


@predicate("barrier?", may_fail=False)
def is_barrier(x: Value) -> bool:
    return type(x) is Gate and bool(x.size)


@control("barrier-wait!")
def barrier_wait(barrier: Value, seconds: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """Wait until all have come: #t for the last of them, #f for the others."""
    found = gate_of("barrier-wait!", barrier, True)
    return wait_for(Opening(found, until_of("barrier-wait!", seconds), default), found)


# Rate limiters


@effectful("make-rate-limiter")
def make_rate_limiter(count: Value, seconds: Value) -> Value:
    """Turns, of which there are `count` at most in any `seconds`."""
    return RateLimiter(
        count_of("make-rate-limiter", count, 1), seconds_of("make-rate-limiter", seconds)
    )


@predicate("rate-limiter?", may_fail=False)
def is_rate_limiter(x: Value) -> bool:
    return type(x) is RateLimiter


@control("rate-limiter-wait!")
def rate_limiter_wait(limiter: Value) -> Value:
    """#t once it is this process's turn."""
    found = checked("rate-limiter-wait!", RateLimiter, "a rate limiter", limiter)
    return wait_for(Turn(found, host().now()), found)
