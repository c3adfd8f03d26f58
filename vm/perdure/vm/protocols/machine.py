"""A machine: runs computations until they end, wait, fail or are interrupted.

`perdure.vm.Machine` is the VM's own; it runs what is compiled from core IR, of whatever
language. A language that brings other code brings a machine for it, with this face. The one
that runs a process is chosen by the code that the process begins with, and runs all of it:
two machines never share a stack. What they share is the form of a stack (`Execution`, its
frames and segments), what goes into a run (`Resumption`) and what comes out (`Outcome`).

A frame is `(code, point, values)`. A machine of another kind than the VM's own keeps a
`perdure.vm.ForeignCode` for its code. A point is `2 * site` where the frame waits for the
value of that site, and `2 * site + 1` where it stands before it: whatever is returned then,
the site is done anew.

Read by: perdure.image.host.machines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.protocols.frames import Execution
from perdure.vm.protocols.outcomes import Invoke, Outcome, Resumption, Return

F = TypeVar("F", bound=Callable[..., Any])


ONCE = "at_most_once"  #: the attribute of a function of a machine's that is marked so


def at_most_once(function: F) -> F:
    """Decorator of one of a machine's `functions`."""
    setattr(function, ONCE, True)
    return function


class Evaluation(NamedTuple):
    """The outcome of a text that a debugger has evaluated in a frame of a machine's own."""

    execution: Execution | None  #: the stack with what that has changed; None: nothing
    text: str  #: the value as its language writes it; "" where there is none
    changed: tuple[str, ...]  #: the frame's variables that have other values by that
    value: Value = UNSPECIFIED  #: where it can be one of the VM's


class Stop(NamedTuple):
    """Where a step of a debugger ends: before the first statement, if nothing else is said."""

    level: int | None = None  #: that where the stack has no more frames than so many
    file: str = ""
    line: int = 0  #: that at this line of the file


class Pause(NamedTuple):
    """A breakpoint of the image's, or a watch, as a machine is told of it."""

    number: int
    what: str  #: a procedure's name; a file's, or the end of it; what is watched, for people
    line: int = 0  #: of that file; 0: none
    condition: str = ""  #: a text that must be true in the frame
    scope: tuple[Any, ...] | None = None  #: of a watch: as `watched` has given it
    #: whether it is where an exception of the class `what` is raised, or any, before it is handled;
    #: its condition is the text of a function of the exception then
    is_raised: bool = False


class Machine(Protocol):
    """Runs computations, one at a time, in whatever thread calls `run`.

    One that inherits from this class needs no more than `run`, `interrupt` and
    `clear_interrupt`: the rest does what is right for one that keeps nothing between two runs.
    """

    parameters: Value = NIL  #: the dynamic parameters in effect just now
    #: functions that its processes ask for as effects, by library ("%name") and name;
    #: `at_most_once` marks one that is not called again after a crash
    functions: Mapping[str, Mapping[str, Callable[..., Any]]] = {}

    def run(self, execution: Execution, resumption: Resumption) -> Outcome:
        """Go on with a suspended computation; its execution is not changed.

        The exceptions that the machine was made with are no affair of the program's (a
        storage's), and leave it; everything else becomes an Outcome. A slice may be run again
        from its beginning: what it does to objects is undone by the transaction, so it does
        nothing else to the world.
        """
        ...

    def interrupt(self) -> None:
        """Make the running computation stop soon, as Preempted. For any thread."""
        ...

    def clear_interrupt(self) -> None:
        """Withdraw an interrupt that no run has met."""
        ...

    def refresh(self) -> None:
        """Forget what was derived of objects: any may have changed (an abort)."""
        return

    def changed(self, things: Iterable[object]) -> None:
        """The same of these objects, which another worker has changed."""
        return

    def in_effect(self, library: str, name: str, parameters: Value) -> Value | None:
        """The value among `parameters` of the parameter that a library has bound to a name.

        None where there is none.
        """
        return None

    def unbound_cell(self, execution: Execution, payload: Value) -> Cell | None:
        """The global variable, unbound, that an error is about where a computation stands.

        None where it is about another thing.
        """
        return None

    def upgraded(
        self, execution: Execution, texts: Mapping[str, str] | None
    ) -> tuple[Execution, list[str]] | None:
        """The same computation in the new versions of its texts, by their paths; None: the files.

        With it what of them it does not take over. None where no text of its is another; Fault
        where it cannot be told how it goes on.
        """
        return None

    def evaluated(
        self, execution: Execution, depth: int, text: str, name: str
    ) -> Evaluation | None:
        """The outcome of a text in the frame of that depth, counted from the innermost.

        With a `name`, that variable of the frame is given the value. Fault where it cannot be done;
        None where this is no affair of the machine's, as the VM's frames are changed otherwise.
        """
        return None

    def left(
        self, execution: Execution, depth: int, text: str | None
    ) -> tuple[Execution, Resumption] | None:
        """The stack that goes on in place of that frame, and with what.

        It has the value of a text, evaluated in the frame; without one its procedure is called
        again, with its arguments. What those that are left have to clean up is cleaned up. Fault
        and None as above.
        """
        return None

    def stepping(self, execution: Execution) -> tuple[Execution, int] | None:
        """The same computation as it can stop before a statement, and how many frames it has.

        Fault and None as above.
        """
        return None

    def stop_at(self, stop: Stop | None, pauses: tuple[Pause, ...] = ()) -> None:
        """Have the runs that follow end there, as a wait of kind `breakpoint`.

        That is at the end of a step, None: of none; and at any of these breakpoints.
        """
        return

    def watched(self, execution: Execution, depth: int, text: str) -> tuple[Any, ...] | None:
        """The scope in which a variable, a field or an object of a frame is watched.

        It consists of texts and numbers. Fault and None as above.
        """
        return None

    def value_of(self, execution: Execution, text: str) -> Value | None:
        """The value of an expression, as this computation can be given it where it stands.

        It is evaluated in the innermost frame, where that can be; it changes nothing. Fault and
        None as above.
        """
        return None

    def can_give(self, execution: Execution) -> bool:
        """Whether the site that a computation stands before may be given a value instead."""
        return True

    def giving(self, execution: Execution, value: Value) -> tuple[Execution, Return | Invoke]:
        """How a computation goes on, and on which stack, where the site that it stands before,
        as it has failed there, is to give the value instead; Fault where it cannot.
        """
        *outer, (code, point, values) = execution.frames
        frames = (*outer, (code, point & ~1, values))
        return Execution(frames, execution.below, execution.count), Return(value)


#: Makes the machine of a connection: for a host, which is what its programs see of the world
#: (perdure.vm.protocols.Host), and the exceptions that are to leave `run`.
MakeMachine: TypeAlias = Callable[[Any, "tuple[type[Exception], ...]"], Machine]
