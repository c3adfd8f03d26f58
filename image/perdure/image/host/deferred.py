"""The changes to processes that a slice in a workspace notes, made when it is merged.

The indices of an image change all the time; a long slice that wrote to them itself would
meet a conflict whenever it ended. So it only notes what is to be done, as tuples that
begin with the name of a method of the Ledger, and reads the image as it was when the
slice began.

Read by: perdure.image.engine.workspace, which gives it to the builtins in the place of a Ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from perdure.image.errors import AlreadyCompleted
from perdure.image.host.trying import Trying, act_as_tried
from perdure.image.processes.cancelling import has_cleanups, is_cancelled
from perdure.image.processes.labels import SET, changed
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.locks import give_up
from perdure.image.processes.names import DROP, TAKE
from perdure.image.processes.waits import Message, Selection
from perdure.image.processes.waits.console_line import is_reading, let_read
from perdure.image.processes.waits.message import TAKE as TAKE_MESSAGE
from perdure.image.schema.externals import External, find_external
from perdure.image.schema.history import Labels
from perdure.image.schema.indices import seconds_of
from perdure.image.schema.names import noted_under
from perdure.image.schema.processes import CANCELLED, WAITING, Facts, Process
from perdure.image.schema.root import ImageRoot
from perdure.image.storage.files import FileLog
from perdure.vm import ConsoleInput
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import NIL

OWN = 1 << 40  #: added to the number of a deed by which the slice sends itself a message

FEW, MANY = 16, 1024  #: pids reserved at once: at first, and at most


class DeferredLedger(Trying):
    """The changes of one slice, still to be made."""

    def __init__(
        self,
        root: ImageRoot,
        reserve: Callable[[int], list[int]],
        is_atomic: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.root = root
        self.files = FileLog()
        self.output: list[tuple[int, str]] = []
        self.asking: list[int] = []
        #: whether the slice may not wait: then it takes what is there by itself
        self._is_atomic = is_atomic
        #: which state of its input the slice has looked at; None: there was none
        self.input_seen: bytes | None = None
        self._reserve = reserve
        self._block = FEW
        self._pids: list[int] = []  #: reserved and not used yet
        self._made: list[int] = []  #: pids
        self._changed: dict[int, Process] = {}  #: as the program has to see them
        self._completed: dict[str, External] = {}
        self._taken: set[int] = set()  #: numbers of messages
        self._labels: dict[int, Labels] = {}  #: by pid, those that the slice has changed
        self._noted: dict[str, int] = {}  #: the pids under names that the slice has changed

    # What the program does

    def create(
        self,
        procedure: Value,
        arguments: tuple[Value, ...],
        *,
        name: str,
        parent: int,
        now: float,
        parameters: Value = NIL,
        language: str = "",
        scope: int = 0,
    ) -> Process:
        pid = self.new_number()
        started = (name, parent, now, parameters, language, scope)
        self._deeds.append(("create", pid, procedure, arguments, *started))
        self._made.append(pid)
        made = self._changed[pid] = Process(pid, Facts(name, parent, now, language))
        return made

    def new_number(self) -> int:
        if not self._pids:
            self._pids = self._reserve(self._block)
            self._pids.reverse()
            self._block = min(2 * self._block, MANY)
        return self._pids.pop()

    def send(self, process: Process, message: Value) -> None:
        self.note_woken(process, Message)
        self.note_woken(process, Selection)
        self._deeds.append(("send", process.pid, message))

    def cancel(self, process: Process, until: float) -> None:
        if process.has_ended:
            return
        self._deeds.append(("cancel", process.pid, until))
        if is_cancelled(process) or not has_cleanups(process, process.execution):
            self._see_killed(process)
        else:
            self.woken.add(process.pid)

    def kill(self, process: Process) -> None:
        if not process.has_ended:
            self._deeds.append(("kill", process.pid))
            self._see_killed(process)

    def _see_killed(self, process: Process) -> None:
        seen = self._changed[process.pid] = Process(process.pid, process.details)
        seen.state = CANCELLED
        give_up(self, process.pid, process.locks or ())  # as the merge will
        for shard in self.root.shards():
            self.woken.update(seconds_of(shard.waiters, process.pid))

    def complete(self, name: str, value: Value, now: float) -> None:
        found = self.find_external(name)
        if found is not None and found.is_complete:
            raise AlreadyCompleted(name)
        found = find_external(self.root, name)
        if found is not None:
            self.woken.update(found.waiting)
        self._deeds.append(("complete", name, value, now))
        made = self._completed[name] = External(name)
        made.is_complete, made.value = True, value

    def find_noted(self, name: str) -> int:
        """The pid that is noted under the name; 0 where none is."""
        found = self._noted.get(name)
        return noted_under(self.root, name) if found is None else found

    def take_name(self, name: str, pid: int) -> None:
        self.do(TAKE, name, pid, self.find_noted(name))
        self._noted[name] = pid

    def drop_name(self, name: str) -> None:
        self.do(DROP, name)
        self._noted[name] = 0

    def labels_of(self, process: Process) -> Labels:
        """The labels that the process has."""
        return self._labels.get(process.pid, process.details.labels)

    def set_labels(self, process: Process, changes: Iterable[tuple[str, str | None]]) -> None:
        """Let it have these, too; None: let it have none of that name."""
        made = tuple(changes)
        self._labels[process.pid] = changed(self.labels_of(process), made)
        self.do(SET, process.pid, made)

    def do(self, deed: str, *arguments: Any) -> None:
        """Note what is registered under that name; see perdure.image.processes.waits.deeds."""
        self._deeds.append(("do", deed, *arguments))

    def announce(self, pid: int, name: str, parent: int, now: float, language: str) -> None:
        """Let the program see a process that a deed makes, which waits."""
        self._made.append(pid)
        made = self._changed[pid] = Process(pid, Facts(name, parent, now, language))
        made.state = WAITING

    def noted_of(self, kind: str) -> list[tuple[Any, ...]]:
        """The names and arguments of all deeds of that kind, `kind:deed`, that are to be done."""
        return [
            noted[1:]
            for noted in self._deeds
            if noted[0] == "do" and noted[1].partition(":")[0] == kind
        ]

    def is_noted(self, deed: str, pid: int) -> bool:
        """Whether a deed that begins with that process is still to be done."""
        return any(each[:2] == ("do", deed) and each[2] == pid for each in self._deeds)

    # What the program sees

    def process(self, pid: int) -> Process:
        if type(pid) is int and pid in self._changed:
            return self._changed[pid]
        return self.root.process(pid)

    def find_process(self, pid: int) -> Process | None:
        return self._changed.get(pid) or self.root.find_process(pid)

    def pids(self) -> Iterator[int]:
        yield from self.root.pids()
        yield from self._made

    def has_message(self, process: Process) -> bool:
        """Taking one would conflict with a sender: the merge takes it, as a wait's end."""
        return self.message_after(process, -1) is not None

    def next_message(self, process: Process) -> Value:
        number = self.message_after(process, -1)
        assert number is not None
        message = self.message_at(process, number)
        self.take_message(process, number)
        return message

    def message_after(self, process: Process, number: int) -> int | None:
        """The number of the first message after that one, which the slice may take by itself."""
        return next((each for each in self._messages(process) if each > number), None)

    def message_at(self, process: Process, number: int) -> Value:
        mailbox = process.details.mailbox
        if number < OWN:
            assert mailbox is not None
            return mailbox[number]
        return self._deeds[number - OWN][2]

    def take_message(self, process: Process, number: int) -> None:
        if number < OWN:
            self._taken.add(number)
            self.do(TAKE_MESSAGE, process.pid, number)
        else:
            self._deeds[number - OWN] = ("nothing",)

    def _messages(self, process: Process) -> Iterator[int]:
        """The numbers of those in its mailbox, and of those that the slice has sent to itself."""
        if not self._is_atomic():
            return
        for number in process.details.mailbox or ():
            if number not in self._taken:
                yield number
        for i, deed in enumerate(self._deeds):
            if deed[0] == "send" and deed[1] == process.pid:
                yield OWN + i

    def console_input(self, process: Process) -> ConsoleInput:
        """The input that was typed; where none was, an empty one, so that reading waits."""
        found = process.details.input
        if found is None:
            return ConsoleInput()
        is_there = found.has_something  # which loads it
        self.input_seen = found._p_serial
        return found if is_there else ConsoleInput()

    def find_external(self, name: str) -> External | None:
        return self._completed.get(name) or find_external(self.root, name)

    # The end of the slice

    def noted(self) -> tuple[Any, ...]:
        """All that is to be done, in values of this connection."""
        return (self._deeds, self.output, self.asking, self.files.noted(), self.input_seen)

    def has_deeds(self, besides: str = "") -> bool:
        """Whether there is anything to be done, besides a deed of that name."""
        others = any(each[:2] != ("do", besides) for each in self._deeds)
        return others or bool(self.output or self.asking or self.files)

    def clear(self) -> None:
        """Forget the slice; the pids that it did not use serve the next."""
        self._deeds.clear()
        self.forget_sketches()
        self._made = []
        self._changed = {}
        self._completed = {}
        self._labels = {}
        self._taken = set()
        self._noted = {}
        self.output = []
        self.asking = []
        self.input_seen = None
        self.files.aborted()


