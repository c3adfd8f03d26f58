"""An open image: the interface for programs that embed Perdure, and the command line.

    with Image.open("shop.image", provides=["shop.py"]) as image:
        image.load("shop.scm")
        total = image.call("total", [3, 4, 5])

All methods may be called from any thread; perdure.image.turns tells how. What waits for
a process drives the image meanwhile, unless another thread does, such as that of `start`.
The same for asyncio is perdure.image.aio. docs/embedding.md shows both.

Reads: everything in perdure.image. Read by: perdure.repl.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import wraps
from pathlib import Path
from queue import SimpleQueue
from time import sleep
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from transaction.interfaces import TransientError
from ZODB.POSException import ConflictError, POSError

import perdure.image.builtins  # noqa: F401  (registers them)
from perdure.image.background import Background
from perdure.image.clock import Clock, SystemClock
from perdure.image.consoles import is_followed_by_others
from perdure.image.conversion import Conversion, Converter
from perdure.image.convert import from_python
from perdure.image.driver import Asks, Driver, Output, never
from perdure.image.effects import EffectRunner
from perdure.image.errors import (
    ImageClosed,
    ImageError,
    NotDone,
    ProcessCancelled,
    ProcessEnded,
    ProcessFailed,
    ReadOnlyImage,
    ServerGone,
)
from perdure.image.externals import awaited_names, find_external
from perdure.image.finding import DEFAULT_LANGUAGE, find_language
from perdure.image.following import Following
from perdure.image.handles import Handle, Procedure
from perdure.image.host import LOADING, Host
from perdure.image.invalidations import Invalidations
from perdure.image.ledger import Ledger
from perdure.image.listing import FrameInfo, ProcessInfo, information, waits_text
from perdure.image.membership import Membership
from perdure.image.monitor import Monitor
from perdure.image.opening import Opened, open_image
from perdure.image.processes import CANCELLED, DONE, FAILED, Process
from perdure.image.provided import Provided, collect, provided_function
from perdure.image.scheduler import Scheduler
from perdure.image.turns import Turns
from perdure.image.upkeep import Upkeep
from perdure.image.uris import shown
from perdure.image.watchers import Watchers
from perdure.vm import FrameView, Machine, walk
from perdure.vm.printer import report_text, short_text, write_text
from perdure.vm.running.places import needs_place
from perdure.vm.values.conditions import Condition
from perdure.vm.values.data import Value
from perdure.vm.values.environments import Environment
from perdure.vm.values.procedures import Cell

if TYPE_CHECKING:
    from perdure.image.aio import AsyncImage

T = TypeVar("T")
P = ParamSpec("P")

PYTHON = "(python {})"
CALL = "<call>"  #: what errors call a text that is called with arguments
LOOK_AGAIN = 0.01  #: seconds between two looks whether the image is idle
ASYNC_MODULE = "perdure.image.aio"  #: imported for whoever wants it: asyncio takes 20 ms


def in_turn(
    method: Callable[Concatenate[Image, P], T],
) -> Callable[Concatenate[Image, P], T]:
    """Decorator of methods that use the connection: see perdure.image.turns."""

    @wraps(method)
    def ask(image: Image, /, *arguments: P.args, **options: P.kwargs) -> T:
        return image.turns.run(lambda: image.checked(method, *arguments, **options))

    return ask


class Image:
    """An image that is open in this process. Make one with `Image.open`."""

    def __init__(
        self,
        path: str,
        opened: Opened,
        libraries: dict[str, dict[str, Provided]],
        *,
        read_only: bool,
        clock: Clock,
        converters: Iterable[Converter[Any]] = (),
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.clock = clock
        self.language = find_language(DEFAULT_LANGUAGE)
        self._opened: Opened | None = opened
        self._is_closing = False
        self.root = opened.root
        self.ledger = Ledger(opened.root)
        self.conversion = Conversion(self.root, converters)
        self.conversion.handle = lambda procedure: Procedure(self, procedure)
        self.conversion.value_of_handle = lambda handle: handle.value_in(self)
        self.host = Host(self.ledger, clock, self.conversion)
        self.host.language = self.language
        self.machine = Machine(self.root.libraries, self.host, passes=(POSError,))
        self._inbox: SimpleQueue[Any] = SimpleQueue()
        self._monitor = Monitor(self.machine.interrupt, self._is_time_wanted)
        self.scheduler = Scheduler(
            opened.transactions, self.ledger, self.machine, self.host, self._monitor
        )
        self.effects = EffectRunner(self._inbox)
        self.driver = Driver(self.scheduler, clock, self._inbox, self.effects)
        self.driver.after_commit = opened.save_index
        self.watchers = self.driver.watchers = Watchers(self.root)
        self.turns = Turns(self.driver.call_soon)
        self._background = Background(self.turns, self.driver, self.watchers)
        if read_only:
            return
        if opened.is_shared:
            self._join(opened, libraries)
        self._provide(libraries)
        if not opened.is_shared:
            self.ledger.own_all()
            if self.root.sharing is not None:
                self.scheduler.change(self.ledger.take_arrivals)
            self.driver.find_work(self.ledger.owned.values())

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        provides: Iterable[Any] = (),
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Clock | None = None,
        converters: Iterable[Converter[Any]] = (),
    ) -> Image:
        """Open the image in the directory at `path`, made if need be; or ":memory:".

        `provides` are the Python functions that programs may call: modules, files, or
        functions marked `effect` or `builtin`. An image opened `read_only` can be
        looked at, as it is now, while another process drives it. `converters` are for
        classes of Python objects that are to come and go; see docs/embedding.md.
        """
        libraries = collect(provides)
        find_language(DEFAULT_LANGUAGE)  # registers what stored objects name
        opened = open_image(path, create=create, read_only=read_only)
        try:
            return cls(
                shown(os.fspath(path)),
                opened,
                libraries,
                read_only=read_only,
                clock=clock or SystemClock(),
                converters=converters,
            )
        except BaseException:
            opened.close()
            raise

    @classmethod
    def open_async(
        cls, path: str | os.PathLike[str], provides: Iterable[Any] = (), **options: Any
    ) -> AsyncImage:
        """The image for an asyncio application: `async with Image.open_async(...) as image`.

        Coroutines given in `provides` run on the application's own loop. The options are
        those of `open`.
        """
        made: AsyncImage = importlib.import_module(ASYNC_MODULE).AsyncImage(
            path, provides, **options
        )
        return made

    def __enter__(self) -> Image:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit what has arrived, stop all threads, and release the image.

        The processes stay asleep in it. Threads that wait for one get ImageClosed.
        """
        self._is_closing = True
        self._background.stop()
        while not self.turns.is_mine() and self.turns.is_taken():
            self.driver.stop()  # whoever drives it in the foreground
            self.turns.pause()
        with self.turns.taken():
            opened, self._opened = self._opened, None
            if opened is not None:
                self._close(opened)

    def _close(self, opened: Opened) -> None:
        try:
            if not self.read_only:
                self.driver.close()
                members = self.scheduler.members
                if members is not None:
                    members.stop()
                # Else numbers are only skipped, and work on files is only done again;
                # others find out by themselves that this member has gone.
                with suppress(Exception):
                    self.scheduler.change(
                        self.ledger.return_pids if members is None else members.leave
                    )
        finally:
            self.watchers.fail(self._closed())
            self.effects.close()
            self._monitor.close()
            opened.close()

    @property
    def id(self) -> str:
        return self.root.id

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
        return self.driver.on_input

    @on_input.setter
    def on_input(self, ask: Asks | None) -> None:
        self.driver.on_input = ask

    @property
    def on_end(self) -> Callable[[int], None] | None:
        """Called with the pid of each process that has ended here, after the commit."""
        return self.driver.on_end

    @on_end.setter
    def on_end(self, tell: Callable[[int], None] | None) -> None:
        self.driver.on_end = tell

    # Starting processes

    @in_turn
    def spawn(self, what: Any, *arguments: Any, name: str = "") -> int:
        """Start a process; gives its pid.

        `what` is Scheme text or a Procedure. A text is evaluated; with arguments, the
        procedure that is its value is called with them. The arguments are made into
        values of the program, as docs/values.md tells.
        """
        convert = self.conversion.from_python
        if not isinstance(what, str):
            procedure = what.value_in(self) if isinstance(what, Handle) else what
            inside = tuple([convert(argument) for argument in arguments])
            return self._spawn(procedure, inside, name or getattr(what, "name", ""))
        if not arguments:
            return self.spawn_eval(what, name or "<eval>")
        return self._spawn_loading(
            "%call-text",
            name or (what if what.isprintable() and "(" not in what else CALL),
            from_python(what),
            from_python(CALL),
            self.root.interaction,
            convert(list(arguments)),
        )

    @in_turn
    def spawn_eval(
        self,
        text: str,
        name: str = "<eval>",
        search_path: Sequence[str | os.PathLike[str]] = (),
    ) -> int:
        """Start a process that evaluates the text in the interaction environment.

        Its result is the value of the last expression. An error in the text itself is
        the process's error. Libraries that the image does not have are looked for in
        the directories of `search_path`.
        """
        return self._spawn_loading(
            "%run-text",
            name,
            from_python(text),
            from_python(name),
            self.root.interaction,
            from_python([os.fspath(directory) for directory in search_path]),
        )

    def spawn_load(
        self, text: str, name: str, search_path: Sequence[str | os.PathLike[str]] = ()
    ) -> int:
        """Start a process that evaluates a file's text; `name` is what errors call it."""
        return self.spawn_eval(text, name, search_path)

    @in_turn
    def spawn_program(
        self,
        text: str,
        name: str,
        arguments: Sequence[str] = (),
        search_path: Sequence[str | os.PathLike[str]] = (),
    ) -> int:
        """Start a process that runs an R7RS program, in an environment of its own.

        `(command-line)` gives `name` and the arguments. Libraries that the image does
        not have are looked for in the directories of `search_path`.
        """
        return self._spawn_loading(
            "%run-program",
            name,
            from_python(text),
            from_python(name),
            from_python(list(arguments)),
            from_python([os.fspath(directory) for directory in search_path]),
        )

    @in_turn
    def send(self, pid: int, message: Any) -> None:
        """Put a message into the mailbox of a process: the program's value for it.

        ProcessEnded where it has ended.
        """
        inside = self.conversion.from_python(message)

        def change() -> None:
            process = self.root.process(pid)
            check_alive(process)
            self.ledger.send(process, inside)

        self.root.process(pid)
        self._change(change)

    @in_turn
    def complete(self, name: str, value: Any = None) -> None:
        """Give a value to the processes that `(await-external name)`, now or later.

        Once: AlreadyCompleted where that name was completed before.
        """
        inside = self.conversion.from_python(value)
        self._change(lambda: self.ledger.complete(name, inside))

    @in_turn
    def complete_value(self, name: str, value: Value) -> None:
        """The same with a value of the program's own."""
        self._change(lambda: self.ledger.complete(name, value))

    @in_turn
    def awaited_names(self) -> list[str]:
        """The names that processes await now, and nobody has completed."""
        self.refresh()
        return awaited_names(self.root)

    @in_turn
    def is_completed(self, name: str) -> bool:
        """Whether `complete` was called for that name."""
        self.refresh()
        found = find_external(self.root, name)
        return found is not None and found.is_complete

    @in_turn
    def send_eval(self, pid: int, text: str) -> int:
        """Start a process that evaluates the text and sends its value; gives its own pid.

        ProcessEnded where the one that it is for has ended by now.
        """
        self.refresh()
        check_alive(self.root.process(pid))
        return self._spawn_loading(
            "%send-text", "<send>", pid, from_python(text), self.root.interaction
        )

    @in_turn
    def supply_input(self, pid: int, text: str | None) -> None:
        """Type text for the process, a line with its end mostly; None: the input has ended.

        It is kept in the image until the process reads it; lost where that has ended.
        """
        self.root.process(pid)
        self._check_writable()
        self.driver.supply_input(pid, text)

    @in_turn
    def asking(self) -> list[int]:
        """The pids of the processes that want input, in the order in which they asked."""
        return self.driver.asking()

    @property
    def member(self) -> str | None:
        """Which opening of a shared image this is; None where it is not shared."""
        members = self.scheduler.members
        return None if members is None else members.name

    def is_member_open(self, name: str) -> bool:
        """Whether another member has the image open, as far as is known here."""
        members = self.scheduler.members
        return members is not None and members.is_other_open(name)

    def is_followed_elsewhere(self, pid: int) -> bool:
        """Whether another member follows the process; for whoever drives."""
        return self.member is not None and is_followed_by_others(self.root, self.member, pid)

    @in_turn
    def follow(self, pid: int) -> None:
        """Be told what a process and its descendants print and ask, whoever runs them.

        Of a shared image, `on_output` and `on_input` otherwise hear of what is run here.
        """
        self.refresh()
        self.root.process(pid)
        if self.driver.following is not None:
            self.driver.following.follow(pid)

    @in_turn
    def unfollow(self, pid: int) -> None:
        """The end of `follow`, after what has been printed by now."""
        if self.driver.following is not None:
            self.refresh()
            self.driver.following.leave(pid)

    @in_turn
    def ask_again(self) -> None:
        """Have `on_input` called for each process that wants input: its answer may be another."""
        self.driver.ask()

    @in_turn
    def cancel(self, pid: int) -> None:
        """End the process where it stands."""
        self.root.process(pid)
        self._change(lambda: self.ledger.cancel(self.root.process(pid)))

    @in_turn
    def park(self, pid: int) -> None:
        """Let the process stand where it is until `resume`, also over restarts.

        A timer, message or effect that it waits for may come meanwhile; it takes it then.
        """
        self.root.process(pid)
        self._change(lambda: self.ledger.park(self.root.process(pid)))
        with suppress(ValueError):
            self.scheduler.ready.remove(pid)  # else it would stand there twice once resumed

    @in_turn
    def resume(self, pid: int) -> None:
        """Let a parked process go on. Nothing where it is not parked."""
        self.root.process(pid)
        self._change(lambda: self.ledger.resume(self.root.process(pid)))

    # Driving

    def start(self) -> None:
        """Have a thread of its own drive the image, until `stop` or `close`."""
        self._check_writable()
        self.turns.run(self.check_open)
        self._background.start()

    def check_driven(self) -> None:
        """ImageError where the thread of `start` has ended by itself: the disk is full, say."""
        self._background.check()

    def wait_started(self) -> None:
        """Wait until that thread has the turn: requests are then never served by another."""
        self._background.wait_begun()

    def stop(self) -> None:
        """End that thread; make `drive` and the like return. After a commit, from any thread."""
        if self._background.is_running:
            self._background.stop()
        else:
            self.driver.stop()

    def drive(
        self,
        until: Callable[[], bool] | None = None,
        on_output: Output | None = None,
    ) -> None:
        """Drive all processes until `until()`, or until `stop` or Ctrl-C if none is given."""
        self._check_writable()
        if self._background.is_running:
            raise ImageError("the thread of `start` drives the image; `stop` it first")
        with self.turns.taken():
            self.check_open()
            if on_output is not None:
                self.on_output = on_output
            self.driver.run(until or never, stays=until is None)

    def run_until_idle(self) -> None:
        """Drive until nothing is ready, nothing sleeps, and no effect is running.

        Where the thread of `start` drives the image: wait until then.
        """
        self._check_writable()
        while self._background.is_running and not self.turns.is_mine():
            if self.turns.run(self.driver.is_idle):
                return
            sleep(LOOK_AGAIN)
        with self.turns.taken():
            self.check_open()
            self.driver.run()

    def run_until_done(self, pid: int, timeout: float | None = None) -> bool:
        """Drive until that process has ended; False if it has not (see `processes`).

        Where another thread drives the image: wait until then.
        """
        ended = self.turns.run(lambda: self.checked(Image.watch, pid))
        if not ended.done():
            self._check_writable()

            def drive(seconds: float | None) -> None:
                if self._is_closing:
                    raise self._closed()
                deadline = None if seconds is None else self.clock.now() + seconds
                self.driver.run(lambda: has_ended(), deadline=deadline)

            def has_ended() -> bool:
                if not ended.done() and self.root.process(pid).has_ended:
                    self.watchers.look_again(has_news=True)  # another member has run it
                return ended.done()

            if self.turns.is_mine():
                drive(timeout)
            else:
                self.turns.wait(ended, drive, timeout)
        if ended.done():
            ended.result()  # raises what kept it from being seen
            return True
        return False

    def watch(self, pid: int) -> Future[None]:
        """Done once the process has ended. For whoever drives the image."""
        self.refresh()
        return self.watchers.watch(pid)

    @in_turn
    def run_slice(self) -> bool:
        """Do what can be done now, in one transaction; False if there was nothing."""
        self._check_writable()
        return self.driver.step()

    def call_soon(self, function: Callable[[], None]) -> None:
        """Have the thread that drives the image call this. May be called from any thread."""
        self.driver.call_soon(function)

    # Evaluating

    def eval(self, text: str, timeout: float | None = None) -> Any:
        """The Python counterpart of the value of the text's last expression."""
        return self.result(self.spawn_eval(text), timeout=timeout)

    def load(
        self,
        file: str | os.PathLike[str],
        search_path: Sequence[str | os.PathLike[str]] = (),
    ) -> None:
        """Evaluate a file in the interaction environment; definitions stay.

        Libraries that the image does not have are looked for beside the file, and in the
        directories of `search_path`.
        """
        path = Path(file)
        text = path.read_text(encoding="utf-8")
        directories = [path.parent, *map(Path, search_path)]
        name = str(path)
        self.finished(self.spawn_load(text, name, [each.resolve() for each in directories]))

    def call(self, what: Any, *arguments: Any, timeout: float | None = None, name: str = "") -> Any:
        """`spawn`, and the `result`."""
        return self.result(self.spawn(what, *arguments, name=name), timeout)

    def result(self, pid: int, timeout: float | None = None) -> Any:
        """The Python counterpart of a process's result, once it has ended.

        Raises ProcessFailed, ProcessCancelled; NotDone after `timeout` seconds, or where
        nothing that is known of will end it; CannotConvert.
        """
        self._finish(pid, timeout)
        return self.value(pid)

    @in_turn
    def register_converter(self, converter: Converter[Any]) -> None:
        """Let objects of a class come and go. One that is waited for may need it on opening:
        give it to `open` then.
        """
        self.conversion.register(converter)

    @in_turn
    def value(self, pid: int) -> Any:
        """The Python counterpart of the result of a process that has ended."""
        return self.conversion.to_python(self.result_value(pid))

    def finished(self, pid: int, timeout: float | None = None) -> Value:
        """Drive until the process has ended; its result, or what became of it instead."""
        self._finish(pid, timeout)
        return self.result_value(pid)

    # Looking

    def refresh(self) -> None:
        """See what others have done to a shared image. Nothing where it is not shared."""
        members = self.scheduler.members
        if members is not None:
            members.sync()
            self.scheduler.look(is_forced=True)

    @in_turn
    def processes(self) -> list[ProcessInfo]:
        """All processes, the oldest first."""
        self.refresh()
        provided = None if self.read_only else self.host.provided
        return [information(process, provided) for process in self.root.all_processes()]

    @in_turn
    def process(self, pid: int) -> ProcessInfo:
        self.refresh()
        provided = None if self.read_only else self.host.provided
        return information(self.root.process(pid), provided)

    @in_turn
    def stack(self, pid: int) -> list[FrameView]:
        """What the process is doing, or was doing when it failed; innermost first."""
        self.refresh()
        execution = self.root.process(pid).execution
        return [] if execution is None else list(walk(execution))

    @in_turn
    def backtrace(self, pid: int) -> list[FrameInfo]:
        """The same in words, to be read in any thread."""
        return [
            FrameInfo(
                frame.name,
                frame.position,
                {name: short_text(value) for name, value in frame.locals.items()},
            )
            for frame in self.stack(pid)
        ]

    @in_turn
    def result_value(self, pid: int) -> Value:
        """The result of a process that has ended, as the program's own value."""
        process = self.root.process(pid)
        if not process.has_ended:
            self.refresh()
        if process.state == CANCELLED:
            raise ProcessCancelled(pid)
        if process.state == FAILED:
            raise self._failure(process)
        if process.state != DONE:
            raise NotDone(f"process {pid} has not ended: it is {process.state}", pid)
        assert process.outcome is not None
        return process.outcome[0]

    @in_turn
    def exit_code(self, pid: int) -> int:
        """For the end of a process that has a result: what it gave to `exit`, or 0."""
        self.result_value(pid)
        outcome = self.root.process(pid).outcome
        assert outcome is not None
        return int(outcome[1]) if len(outcome) > 1 else 0

    @in_turn
    def has_exited(self, pid: int) -> bool:
        """Whether it ended by `exit`."""
        process = self.root.process(pid)
        return process.state == DONE and process.outcome is not None and len(process.outcome) > 1

    @in_turn
    def transcript(self, pid: int) -> str:
        """All that the process has printed."""
        self.refresh()
        transcript = self.root.process(pid).details.transcript
        return "" if transcript is None else transcript.text()

    @in_turn
    def last_line(self, pid: int) -> str:
        """What the process has printed of a line that it has not ended: a question, say."""
        self.refresh()
        transcript = self.root.process(pid).details.transcript
        return "" if transcript is None else transcript.last_line()

    # Helpers

    def checked(
        self,
        method: Callable[Concatenate[Image, P], T],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Call the method, in the thread that has the turn."""
        self.check_open()
        if self.host.process is not None:
            raise ImageError(
                f"a builtin asked {method.__name__} of the image within a transaction; "
                "make it an effect"
            )
        try:
            return method(self, *arguments, **options)
        except (ConflictError, ServerGone):  # which are TransientErrors too
            raise
        except TransientError as error:
            raise ServerGone(
                f"the server of image {self.path!r} does not answer; whether what "
                f"{method.__name__} was asked to do has been done is not known"
            ) from error

    def check_open(self) -> None:
        if self._opened is None:
            raise self._closed()

    def _closed(self) -> ImageClosed:
        return ImageClosed(f"image {self.path!r} is closed; its processes are asleep in it")

    def _finish(self, pid: int, timeout: float | None) -> None:
        if not self.run_until_done(pid, timeout):
            raise self._closed() if self._is_closing else self.not_done(pid)

    @in_turn
    def not_done(self, pid: int) -> NotDone:
        """To be raised where a process has not ended in time."""
        process = self.root.process(pid)
        waits = waits_text(process)
        state = f"{process.state} for {waits}" if waits else process.state
        return NotDone(f"process {pid} has not ended: it is {state}", pid)

    def _join(self, opened: Opened, libraries: dict[str, dict[str, Provided]]) -> None:
        """Become a member of an image that others have open too."""
        invalidations = Invalidations(opened.database, opened.connection, self.machine)
        invalidations.wake = lambda: self._inbox.put(None)
        provides = [(library, name) for library, names in libraries.items() for name in names]
        members = Membership(opened, self.ledger, invalidations, tuple(sorted(provides)))
        self.scheduler.members = members
        self.driver.upkeep = Upkeep(self.driver, members)
        self.driver.following = Following(self.driver, members)
        self.scheduler.change(lambda: None)  # joins
        members.start(lambda: bool(self.effects.in_flight))

    def _is_time_wanted(self) -> bool:
        """Whether the running slice keeps anything waiting; asked by the monitor's thread."""
        return self.scheduler.is_wanted() or not self._inbox.empty() or self.driver.is_stopping()

    def _failure(self, process: Process) -> ProcessFailed:
        assert process.outcome is not None
        payload = process.outcome[0]
        position = ""
        if isinstance(payload, Condition):
            position = payload.position
            message = report_text(payload)
        else:
            position = raised_at(process)
            message = f"uncaught: {write_text(payload)}"
        message += f" ({position})" if position else ""
        return ProcessFailed(process.pid, payload, message, position)

    def _spawn_loading(self, procedure: str, name: str, *arguments: Value) -> int:
        return self._spawn(self.procedure(procedure, LOADING), arguments, name)

    def _spawn(self, procedure: Value, arguments: tuple[Value, ...], name: str) -> int:
        process = self._change(
            lambda: self.ledger.create(
                procedure, arguments, name=name, parent=0, now=self.clock.now()
            )
        )
        pid: int = process.pid
        return pid

    def procedure(self, name: str, library: str) -> Value:
        """What a library exports under a name."""
        found = self.root.libraries.get(library)
        binding = None if found is None else found.exports.get(name)
        if binding is None:
            raise ImageError(f"the image has no {name} in the library {library}")
        return binding.value if isinstance(binding, Cell) else binding

    def _change(self, change: Callable[[], Any]) -> Any:
        self._check_writable()
        return self.driver.change(change)

    def _check_writable(self) -> None:
        if self.read_only:
            raise ReadOnlyImage(f"image {self.path!r} was opened to be read only")

    def _provide(self, libraries: dict[str, dict[str, Provided]]) -> None:
        """Make the libraries `(python NAME)` what was given; written only where it changed."""
        for library, functions in libraries.items():
            for name, provided in functions.items():
                self.host.provided[library, name] = provided

        def update() -> None:
            for library, functions in libraries.items():
                environment_name = PYTHON.format(library)
                environment = self.root.libraries.get(environment_name)
                if environment is None:
                    environment = Environment(environment_name)
                    self.root.libraries[environment_name] = environment
                for name in functions:
                    if name not in environment.exports:
                        cell = environment.cell(name)
                        cell.value = provided_function(library, name)
                        environment.export(name, cell)

        if libraries:
            self.scheduler.change(update)


def raised_at(process: Process) -> str:
    """Where a failed process was, in the program rather than in a library; or ""."""
    if process.execution is None:
        return ""
    frames = walk(process.execution)
    return next((frame.position for frame in frames if not needs_place(frame.position)), "")


def check_alive(process: Process) -> None:
    """ProcessEnded where nothing can be sent to it any more."""
    if process.has_ended:
        raise ProcessEnded(process.pid, process.state)


def print_output(pid: int, text: str) -> None:
    """An `on_output` that prints, for drivers in the foreground."""
    sys.stdout.write(text)
    sys.stdout.flush()
