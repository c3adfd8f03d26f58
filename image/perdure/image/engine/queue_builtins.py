"""The builtins behind the library `(perdure queues)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/queues.sld exports them. What they
need is imported when the first is called, as few programs have queues.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from perdure.image.engine.builtins import external_name, host
from perdure.image.engine.schedule_builtins import inherited, options_of
from perdure.image.processes.waits.names_as_noted import names_as_noted
from perdure.vm import Capture
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Pair, Value, new_string
from perdure.vm.objects.foreign_code import ForeignCode
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.primitives.registry import control, effectful

OPTIONS = "perdure.image.processes.queue_options"
WAIT = "perdure.image.processes.waits.job"
SEEN = "perdure.image.processes.waits.queue_as_noted"

#: The options of a queue, by their names in programs.
LIMITS = {
    "limit": "limit",
    "key-limit": "key_limit",
    "worker-limit": "worker_limit",
    "rate": "rate",
    "key-rate": "key_rate",
}


@effectful("queue!")
def queue(name: Value, *options: Value) -> Value:
    """Have a queue of that name with these limits; gives the name."""
    text = external_name("queue!", name)
    given = {
        LIMITS[option]: pair_of(value)
        for option, value in options_of("queue!", options, tuple(LIMITS)).items()
    }
    checks = import_module(OPTIONS)
    try:
        limits = checks.limits_from(given)
    except checks.BadOption as error:
        raise fault("queue!", str(error), kind="range") from None
    host().do("queue:put", text, tuple(limits), host().now())
    return name


@effectful("queue-remove!")
def remove(name: Value) -> Value:
    """Forget a queue, which must have no jobs."""
    text = external_name("queue-remove!", name)
    if queue_of("queue-remove!", text).has_jobs():
        raise fault("queue-remove!", f"queue {text!r} has jobs", kind="range")
    host().do("queue:remove", text)
    return UNSPECIFIED


@effectful("enqueue!")
def enqueue(name: Value, thunk: Value, *options: Value) -> Value:
    """Make a job that calls the thunk when it has its turn; gives its pid.

    Where there is one already of the id `dedup`, that one's.
    """
    here = host()
    ledger, now = here.ledger, here.now()
    text = known("enqueue!", name)
    if not is_procedure(thunk) and not isinstance(thunk, ForeignCode):
        raise wrong_type("enqueue!", "a procedure", thunk)
    checks = import_module(OPTIONS)
    given = options_of("enqueue!", options, checks.JOB)
    given.setdefault("name", getattr(getattr(thunk, "code", thunk), "name", "") or "")
    process = here.running()
    try:
        wanted = checks.wanted_from(given, process.pid, now)
    except checks.BadOption as error:
        raise fault("enqueue!", str(error), kind="range") from None
    found = None if wanted.dedup is None else double_of(text, wanted.dedup, now)
    if found is not None:
        return found
    pid: int = ledger.new_number()
    ledger.announce(pid, wanted.name, process.pid, now, process.language)
    inside = (inherited(thunk), process.language)
    here.do("queue:enqueue", text, pid, (thunk, ()), tuple(wanted), inside, now)
    return pid


def double_of(name: str, dedup: str, now: float) -> int | None:
    """The pid of the job of that id, as the program has to see it; None where there is none."""
    ledger = host().ledger
    for deed, noted, *given in ledger.noted_of("queue"):
        if deed == "queue:enqueue" and noted == name and given[2][5] == dedup:
            return int(given[0])
    wait = import_module(WAIT)
    found = wait.find_queue(ledger.root, name)
    pid = None if found is None else wait.double_of(ledger.root, found, dedup, now)
    if pid is not None:
        host().do("queue:same", name, dedup, pid, now)
    return pid


def known(who: str, name: Value) -> str:
    """The name of a queue, which must be there."""
    text = external_name(who, name)
    queue_of(who, text)
    return text


def queue_of(who: str, name: str) -> Any:
    """The queue of that name, to be looked at; also where this slice has just made it."""
    found = import_module(SEEN).queue_as_noted(host().ledger, name)
    if found is None:
        raise fault(who, f"no queue is called {name!r}", kind="range")
    return found


def pair_of(value: Any) -> Any:
    """A list of two as a tuple of Python's."""
    if isinstance(value, Pair) and isinstance(value.cdr, Pair) and value.cdr.cdr is NIL:
        return value.car, value.cdr.car
    return value


@effectful("queues")
def queues() -> Value:
    """The names of all, in their order."""
    names = names_as_noted(host().ledger, "queue", "queues", "put")
    return list_from([new_string(name) for name in names])


@effectful("queue-waiting")
def waiting(name: Value) -> Value:
    """How many jobs wait, those that are delayed among them."""
    return queue_of("queue-waiting", external_name("queue-waiting", name)).count_waiting()


@effectful("queue-running")
def running(name: Value) -> Value:
    """How many jobs have their turn."""
    return queue_of("queue-running", external_name("queue-running", name)).running


@control("%job-due")
def due(queue: Value, procedure: Value, arguments: Any, key: Any, priority: Any) -> Value:
    """The time of a job that was delayed has come: it waits for its turn."""
    raise Capture("job", queue, procedure, arguments, key, priority)


@control("%queue-clock")
def clock(queue: Value) -> Value:
    """Start what a rate allows, and wait for the next moment."""
    raise Capture("queue-clock", queue, host().now())
