"""A wait: what a process waits for, and all that is to be known of waits of its kind.

A process stores a wait as a tuple of its kind and arguments, `("timer", 1750000001.5)`, in
its own record. A `Wait` is what such a tuple says, a value with named parts, and its class
has what is particular to the kind: how the wait begins, which indices it is entered into, how
it ends, how it reads in a list, what must be true of it in an image that is in order. The
ledger, the driver, the list of processes and the checker know none of the kinds; they ask.

A wait may have several *parts*, each a wait that may end it: the first that does withdraws the
others. Most have one, themselves. So the caller that has what a process waits for looks for the
part that it is, and says so by `Changes.fire`.

Reads: perdure.image.schema.processes, perdure.image.schema.root. Read by: the kinds beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar

from perdure.image.effects.provided import Provided
from perdure.image.schema.externals import External
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import RETURN, Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED

FARTHEST = 4e11  #: seconds since 1970; a wait until then is taken to be endless

M = TypeVar("M", bound=Meeting)

#: How a process goes on, as in `Process.outcome`: (RETURN, value), (RAISE, payload) or
#: (INVOKE, procedure, arguments).
Outcome = tuple[Any, ...]

#: Whether a process waits for what an index says that it does.
IsWanted = Callable[[int, "Wait"], bool]


class Indices(Protocol):
    """Where a wait is entered: the ledger's in a transaction, or those of an image looked at."""

    @property
    def root(self) -> ImageRoot: ...

    def indices(self, process: Process) -> Any:
        """The shard that the process is in: the root, or a Shard."""

    def claim(self, process: Process) -> None:
        """Have this transaction and one in which its holder changes it exclude each other."""


class Wanted(Protocol):
    """The work that processes want of the driver, once the transaction has committed."""

    @property
    def intents(self) -> list[Process]:
        """Those whose effects are to be begun."""

    @property
    def asking(self) -> list[int]:
        """The pids of those that want input."""


class Changes(Indices, Wanted, Protocol):
    """The ledger, as a wait sees it."""

    @property
    def withdrawn(self) -> list[tuple[int, int]]:
        """The pid and number of each effect that is no longer wanted."""

    def fire(self, process: Process, kind: type[Wait], *outcome: Any, key: Any = None) -> bool:
        """Wake the process if it waits for that; whether it did."""

    def is_ours(self, process: Process) -> bool:
        """Whether it is run here."""

    def is_transactional(self, function: tuple[str, str], /) -> bool:
        """Whether it is called within the image's transactions, as far as is known here."""

    def alter(self, process: Process, part: Wait, change: Callable[[], None]) -> None:
        """Change that part of its wait, which may be due at another moment then."""

    def find_process(self, pid: int) -> Process | None:
        """The process of that pid, as the program sees it; None where there is none."""

    def act(self, deed: str, thing: Meeting, *arguments: Any) -> Outcome | None:
        """Do a deed to the thing; gives its outcome."""

    def attend(self, procedure: Value, arguments: tuple[Value, ...], *, name: str) -> int:
        """Have a process of its own go on with what a deed has begun; its pid, if it is made."""

    def view(self, thing: M) -> M:
        """The thing, to be looked at and changed by a deed."""

    def find_external(self, name: str) -> External | None:
        """The External that is known under that name."""

    def has_message(self, process: Process) -> bool:
        """Whether something is in its mailbox."""

    def next_message(self, process: Process) -> Value:
        """The first message in its mailbox, taken out."""

    def add_lock(self, pid: int, thing: Meeting) -> None:
        """Note that what the process has of the thing is to come back when that ends."""

    def drop_lock(self, pid: int, thing: Meeting) -> None:
        """Note that it has come back."""


class Wait:
    """The wait of a process for something. A kind is a subclass, a registered dataclass."""

    __slots__ = ()

    kind: ClassVar[str]  #: its name in images; never changes
    called: ClassVar[str]  #: what a program calls that waits so, for an error
    #: the states of a process in which a driver does something for the wait: it must find the
    #: process on opening the image, and do it anew
    driven_in: ClassVar[tuple[str, ...]] = ()
    interrupts: ClassVar[bool] = False  #: whether its end is that of something else that is awaited
    is_run: ClassVar[bool] = False  #: whether foreign code runs for it, of which a driver may die

    # What it says

    def to_stored(self) -> tuple[Any, ...]:
        """The tuple that is stored: the kind, then what the class was made with."""
        return (self.kind, *[getattr(self, name) for name in fields_of(type(self))])

    def key(self) -> Any:
        """The key that tells it from the rest of its kind, for a caller that has what it awaits."""
        return None

    def due(self) -> float | None:
        """When it ends by itself, in seconds since 1970, if it does."""
        return None

    def parts(self) -> tuple[Wait, ...]:
        """The waits of which the first that ends it does."""
        return (self,)

    def text(self) -> str:
        """The text that says what it waits for, in words."""
        return self.kind

    def shortfall(
        self, provided: Mapping[tuple[str, str], Provided] | None, root: ImageRoot
    ) -> tuple[str, bool]:
        """The words added where it cannot end by now; whether this image lacks what it waits for.

        `provided` is what the image at hand was given; None where that says nothing.
        """
        return "", False

    # Its course

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        """Before it is stored. An outcome where there is nothing to wait for, which is taken."""
        return None

    def want(self, wanted: Wanted, process: Process) -> None:
        """Have the driver do what it has to for this wait: when it begins, and on opening."""

    def enter(self, indices: Indices, pid: int) -> None:
        """Put it into the index in which it is looked for. Nothing where it is in."""

    def leave(self, indices: Indices, pid: int) -> None:
        """Take it out. Nothing where it is not in."""

    def given_up(self, ledger: Changes, process: Process) -> None:
        """It ends, and what it was for has not come."""

    def must_end(self, ledger: Changes) -> bool:
        """Whether it is not to be interrupted: what it is for may have happened already."""
        return False

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        """The same without waiting, for a program that asks whether it is there."""
        return self.begin(ledger, process)

    # How it ends

    def goes_on(self, ledger: Changes, process: Process) -> bool:
        """Do what is due; whether the wait goes on then."""
        return False

    def timed_out(self) -> Outcome:
        """How the process goes on when the wait is due."""
        return (RETURN, UNSPECIFIED)

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        """How the process goes on where that part of it has ended so."""
        return outcome

    def again(self) -> Wait:
        """The wait of a process that failed of its end, and is to do the same once more."""
        return self

    # Whether it is in order

    def wrong(self, indices: Indices, pid: int) -> str:
        """Why it would never end, after "waits for ..., "; "" where all is well."""
        return ""

    @classmethod
    def entries(cls, indices: Indices) -> Iterator[tuple[int, Wait]]:
        """The entries of the index of this kind: pids, with what each is noted to wait for."""
        return iter(())

    @classmethod
    def clear(cls, indices: Indices, is_wanted: IsWanted) -> None:
        """Take out of that index what no process waits for."""
        for pid, wait in list(cls.entries(indices)):
            if not is_wanted(pid, wait):
                wait.leave(indices, pid)


def fields_of(kind: type[Wait]) -> tuple[str, ...]:
    """The names of what a wait of that kind is made with."""
    return tuple([field.name for field in fields(kind)])  # type: ignore[arg-type]
