"""Programs that have stopped at an error, and how each can go on.

A slice has happened when it is committed. One that ends with an exception that nobody takes is kept
as if it had not run: the program stands where it was before, at its last wait. To *retry* is to go
on from there: where the exception came of that wait, a call outside say, that is begun again, under
its key; else with what it has given, so nothing that was done outside is done twice.

Instead, a *value* may be given. Where the exception came of the wait, it is what that gives. Else
it is what the innermost call gives that can be left so: the caller, and those that it returns to,
stand in no `try` or `with`, since what these do when they are left has been done by then. So that
is another state of the program, as it was when the exception had left that call.

The frames of a stack that has stopped are for people: code and place, with the variables as texts.
The outermost one's values are the `Stopped` that tells how it goes on. Its innermost point is odd
(before the site: `retry`) or even (after it: a value is given), as perdure.vm.protocols has it.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from persistent import Persistent

from perdure.languages.python.machine.programs import MACHINE
from perdure.vm import Execution, ForeignCode, Invoke, Raise, Resumption, Return
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell

FAILED = "failed"  #: of the content of a code whose frame is only kept to be shown
CHAIN = 100  #: exceptions that are looked at, of those that one came of

#: How a program goes on from where it stands: the first of a tuple.
RESUME = "resume"  #: with a Return or a Raise: (whether it raises, the value)
BEGIN = "begin"  #: by calling a code: (code, arguments)
LINE = "line"  #: with a line that it has read: (the line,)
AGAIN = "again"  #: the effect that it waits for is begun again: (its number,)
#: with the outcome that is stored with it: (whether it is raised, the numbers of calls whose
#: outcomes are left out, so that these are begun again)
GIVEN = "given"


class Stopped(Persistent):
    """The ways on for one program that has stopped."""

    __module__ = "perdure.languages.python"
    __slots__ = ("common", "fault", "how", "printed", "stands", "unbound", "unit", "valued")

    stands: tuple[Any, ...]  #: the state of its execution before the slice that has failed
    how: tuple[Any, ...]  #: how it goes on from there to do again what has failed
    #: the state of its execution that is to be given a value; None where none can be given
    valued: tuple[Any, ...] | None
    unbound: Cell | None  #: the variable of a module that was not defined; bound: it is to be
    unit: str  #: the name of that module
    #: the text that the slice has shown which is run again: it is not shown twice
    printed: str
    #: the state of the execution that a debugger works in: the stack as the exception had left it,
    #: with the frames that it had left as the outcome; None where none could be stored
    fault: tuple[Any, ...] | None
    common: int  #: how many of its frames, from the outermost, stood before the slice, too

    def __init__(
        self,
        stands: Execution,
        how: tuple[Any, ...],
        valued: Execution | None = None,
        unbound: tuple[str, str] | None = None,
        printed: str = "",
        fault: Execution | None = None,
        common: int = 0,
    ) -> None:
        self.stands = stands.to_state()
        self.how = how
        self.valued = None if valued is None else valued.to_state()
        self.unit = "" if unbound is None else unbound[0]
        self.unbound = None if unbound is None else Cell(unbound[1])
        self.printed = printed
        self.fault = None if fault is None else fault.to_state()
        self.common = common

    def __getstate__(self) -> tuple[Any, ...]:
        ways = (self.stands, self.how, self.valued)
        state = (1, *ways, self.unbound, self.unit, self.printed)
        return state if self.fault is None else (*state, self.fault, self.common)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.stands, self.how, self.valued, self.unbound, self.unit, self.printed = state[:7]
        self.fault, self.common = state[7:9] if len(state) > 8 else (None, 0)

    def standing(self) -> Execution:
        """The stack that it goes on with when it does again what has failed."""
        return Execution.from_state(self.stands)

    def defined(self) -> dict[str, tuple[str, Value]]:
        """A name and its value, by the module, to be defined before it goes on."""
        cell = self.unbound
        if cell is None or not cell.is_bound:
            return {}
        return {self.unit: (cell.name, cell.value)}


# What a machine is asked to go on with, besides the VM's resumptions


@dataclass(frozen=True, slots=True)
class Again:
    """Begin the effect again that it waits for."""

    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """Go on with a line that was read before."""

    line: Any


@dataclass(frozen=True, slots=True)
class Given:
    """Go on with the outcome that is stored, without those of some calls."""

    is_raised: bool
    without: tuple[int, ...]


Onward = Resumption | Again | Line | Given


class Began(NamedTuple):
    """How a slice has begun, for the case that it fails."""

    execution: Execution
    how: tuple[Any, ...]
    errors: tuple[BaseException, ...] = ()  #: that what it had waited for has raised
    #: how it is done again where the failure came of one of them; None: as the image knows
    again: tuple[Any, ...] | None = None
    outcome: Any = None  #: of GIVEN: the effects.Arrived with it
    printed: str = ""  #: by the call whose outcome it is, of what the slice shows


def began_with(execution: Execution, resumption: Onward) -> Began:
    """The beginning of a slice that is resumed so; of some more is known later."""
    if isinstance(resumption, Again):
        return Began(execution, (AGAIN, resumption.number))
    if isinstance(resumption, Given):
        return Began(execution, (GIVEN, resumption.is_raised, resumption.without))
    if isinstance(resumption, Line):
        return Began(execution, (LINE, resumption.line))
    if isinstance(resumption, Invoke):
        return Began(execution, (BEGIN, resumption.procedure, resumption.arguments))
    if isinstance(resumption, Raise):
        return Began(execution, (RESUME, True, resumption.payload))
    return Began(execution, (RESUME, False, resumption.value))


def stopped_in(execution: Execution) -> Stopped | None:
    """How a stack that has stopped goes on; None of one that has not, or cannot."""
    outermost = execution.outermost()
    if outermost is None or not is_shown_only(outermost[0]):
        return None
    values = outermost[2]
    return values[0] if values and isinstance(values[0], Stopped) else None


def is_shown_only(code: Any) -> bool:
    """Whether a frame's code says no more than what is shown of it."""
    return isinstance(code, ForeignCode) and code.content[0] == FAILED