def do(ledger: Ledger, noted: tuple[Any, ...]) -> None:
    """Make the changes that a DeferredLedger has noted.

    AlreadyCompleted, NoSuchProcess, Overtaken: one of them cannot be made any more.
    """
    deeds, output, asking, files, _ = noted
    for method, *arguments in deeds:
        if method == "do":
            ledger.do(*arguments)
        elif method == "nothing":
            continue
        elif method == "thread":
            ledger.set_thread(*arguments)
        elif method == "act":
            act_as_tried(ledger, *arguments)
        elif method == "create":
            pid, procedure, inside, name, parent, now, parameters, language, scope = arguments
            ledger.create(
                procedure,
                inside,
                name=name,
                parent=parent,
                now=now,
                parameters=parameters,
                language=language,
                scope=scope,
                pid=pid,
            )
        elif method == "complete":
            ledger.complete(*arguments)
        else:
            pid, *rest = arguments
            getattr(ledger, method)(ledger.root.process(pid), *rest)
    ledger.output += output
    ledger.asking += asking
    ledger.files.note(files)


def look_after(ledger: Ledger, process: Process, noted: tuple[Any, ...]) -> None:
    """Let the process read at once what was typed for it while its slice ran.

    What else it may wait for is looked for as the wait begins; but here something may be
    there that the slice has seen, and wants more.
    """
    source = process.details.input
    if source is None or not is_reading(process):
        return
    source._p_activate()
    if source._p_serial != noted[-1] and source.has_something:
        let_read(ledger, process)
