"""The builtins behind the library `(perdure schedules)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/schedules.sld exports them.
What they need is imported when the first is called, as few programs have schedules.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from perdure.image.engine.builtins import external_name, host
from perdure.image.host.deadlines import deadline_parameter
from perdure.image.host.isolation import isolation_parameter
from perdure.image.host.restarts import restart_parameter
from perdure.image.host.scopes import scope_parameter
from perdure.image.processes.waits.names_as_noted import names_as_noted
from perdure.vm import Capture, current
from perdure.vm.machine.delimited import to_inherit
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value, new_string
from perdure.vm.objects.foreign_code import ForeignCode
from perdure.vm.objects.numbers import Ratio
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.singletons import FALSE, NIL, TRUE, UNSPECIFIED, boolean
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.primitives.registry import control, effectful

OPTIONS = "perdure.image.processes.schedule_options"
WAIT = "perdure.image.processes.waits.schedule"


def options_of(who: str, options: tuple[Value, ...], names: tuple[str, ...]) -> dict[str, Any]:
    """Names and values by turns, as a dictionary of Python's values; #f where one is not given."""
    found: dict[str, Any] = {}
    for place in range(0, len(options), 2):
        name = options[place]
        if type(name) is not Symbol or name.name not in names:
            raise fault(
                who, f"expected one of the options {', '.join(names)}, got {write_text(name)}"
            )
        if place + 1 == len(options):
            raise fault(who, f"there is no value for the option {name.name}")
        value = options[place + 1]
        if value is not FALSE:
            found[name.name] = plain(value)
    return found


def plain(value: Value) -> Any:
    """An option's value as Python's, where it is one of numbers and texts."""
    if type(value) is String:
        return value.text
    if type(value) is Symbol:
        return value.name
    if value is TRUE:
        return True
    return float(value) if isinstance(value, Ratio) else value


def inherited(procedure: Value) -> Value:
    """The parameters for what the program starts and does not wait for: no deadlines of its own."""
    if isinstance(procedure, ForeignCode):
        return NIL  # another machine's process has no parameters of this one's
    machine = current()
    parameters = machine.parameters
    left_out = (
        isolation_parameter(machine),
        scope_parameter(machine),
        restart_parameter(machine),
        deadline_parameter(machine),
    )
    return to_inherit(parameters, left_out)


def known(who: str, name: Value) -> str:
    """The name of a schedule, which must be there."""
    text = external_name(who, name)
    schedule_of(who, text)
    return text


def schedule_of(who: str, name: str) -> Any:
    """The schedule of that name, to be looked at; also where this slice has just changed it."""
    found = import_module(WAIT).as_noted(host().ledger, name)
    if found is None:
        raise fault(who, f"no schedule is called {name!r}", kind="range")
    return found


@effectful("schedule!")
def schedule(name: Value, procedure: Value, *options: Value) -> Value:
    """Have the procedure called again and again; a schedule of that name is changed."""
    here = host()
    text = external_name("schedule!", name)
    if not is_procedure(procedure) and not isinstance(procedure, ForeignCode):
        raise wrong_type("schedule!", "a procedure", procedure)
    checks = import_module(OPTIONS)
    given = options_of("schedule!", options, (*checks.OPTIONS, "moment"))
    try:
        timing, rules = checks.timing_from(given), checks.rules_from(given)
    except checks.BadOption as error:
        raise fault("schedule!", str(error), kind="range") from None
    wants_moment = bool(given.get("moment"))
    program = (procedure, (), wants_moment, inherited(procedure), here.running().language)
    changed = (text, timing, tuple(rules), program, here.now(), here.ledger.new_number())
    here.do("schedule:put", *changed)
    return name


@effectful("schedule-pause!")
def pause(name: Value) -> Value:
    """Have no runs until it is resumed."""
    here = host()
    here.do("schedule:pause", known("schedule-pause!", name), here.now(), here.ledger.new_number())
    return UNSPECIFIED


@effectful("schedule-resume!")
def resume(name: Value) -> Value:
    """Have runs again."""
    here = host()
    here.do(
        "schedule:resume", known("schedule-resume!", name), here.now(), here.ledger.new_number()
    )
    return UNSPECIFIED


@effectful("schedule-remove!")
def remove(name: Value) -> Value:
    """Forget it; runs that have begun go on."""
    host().do("schedule:remove", known("schedule-remove!", name))
    return UNSPECIFIED


@effectful("schedule-trigger!")
def trigger(name: Value) -> Value:
    """Start a run at once; gives its pid."""
    here = host()
    pid = here.ledger.new_number()
    here.do("schedule:trigger", known("schedule-trigger!", name), here.now(), pid)
    return pid


@effectful("schedules")
def schedules() -> Value:
    """The names of all, in their order."""
    names = names_as_noted(host().ledger, "schedule", "schedules", "put")
    return list_from([new_string(name) for name in names])


@effectful("schedule-next")
def next_run(name: Value) -> Value:
    """When the next run is, in seconds since 1970; #f where none is to come."""
    found = schedule_of("schedule-next", external_name("schedule-next", name))
    moment = import_module(WAIT).next_run(found)
    return FALSE if moment is None else moment


@effectful("schedule-runs")
def runs(name: Value) -> Value:
    """Lists of a moment and a pid, of the last runs, the last first."""
    found = schedule_of("schedule-runs", external_name("schedule-runs", name))
    return list_from([list_from([*each]) for each in reversed(found.recent)])


@effectful("schedule-paused?")
def is_paused(name: Value) -> Value:
    found = schedule_of("schedule-paused?", external_name("schedule-paused?", name))
    return boolean(found.is_paused)


@control("%keep-schedule")
def keep(schedule: Value) -> Value:
    """Do what is due, and wait for the next moment; see perdure.image.processes.waits.schedule."""
    raise Capture("schedule", schedule, host().now())
