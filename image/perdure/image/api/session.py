"""One opening of an image: its parts, how they are put together, used in turn, and let go.

Read by: perdure.image.api.queries, perdure.image.api.commands, perdure.image.api.blocking.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from BTrees.OOBTree import OOBTree
from ZODB.POSException import POSError

import perdure.image.engine.builtins
import perdure.image.engine.image_builtins
import perdure.image.engine.interruption_builtins
import perdure.image.engine.lock_name_builtins
import perdure.image.engine.mailbox_builtins
import perdure.image.engine.naming_builtins
import perdure.image.engine.queue_builtins
import perdure.image.engine.request_builtins
import perdure.image.engine.schedule_builtins
import perdure.image.engine.select_builtins
import perdure.image.engine.version_builtins  # noqa: F401  (registers these, and those of locks)
from perdure.image.api.providing import by_function, provide, signatures_of
from perdure.image.api.turns import Turns, in_turn
from perdure.image.clock import Clock, SystemClock
from perdure.image.conversion.converters import Conversion, Converter
from perdure.image.conversion.exceptions import Exceptions
from perdure.image.conversion.handles import Handle, Handles
from perdure.image.discovery import find_language
from perdure.image.effects.provided import Provided, class_finder, those_at
from perdure.image.effects.runner import EffectRunner
from perdure.image.effects.signatures import Function
from perdure.image.engine.askers import Asks
from perdure.image.engine.asking import Asking
from perdure.image.engine.background import Background
from perdure.image.engine.connection_owner import ConnectionOwner
from perdure.image.engine.driver import Driver, Output
from perdure.image.engine.jobs import start_jobs
from perdure.image.engine.leaving import GRACE, leave
from perdure.image.engine.scheduler import Scheduler
from perdure.image.engine.workspace import Workspace
from perdure.image.errors import MEMORY, ImageError
from perdure.image.forking import give_up_in_children
from perdure.image.host.host import Host
from perdure.image.host.machines import Machines
from perdure.image.inbox import Inbox
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.pids import BLOCK
from perdure.image.processes.requests import Progress
from perdure.image.schema.processes import Process
from perdure.image.seconds import checked_seconds
from perdure.image.sharing.alone import Alone
from perdure.image.sharing.invalidations import Invalidations
from perdure.image.sharing.membership import PIDS, Membership
from perdure.image.storage.opening import Opened
from perdure.vm import Machine
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell
from perdure.vm.protocols import Language, Start

PATIENCE = 30.0  #: seconds for which an opening that only asks waits for a worker to be there
INTERACTION = "interaction environments"  #: those of further languages, by name


@dataclass(frozen=True, slots=True)
class Application:
    """The program that has an image open, as far as the image calls upon it."""

    make_handle: Callable[[Any, Value], Handle]  #: of an image and a procedure of it
    loop: Any = None  #: the asyncio loop on which coroutines of effects run; None: one of ours


class Session(Turns):
    """The base that every part of the interface stands upon."""

    def __init__(
        self,
        path: str,
        opened: Opened,
        libraries: dict[str, dict[str, Provided]],
        *,
        read_only: bool,
        clock: Clock,
        converters: Iterable[Converter[Any]] = (),
        grace: float = GRACE,
        resumes: bool = True,
        keeps_variables: bool = False,
        queues: Iterable[str] | None = None,
        max_effects: int | None = None,
        drive: bool = True,
        patience: float = PATIENCE,
        places: Iterable[str] | None = None,
        programs: tuple[str, ...] = (),
        application: Application,
    ) -> None:
        self.path = path
        self.programs = programs  #: folders in which programs are looked for
        self.keeps_variables = keeps_variables
        self.grace = checked_seconds(
            "grace", grace
        )  #: seconds that effects have to end in, on closing
        self.read_only = read_only
        self.clock = clock
        self._replaced: dict[Function, Provided] = {}  #: see perdure.image.api.trying
        self._open_again: Callable[[], Any] | None = None
        self._reopened: Any = None  #: the image that `reopen` gave
        self.language = find_language()  #: that of texts that are called and sent
        self._opened: Opened | None = opened
        self._process = os.getpid()  #: the one that may use it
        self._is_closing = False
        give_up_in_children(self, Turns._give_up)
        self.root = opened.root
        self._id = opened.root.id
        is_member = opened.is_shared and not read_only
        self.drives = drive
        if not (drive or is_member):
            raise ImageError(
                f"{path!r} is open here alone, and nobody else could drive it: drive=False is "
                "for a shared image (zeo://, postgresql://)"
            )
        self.ledger = Ledger(
            opened.root,
            only=None if (resumes and drive) or read_only else set(),
            most_pids=PIDS if is_member else BLOCK,
        )
        self.ledger.served = None if queues is None else frozenset(queues)
        if not drive:
            self.ledger.served = frozenset()
        self.ledger.only_asks = not drive
        is_placed = places is not None or is_member
        there = those_at(libraries, frozenset(places or ())) if is_placed else libraries
        provided = by_function(there)
        handles = Handles(self, application.make_handle)
        exceptions = Exceptions(class_finder(by_function(libraries)))
        self.conversion = Conversion(self.root, exceptions, handles, converters)
        self.conversion.unpickles = not read_only
        self.ledger.now = clock.now
        transactional = {key for key, each in provided.items() if each.is_transactional}
        self.ledger.is_transactional = transactional.__contains__
        self.host = Host(self.ledger, clock, self.conversion, provided)
        passes = (POSError,)
        self.machine = Machine(self.root.libraries, self.host, passes)
        self.machines = Machines(self.machine, self.host, passes)
        self._inbox: Inbox[Any] = Inbox()
        if max_effects is not None and max_effects < 1:
            raise ImageError(f"max_effects is a number from 1, not {max_effects!r}")
        loop = application.loop
        self.effects = EffectRunner(self._inbox, self.conversion, loop, max_effects)
        members = self._membership(opened, there) if is_member else Alone(self.ledger)
        make_workspace = partial(Workspace, opened.database, self.host)
        self._asking = Asking(make_workspace)
        self.scheduler = Scheduler(
            opened.transactions,
            self.ledger,
            self.machines,
            self.host,
            members,
            make_workspace,
            self._is_time_wanted,
        )
        self.driver = Driver(
            self.scheduler, clock, self._inbox, self.effects, after_commit=opened.save_index
        )
        self.watchers = self.driver.watchers
        self.owner = ConnectionOwner(
            self.driver.asked,
            self.driver.call_soon,
            self.check_process,
            self.driver.grant,
            self.driver.returning.has_asked,
        )
        self._background = Background(self.owner, self.driver, self.watchers)
        if read_only:
            return
        if isinstance(members, Membership):
            members.patience = checked_seconds("patience", patience)
        members.join(self.scheduler.change)
        provide(self.root, self.scheduler, libraries)
        members.start()  # last: its thread uses what is closed where any of this fails
        if not opened.is_shared:
            if isinstance(self.clock, SystemClock):
                self.clock.opened(opened.last_commit())
            self.ledger.own_all()
            if self.root.sharing is not None:
                self.scheduler.change(self.ledger.take_arrivals)
            self.driver.trials.found(self.ledger.owned.values())
            self.driver.find_work(self.ledger.owned.values())
            start_jobs(self.ledger, self.driver.change)

    def __repr__(self) -> str:
        closed = ", closed" if self._opened is None else ""
        return f"<{type(self).__name__} {self.path!r}{closed}>"

    def storage_to_pack(self) -> Any:
        """Where the image lies, for perdure.image.pack; from any thread."""
        return self._opened_to_pack().storage

    def storage_to_trim(self) -> Any:
        """An instance of the storage, to be released: of what it commits all connections hear."""
        return self._opened_to_pack().database._mvcc_storage.new_instance()

    def _opened_to_pack(self) -> Opened:
        self.check_process()
        self._check_writable()
        opened = self._opened
        if opened is None or self._is_closing:
            raise self._closed()
        return opened

    def close(self, grace: float | None = None) -> None:
        """Let the effects that run end, commit what came of them, and release the image.

        The processes stay asleep in it. Effects that run longer than `grace` seconds (by
        default what the image was opened with) are cut off, as in a crash. Threads that wait
        for a process get ImageClosed.

        In a process that was forked off the one that opened it, nothing is done: there is
        nothing to commit, and what is to be released is the other's.
        """
        if os.getpid() != self._process:
            self._give_up()
            return
        left = self.grace if grace is None else checked_seconds("close: grace", grace)
        self._is_closing = True
        self._background.stop()
        while not self.owner.is_mine() and self.owner.is_taken():
            self.driver.stop()  # whoever drives it in the foreground
            self.owner.pause()
        with self.owner.taken(), self.storage_told("close"):
            opened = self._opened
            if opened is None or self.driver.is_leaving:
                return
            try:
                if not self.read_only:
                    self.driver.hooks.end(left)
                    leave(self.driver, left)
                    self.driver.end_upkeep()
            finally:
                self._opened = None
                self._close(opened)

    def _close(self, opened: Opened) -> None:
        try:
            if not self.read_only:
                self.scheduler.members.stop()
                # Else numbers are only skipped, and work on files is only done again;
                # others find out by themselves that this member has gone.
                with suppress(Exception):
                    self.scheduler.change(self._leave)
        finally:
            self.scheduler.requests.fail(self._closed())
            self.driver.grant()  # tells them
            self.watchers.fail(self._closed())
            self.effects.close()
            self.scheduler.close()
            self._asking.close()
            opened.close()

    def _leave(self) -> None:
        self.driver.trials.rest()
        self.scheduler.members.leave()

    @property
    def id(self) -> str:
        self.check_process()
        return self._id

    @property
    def on_output(self) -> Output | None:
        """Called with (pid, text) after each commit; None: output is only kept."""
        return self.driver.on_output

    @on_output.setter
    def on_output(self, deliver: Output | None) -> None:
        self.driver.on_output = deliver

    @property
    def on_input(self) -> Asks | None:
        """Called with the pid of a process that wants input, between two transactions.

        It says whether the process will be given some by `supply_input`: if so, the
        image is not idle. It is asked again when driving begins anew.
        """
        return self.driver.askers.on_input

    @on_input.setter
    def on_input(self, ask: Asks | None) -> None:
        self.driver.askers.on_input = ask

    @property
    def on_end(self) -> Callable[[int], None] | None:
        """Called with the pid of each process that has ended here, after the commit."""
        return self.driver.on_end

    @on_end.setter
    def on_end(self, tell: Callable[[int], None] | None) -> None:
        self.driver.on_end = tell

    @property
    def on_progress(self) -> Callable[[int, Progress], None] | None:
        """Called with the pid and the Progress of each process that is run here and tells of it.

        After the commit, and once for all that it says in one transaction.
        """
        return self.driver.on_progress

    @on_progress.setter
    def on_progress(self, tell: Callable[[int, Progress], None] | None) -> None:
        self.driver.on_progress = tell

    @property
    def member(self) -> str | None:
        """Which opening of a shared image this is; None where it is not shared."""
        return self.scheduler.members.name

    def call_soon(self, function: Callable[[], None]) -> None:
        """Have the thread that drives the image call this. May be called from any thread."""
        self.check_process()
        self.driver.call_soon(function)

    def refresh(self) -> None:
        """See what members have done to a shared image. Nothing where it is not shared."""
        self.check_process()
        members = self.scheduler.members
        if not members.is_shared:
            return
        members.sync()
        members.expect_news()
        self.scheduler.look()

    def _known(self, pid: int) -> Process:
        """The process of that pid, also where another member made it just now; NoSuchProcess."""
        found = self.root.find_process(pid)
        if found is None:
            self.refresh()
            return self.root.process(pid)
        return found

    @property
    def is_in_memory(self) -> bool:
        """Whether the image ends when it is closed."""
        return self.path == MEMORY

    def _membership(self, opened: Opened, libraries: dict[str, dict[str, Provided]]) -> Membership:
        """Make the membership of an image that other members have open too."""
        invalidations = Invalidations(
            opened.database, opened.connection, self.machines, lambda: self._inbox.put(None)
        )
        given = libraries if self.ledger.only is None else {}  # else others' effects would come
        provides = [(*function, *signature) for function, signature in signatures_of(given)]
        provided = tuple(sorted(provides))
        return Membership(
            opened,
            self.ledger,
            invalidations,
            provided,
            self.clock,
            keeps=lambda: bool(self.effects.in_flight),
        )

    def _is_time_wanted(self) -> bool:
        """Whether the running slice keeps a request waiting; asked by the monitor's thread."""
        return not self._inbox.empty() or self.driver.is_stopping()

    @in_turn
    def procedure(self, name: str, library: str) -> Value:
        """The value that a library exports under a name."""
        found = self.root.libraries.get(library)
        binding = None if found is None else found.exports.get(name)
        if binding is None:
            raise ImageError(f"the image has no {name} in the library {library}")
        return binding.value if isinstance(binding, Cell) else binding

    def kept_start(self, start: Start | None, language: Language) -> Start:
        """A start whose variables are kept to be looked at, if they are in this image.

        ImageError where the language has none of that kind.
        """
        if start is None:
            raise ImageError(f"no process can be begun so with a text in {language.name!r}")
        if not self.keeps_variables:
            return start
        return language.keeping_variables(self.root.libraries, start)

    def environment_of(self, language: Language) -> Environment:
        """Where texts of the language are evaluated; made now where it is new here."""
        if language is find_language():
            return self.root.interaction
        environments = None if self.root.kept is None else self.root.kept.get(INTERACTION)
        found = None if environments is None else environments.get(language.name)
        if found is not None:
            return found

        def make() -> Environment:
            made = self.root.keep(INTERACTION, OOBTree)
            if language.name not in made:
                made[language.name] = language.interaction_environment(self.root.libraries)
            return made[language.name]

        return self._change(make)
