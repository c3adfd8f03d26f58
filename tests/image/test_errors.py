"""Everything that an image can raise is an ImageError, whatever its storage raises, and can be
pickled."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from transaction.interfaces import TransientError
from ZODB.FileStorage import FileStorage
from ZODB.POSException import ConflictError, POSKeyError, StorageError
from ZODB.utils import p64

import perdure.image
from perdure.image import (
    CannotLoad,
    CannotRead,
    CannotWrite,
    Contended,
    Converter,
    DamagedImage,
    Image,
    ImageError,
    NotAnImage,
    ProcessFailed,
    ServerGone,
    StorageFailed,
)
from perdure.image.storage.file_storage import ImageStorage
from perdure.image.storage.zeo.serving import serve
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import cons, new_string

# Pickling

FACTS: dict[str, tuple[Any, ...]] = {
    "AlreadyCompleted": ("payment/17",),
    "AlreadyRegistered": ("clerk", 7),
    "ChannelClosed": ("orders",),
    "CannotWrite": ("image 'x' cannot be written: disk full", "disk full"),
    "EffectError": ("no money", ("shop.Declined", "Exception"), ("no money", 5), "Traceback"),
    "ForbiddenName": ("os", "system"),
    "NewerFormat": ("of format 9", 9, 2),
    "NoSuchProcess": (7,),
    "NoHandler": (7, "query", "total", ["lines"]),
    "NobodyDrives": (30.0,),
    "NotDone": ("process 7 has not ended", 7),
    "OpenedBeforeFork": ("opened before", 4711),
    "ProcessCancelled": (7,),
    "ProcessEnded": (7, "done"),
    "ProcessFailed": (7, new_string("payload"), "it failed", "shop.scm:1:1"),
    "QueryFailed": (7, "total", "it failed", new_string("payload")),
    "UpdateRejected": (7, "total", "it failed", new_string("payload")),
}
ERRORS = {
    name: each
    for name, each in vars(perdure.image).items()
    if isinstance(each, type) and issubclass(each, BaseException)
}


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_each_error_can_be_pickled_with_its_facts(name: str) -> None:
    error = ERRORS[name](*FACTS.get(name, ("what is wrong",)))
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        facts, expected = vars(again) | {"payload": 0}, vars(error) | {"payload": 0}
        assert {**facts, "_copy": 0} == {**expected, "_copy": 0}


def test_a_failure_is_pickled_with_what_was_raised_but_not_with_the_image() -> None:
    long = cons(1, cons(2, new_string("three")))
    condition = Condition("no", (5, long, new_string("x")), kind="range", who="f", position="a:1:1")
    error = ProcessFailed(3, condition, "f: no 5 ...", "a:1:1")
    again = pickle.loads(pickle.dumps(error)).payload
    assert (again.message, again.kind, again.who) == ("no", "range", "f")
    assert again.irritants[0] == 5
    assert again.irritants[1].text == '(1 2 . "three")'
    assert again.irritants[2].text == "x"
    assert error.payload is condition


# Storages that fail

FAILURES: dict[str, tuple[Callable[[], BaseException], type[ImageError]]] = {
    "missing": (lambda: POSKeyError(p64(5)), DamagedImage),
    "refused": (lambda: StorageError("refused"), StorageFailed),
    "conflict": (ConflictError, Contended),
    "away": (type("Away", (StorageError, TransientError), {}), ServerGone),
    "system": (lambda: OSError(5, "Input/output error"), CannotRead),
    "closed": (lambda: ValueError("I/O operation on closed file"), StorageFailed),
}

#: How each method is called that may reach the storage; one that is new goes here or to OTHERS.
CALLS: dict[str, Callable[[Image], Any]] = {
    "answer": lambda image: image.answer(lambda: True, 1, "name", ()),
    "ask_again": lambda image: image.ask_again(),
    "asking": lambda image: image.asking(),
    "awaited_names": lambda image: image.awaited_names(),
    "begin_update": lambda image: image.begin_update(1, "name"),
    "begin_update_values": lambda image: image.begin_update_values(1, "name", (), "id"),
    "break_on": lambda image: image.break_on("type"),
    "breakpoints": lambda image: image.breakpoints(),
    "set_breakpoint": lambda image: image.set_breakpoint("f"),
    "delete_breakpoint": lambda image: image.delete_breakpoint(1),
    "counts": lambda image: image.counts(),
    "browse": lambda image: image.browse().modules(),
    "debug": lambda image: image.debug(1),
    "members": lambda image: image.members(),
    "said": lambda image: image.said(),
    "say": lambda image: image.say("hello"),
    "sample": lambda image: image.sample(),
    "timers": lambda image: image.timers(),
    "inspect": lambda image: image.inspect(1),
    "become": lambda image: image.become("car", "cdr"),
    "instances": lambda image: image.instances("pair"),
    "path_to": lambda image: image.path_to("car"),
    "referrers": lambda image: image.referrers("car"),
    "begin_version": lambda image: image.begin_version("a.scm", "2"),
    "drain": lambda image: image.drain(),
    "enqueue": lambda image: image.enqueue("q", "1"),
    "enqueue_program": lambda image: image.enqueue_program("q", "1", "a.scm"),
    "known_update": lambda image: image.known_update(1, "id"),
    "name_version_left": lambda image: image.name_version_left("a.scm"),
    "name_version_of": lambda image: image.name_version_of("a.scm", 1),
    "pause_schedule": lambda image: image.pause_schedule("s"),
    "query": lambda image: image.query(1, "name"),
    "query_text": lambda image: image.query_text(1, "name"),
    "queue": lambda image: image.queue("q"),
    "remove_queue": lambda image: image.remove_queue("q"),
    "queues": lambda image: image.queues(),
    "remove_schedule": lambda image: image.remove_schedule("s"),
    "resume_schedule": lambda image: image.resume_schedule("s"),
    "schedule": lambda image: image.schedule("s", "1", every=60.0),
    "schedules": lambda image: image.schedules(),
    "set_labels": lambda image: image.set_labels(1, {"a": "b"}),
    "signal": lambda image: image.signal(1, "name"),
    "signal_values": lambda image: image.signal_values(1, "name", ()),
    "trigger_schedule": lambda image: image.trigger_schedule("s"),
    "update": lambda image: image.update(1, "name", timeout=0),
    "versions": lambda image: image.versions(),
    "whereis": lambda image: image.whereis("name"),
    "backtrace": lambda image: image.backtrace(1),
    "call": lambda image: image.call("f", 1),
    "cancel": lambda image: image.cancel(1),
    "checked_update": lambda image: image.checked_update(lambda: True, 1, "name", (), "id"),
    "complete": lambda image: image.complete("name", 1),
    "complete_value": lambda image: image.complete_value("name", 1),
    "drive": lambda image: image.drive(until=lambda: True),
    "eval": lambda image: image.eval("1"),
    "exit_code": lambda image: image.exit_code(1),
    "finished": lambda image: image.finished(1),
    "follow": lambda image: image.follow(1),
    "forget": lambda image: image.forget(1),
    "forget_all": lambda image: image.forget_all(),
    "has_exited": lambda image: image.has_exited(1),
    "id": lambda image: image.id,
    "is_completed": lambda image: image.is_completed("name"),
    "is_loaded": lambda image: image.is_loaded("a.scm", "1", []),
    "keep": lambda image: image.keep("done", 1000.0),
    "kill": lambda image: image.kill(1),
    "last_line": lambda image: image.last_line(1),
    "limits": lambda image: image.limits(),
    "load": lambda image: image.load(__file__),
    "channel": lambda image: image.channel("x"),
    "channel_values": lambda image: image.channel_values("take", "x", ()),
    "channels": lambda image: image.channels(),
    "remove_channel": lambda image: image.remove_channel("x"),
    "mutex": lambda image: image.mutex("x"),
    "semaphore": lambda image: image.semaphore("x"),
    "locks": lambda image: image.locks(),
    "remove_lock": lambda image: image.remove_lock("x"),
    "hold_lock": lambda image: image.hold_lock("x"),
    "release_lock": lambda image: image.release_lock("x", 1),
    "children": lambda image: image.children(1),
    "link": lambda image: image.link(1, 1),
    "monitor": lambda image: image.monitor(1, timeout=0),
    "unlink": lambda image: image.unlink(1, 1),
    "member": lambda image: image.member,
    "not_done": lambda image: image.not_done(1),
    "park": lambda image: image.park(1),
    "procedure": lambda image: image.procedure("%run-text", "(perdure loading)"),
    "pids_of_version": lambda image: image.pids_of_version(None),
    "process": lambda image: image.process(1),
    "processes": lambda image: image.processes(),
    "refresh": lambda image: image.refresh(),
    "register_converter": lambda image: image.register_converter(Converter(set, encode=list)),
    "error_policy": lambda image: image.error_policy(),
    "restart": lambda image: image.restart(1, "retry"),
    "restart_value": lambda image: image.restart_value(1, "retry"),
    "restarts": lambda image: image.restarts(1),
    "set_error_policy": lambda image: image.set_error_policy("fail"),
    "result": lambda image: image.result(1, timeout=0),
    "result_value": lambda image: image.result_value(1),
    "resume": lambda image: image.resume(1),
    "retry": lambda image: image.retry(1),
    "retry_all": lambda image: image.retry_all(),
    "retry_all_value": lambda image: image.retry_all_value(1),
    "retry_value": lambda image: image.retry_value(1, 1),
    "run_slice": lambda image: image.run_slice(),
    "run_until_done": lambda image: image.run_until_done(1, 0),
    "run_until_idle": lambda image: image.run_until_idle(),
    "send": lambda image: image.send(1, 1),
    "send_eval": lambda image: image.send_eval(1, "1"),
    "spawn": lambda image: image.spawn("1"),
    "spawn_many": lambda image: image.spawn_many("list", [[1], [2]]),
    "spawn_eval": lambda image: image.spawn_eval("1"),
    "spawn_load": lambda image: image.spawn_load("1", "a.scm"),
    "spawn_load_file": lambda image: image.spawn_load_file(Path("a.scm"), "1", []),
    "spawn_program": lambda image: image.spawn_program("1", "a.scm"),
    "stack": lambda image: image.stack(1),
    "supply_input": lambda image: image.supply_input(1, "line\n"),
    "transcript": lambda image: image.transcript(1),
    "unfollow": lambda image: image.unfollow(1),
    "upgrade": lambda image: image.upgrade(1),
    "upgrade_all": lambda image: image.upgrade_all(),
    "value": lambda image: image.value(1),
    "value_for": lambda image: image.value_for(1, "1"),
    "close": lambda image: image.close(0),
}

#: They do not reach the storage, or are called by whoever drives the image.
OTHERS = {
    *("crash", "last_reopened", "on_progress", "reopen", "replace", "check_drives"),
    *("advance", "ask_soon", "request", "storage_to_pack", "storage_to_trim"),
    *("call_soon", "check_driven", "check_open", "check_process", "checked", "workbench"),
    *("is_followed_elsewhere", "is_member_open", "on_end", "on_input", "on_output", "open"),
    *(
        "is_in_memory",
        "open_async",
        "start",
        "environment_of",
        "kept_start",
        "storage_told",
        "submit",
        "submit_eval",
        "submit_hold",
        "submit_use",
        "stop",
        "wait_started",
        "watch",
        "watch_leaving",
    ),
}


class Failing:
    """A storage that stands before another, and fails when told to."""

    def __init__(self, storage: Any) -> None:
        self.storage = storage
        self.raises: Callable[[], BaseException] | None = None

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.storage, name)
        if self.raises is None or name in ("afterCompletion", "release", "tpc_abort", "close"):
            return found
        if not callable(found):
            return found

        def fail(*arguments: Any, **options: Any) -> Any:
            assert self.raises is not None
            raise self.raises()

        return fail


@pytest.fixture(scope="module")
def image_with_a_process(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("errors") / "test.image"
    with Image.open(path) as image:
        image.eval("(import (perdure process))")
        image.spawn("(receive)")
        image.run_until_idle()
    return path


@pytest.fixture(params=sorted(FAILURES))
def failure(request: pytest.FixtureRequest) -> tuple[str, type[ImageError]]:
    return request.param, FAILURES[request.param][1]


def test_the_table_has_all_methods() -> None:
    assert {name for name in dir(Image) if not name.startswith("_")} == {*CALLS, *OTHERS}


def test_no_storage_error_comes_out_of_any_method(
    image_with_a_process: Path, failure: tuple[str, type[ImageError]]
) -> None:
    name, kind = failure
    image = Image.open(image_with_a_process)
    connection = image.root._p_jar
    failing = Failing(connection._storage)
    told: dict[str, BaseException] = {}
    try:
        for method, call in CALLS.items():
            connection._storage = connection._normal_storage = failing
            connection.cacheMinimize()
            failing.raises = FAILURES[name][0]
            try:
                call(image)
            except Exception as error:  # noqa: BLE001
                told[method] = error
            finally:
                failing.raises = None
    finally:
        image.close(0)
    wrong = {
        method: repr(each) for method, each in told.items() if not isinstance(each, ImageError)
    }
    assert wrong == {}
    expected = {kind, StorageFailed} if name == "system" else {kind}
    assert {type(told[method]) for method in ("spawn", "process", "processes")} <= expected


def test_what_a_callback_raises_is_the_applications_own(image_with_a_process: Path) -> None:
    def refuse(pid: int) -> None:
        raise StorageError("of the application's own database")

    with Image.open(image_with_a_process) as image:
        image.on_end = refuse
        pid = image.spawn("5")
        with pytest.raises(StorageError, match="own database"):
            image.run_until_idle()
        image.on_end = None
        assert image.result(pid) == 5


# The disk


def test_a_file_that_its_disk_closed_says_so_until_it_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "test.image"
    image = Image.open(path)
    image.eval("(define n 1)")

    def finish(self: Any, tid: bytes) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(FileStorage, "_finish_finish", finish)
        with pytest.raises(CannotWrite, match="is seen when it is opened again"):
            image.eval("(define n 2)")
    for call in (lambda: image.eval("n"), lambda: image.spawn("n"), lambda: image.cancel(1)):
        with pytest.raises(CannotRead, match="closed when its disk failed; open it anew"):
            call()
    image.close()
    with Image.open(path) as image:
        assert image.eval("n") in (1, 2)


@pytest.mark.parametrize("is_quick", [True, False])
def test_what_cannot_be_read_is_told_and_is_no_programs_error(
    is_quick: bool, image_with_a_process: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: Any, oid: bytes, tid: bytes) -> None:
        raise OSError(5, "Input/output error")

    def leave(self: Any, oid: bytes, tid: bytes) -> None:
        return None  # to the usual way

    with Image.open(image_with_a_process) as image:
        pid = image.spawn("(vector-ref (vector 1 2 3) 1)")
        with monkeypatch.context() as patched:
            patched.setattr(ImageStorage, "_load_current", load if is_quick else leave)
            patched.setattr(FileStorage, "loadBefore", load)
            image.root._p_jar.cacheMinimize()
            with pytest.raises(CannotRead, match=r"test.image' cannot be read: input/output error"):
                image.run_until_idle()
        assert image.result(pid) == 2


# Opening and loading


def test_a_missing_folder_is_one_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "deep"
    for make in (
        lambda: Image.open(missing / "test.image"),
        lambda: serve(missing / "i", None, None),
    ):
        with pytest.raises(NotAnImage) as caught:
            make()
        assert f"{str(missing)!r} does not exist; make that folder first" in str(caught.value)
    (tmp_path / "file").write_text("")
    with pytest.raises(NotAnImage, match="file' is no folder; make that folder first"):
        Image.open(tmp_path / "file" / "test.image")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_program_that_cannot_be_read_is_one_sentence(
    image_with_a_process: Path, tmp_path: Path
) -> None:
    (tmp_path / "latin.scm").write_bytes(b"(define x \xe9)")
    with Image.open(image_with_a_process) as image:
        for name, reason in {
            "none.scm": "No such file or directory",
            "": "Is a directory",
            "latin.scm": "not UTF-8 text, at byte 10",
            "nul\0.scm": "embedded null byte",
        }.items():
            with pytest.raises(CannotLoad, match=f"cannot be loaded: {reason}"):
                image.load(tmp_path / name)