def onward(
    stopped: Stopped, execution: Execution, resumption: Resumption
) -> tuple[Execution, Onward]:
    """The stack and the resumption with which a program that has stopped goes on."""
    stands = stopped.standing()
    if isinstance(resumption, Raise):
        return stands, resumption
    if isinstance(resumption, Return) and not is_before(execution):
        assert stopped.valued is not None
        return Execution.from_state(stopped.valued), resumption
    kind, *given = stopped.how
    if kind == AGAIN:
        return stands, Again(*given)
    if kind == GIVEN:
        return stands, Given(*given)
    if kind == LINE:
        return stands, Line(*given)
    if kind == BEGIN:
        return stands, Invoke(*given)
    is_raised, value = given
    return stands, Raise(value) if is_raised else Return(value)


def is_before(execution: Execution) -> bool:
    """Whether it stands before the site of its innermost frame."""
    innermost = next(execution.all_frames(), None)
    return innermost is not None and innermost[1] & 1 == 1


def stack_of(shown: Execution, stopped: Stopped, name: str) -> Execution:
    """A stack that has stopped: the frames that are shown, with how it goes on."""
    frames = list(reversed(list(shown.all_frames())))
    if not frames:
        frames = [(ForeignCode(MACHINE, name, (FAILED, ())), 0, ())]
    code, point, _ = frames[0]
    frames[0] = (code, point, (stopped,))
    code, point, values = frames[-1]
    frames[-1] = (code, point | 1, values)
    return Execution(tuple(frames))


def as_shown(execution: Execution) -> Execution:
    """The frames of a suspended stack, for people."""
    frames = []
    for code, point, _ in execution.all_frames():
        if is_shown_only(code):
            return execution
        place = code.places[point >> 1] if point >> 1 < len(code.places) else None
        content = (FAILED, ())
        places = () if place is None else (place,)
        frames.append((ForeignCode(MACHINE, code.name, content, code.source, places), 0, ()))
    return Execution(tuple(reversed(frames)))


def came_of(error: BaseException) -> Iterator[BaseException]:
    """An exception, with those that it came of: causes, contexts, and parts of groups."""
    seen: set[int] = set()
    waiting = [error]
    while waiting and len(seen) < CHAIN:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [each for each in (one.__cause__, one.__context__) if each is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
