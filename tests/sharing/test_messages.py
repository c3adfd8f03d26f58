"""Hostile messages, to the server of an image and to those that have it open.

Each would make a file, had Python looked up what it names. A peer that sends such a thing is
left, and no other notices anything.
"""

from __future__ import annotations

import pickle
import shutil
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ZEO.asyncio.marshal import pickle_server_decode
from ZODB.utils import p64, z64

from perdure.image import ForbiddenName, Image, NotAnImage
from perdure.image.schema.classes import class_factory
from perdure.image.storage.messages import BadMessage, check_call, check_loaded, parts_of
from perdure.image.storage.uris import open_uri
from perdure.image.storage.zeo.serving import serve
from tests.sharing.crowd import Crowd

SPEAKS = b"Z5"
REGISTER = (1, False, "register", ("1", False))


def naming(mark: Path) -> dict[str, bytes]:
    """Pickles that call `exec`, one for each way in which a pickle can name a function."""
    program = f"open({str(mark)!r}, 'w')"
    text = b"X" + struct.pack("<I", len(program)) + program.encode()
    return {
        "GLOBAL and REDUCE": b"cbuiltins\nexec\n(" + text + b"tR.",
        "STACK_GLOBAL": b"\x80\x04\x8c\x08builtins\x8c\x04exec\x93(" + text + b"tR.",
        "INST": b"(" + text + b"ibuiltins\nexec\n.",
        "OBJ": b"(cbuiltins\nexec\n" + text + b"o.",
        "NEWOBJ": b"\x80\x02cbuiltins\nexec\n(" + text + b"t\x81.",
        "a message with it in it": (
            b"(K\x01\x89X\x08\x00\x00\x00register(cbuiltins\nexec\n(" + text + b"tRtt."
        ),
        "an exception": b"cbuiltins\nValueError\n(" + text + b"tR.",
        "a module that is imported": b"cantigravity\nx\n.",
        "a persistent reference": b"(K\x01\x89X\x08\x00\x00\x00register(Pexec\nttt.",
        "an extension": b"\x80\x02\x82\x01.",
    }


#: Plain data, but no message of a client's; the second after it has registered.
NO_CALLS: dict[str, Any] = {
    "a number": 5,
    "too few parts": (1, False, "register"),
    "a name that is none": (1, False, b"register", ("1", False)),
    "arguments that are none": (1, False, "register", 7),
    "what only the registered may call": (1, False, "lastTransaction", ()),
    "a name that Python knows": (1, False, "__reduce_ex__", (2,)),
    "the server's own": (1, False, "notify_disconnected", ()),
}
NO_CALLS_LATER: dict[str, Any] = {
    "an id that is too short": (2, True, "storea", (b"x", z64, b"record", 1)),
    "an id that is no bytes": (2, False, "loadBefore", (5, z64)),
    "a record that is none": (2, True, "storea", (p64(9), z64, "record", 1)),
    "too few arguments": (2, True, "storea", (p64(9),)),
    "arguments that cannot be": (2, True, "tpc_begin", ()),
    "a folder's path": (2, True, "storeBlobShared", ("/etc/passwd", z64, b"", "x.tmp", 1)),
    "the server's own": (2, False, "_vote", ()),
}


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "was-here"


@pytest.fixture(scope="module")
def served(
    fresh_image: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """(the URI, the socket) of a server in this process."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(fresh_image, folder / "image")
    server = serve(folder / "image", None, None)
    ready = threading.Event()
    thread = threading.Thread(target=server.run, args=(ready.set,))
    thread.start()
    ready.wait()
    yield server.uri, folder / "image" / "serve.sock"
    server.stop()
    thread.join()


class Peer:
    """One end of a connection, by hand."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.settimeout(10)

    @classmethod
    def at(cls, path: Path) -> Peer:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(path))
        return cls(connection)

    def send(self, *messages: bytes) -> None:
        for message in messages:
            self.connection.sendall(struct.pack(">I", len(message)) + message)

    def say(self, *parts: Any) -> None:
        self.send(pickle.dumps(parts, 3))

    def hear(self) -> bytes | None:
        """The next message; None where the other end has left."""
        head = self._read(4)
        return None if head is None else self._read(struct.unpack(">I", head)[0])

    def answer(self) -> Any:
        message = self.hear()
        return None if message is None else pickle.loads(message)

    def register(self) -> None:
        assert self.hear() == SPEAKS
        self.send(SPEAKS)
        self.say(*REGISTER)
        number, flag, name, _ = self.answer()
        assert (number, flag, name) == (1, 0, ".reply")

    def is_left(self) -> bool:
        try:
            while self.hear() is not None:
                pass
        except ConnectionError:
            pass
        return True

    def _read(self, count: int) -> bytes | None:
        found = b""
        while len(found) < count:
            piece = self.connection.recv(count - len(found))
            if not piece:
                return None
            found += piece
        return found


@pytest.mark.parametrize("how", naming(Path()))
@pytest.mark.parametrize("is_registered", [False, True])
def test_a_message_that_names_something_is_not_read_by_the_server(
    served: tuple[str, Path], mark: Path, how: str, is_registered: bool
) -> None:
    peer = Peer.at(served[1])
    if is_registered:
        peer.register()
    else:
        peer.send(SPEAKS)
    peer.send(naming(mark)[how])
    assert peer.is_left()
    assert not mark.exists()


@pytest.mark.parametrize("what", NO_CALLS)
def test_a_message_that_is_none_ends_the_connection(served: tuple[str, Path], what: str) -> None:
    peer = Peer.at(served[1])
    peer.send(SPEAKS, pickle.dumps(NO_CALLS[what], 3))
    assert peer.is_left()


@pytest.mark.parametrize("what", NO_CALLS_LATER)
def test_a_call_that_cannot_be_ends_the_connection(served: tuple[str, Path], what: str) -> None:
    peer = Peer.at(served[1])
    peer.register()
    peer.say(*NO_CALLS_LATER[what])
    assert peer.is_left()


@pytest.mark.parametrize("version", [b"M5", b"Z4", b"", b"\xff" * 1000])
def test_a_client_speaks_as_it_is_asked_to(served: tuple[str, Path], version: bytes) -> None:
    peer = Peer.at(served[1])
    peer.send(version)
    assert peer.is_left()


def test_after_all_that_others_are_served(served: tuple[str, Path], mark: Path) -> None:
    peer = Peer.at(served[1])
    peer.register()
    with Image.open(served[0]) as image:
        assert image.eval("(+ 1 2)") == 3
        peer.send(naming(mark)["GLOBAL and REDUCE"])
        assert peer.is_left()
        assert image.eval("(define y 4) y") == 4


def test_the_lock_of_who_is_cut_off_is_given_back(served: tuple[str, Path], mark: Path) -> None:
    with Image.open(served[0]) as image:
        image.eval("(define x 1)")
        peer = Peer.at(served[1])
        peer.register()
        peer.say(0, True, "tpc_begin", (7, b"", b"", {}, None, " "))
        peer.say(2, False, "vote", (7,))
        while peer.answer()[0] != 2:
            pass
        peer.send(naming(mark)["INST"])  # nobody else could commit, were the vote still held
        assert image.eval("(set! x 2) x") == 2


def test_an_error_is_told_as_plain_data(served: tuple[str, Path]) -> None:
    peer = Peer.at(served[1])
    peer.register()
    peer.say(2, False, "loadSerial", (p64(1 << 60), z64))
    message = peer.hear()
    assert message is not None
    assert parts_of(message)[:3] == (2, 2, ".reply")
    assert parts_of(message)[3][0] == "ZODB.POSException.POSKeyError"


# ---- the other way


class Impostor:
    """A peer that answers like a server at first. `answers`: name of a call -> message to send."""

    def __init__(self, path: Path, speaks: bytes, answers: dict[str, Callable[[Any], bytes]]):
        self.speaks = speaks
        self.answers = answers
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(path))
        self.listening.listen()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            peer = Peer(connection)
            peer.send(self.speaks)
            peer.hear()
            while (parts := peer.answer()) is not None:
                answer = self.answers.get(parts[2])
                if answer is not None:
                    peer.send(answer(parts[0]))
            connection.close()

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(10)


def reply(value: Any) -> Callable[[Any], bytes]:
    return lambda number: pickle.dumps((number, 0, ".reply", value), 3)


def always(message: bytes) -> Callable[[Any], bytes]:
    return lambda number: message


INFORMATION = {"length": 1, "size": 1, "name": "x", "supportsUndo": False, "interfaces": ()}
GOOD = {"register": reply(p64(5)), "get_info": reply(INFORMATION)}

#: Plain data, but nothing that a server says.
NO_ANSWERS: dict[str, Callable[[Any], bytes]] = {
    "a number": always(pickle.dumps(5, 3)),
    "an answer to nobody": always(pickle.dumps((77, 0, ".reply", 1), 3)),
    "an answer to nobody, whose number cannot be one": always(
        pickle.dumps(([], 0, ".reply", 1), 3)
    ),
    "a call that clients do not take": always(pickle.dumps((0, True, "close", ()), 3)),
    "a call that wants an answer": always(
        pickle.dumps((3, False, "invalidateTransaction", (z64, [])), 3)
    ),
    "objects that are none": always(
        pickle.dumps((0, True, "invalidateTransaction", (z64, [5])), 3)
    ),
    "an error of no kind": lambda number: pickle.dumps((number, 2, ".reply", ([], ())), 3),
    "an error without its facts": lambda number: pickle.dumps(
        (number, 2, ".reply", ("ZODB.POSException.ConflictError", {})), 3
    ),
}


@pytest.mark.parametrize("how", naming(Path()))
def test_a_message_that_names_something_is_not_read_by_a_client(
    tmp_path: Path, mark: Path, how: str
) -> None:
    impostor = Impostor(tmp_path / "sock", SPEAKS, {"register": always(naming(mark)[how])})
    try:
        with pytest.raises(NotAnImage, match=r"is no server of an image: it"):
            open_uri(f"zeo://{tmp_path / 'sock'}", read_only=False)
    finally:
        impostor.close()
    assert not mark.exists()


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_an_answer_that_makes_no_sense_is_not_waited_for(tmp_path: Path, what: str) -> None:
    impostor = Impostor(tmp_path / "sock", SPEAKS, {"register": NO_ANSWERS[what]})
    try:
        with pytest.raises(NotAnImage, match=r"is no server of an image: it"):
            Image.open(f"zeo://{tmp_path / 'sock'}")
    finally:
        impostor.close()


def test_a_server_that_speaks_otherwise_is_one_clear_error(tmp_path: Path) -> None:
    impostor = Impostor(tmp_path / "sock", b"M5", {})
    try:
        with pytest.raises(NotAnImage, match=r"is no server of an image: it does not speak"):
            Image.open(f"zeo://{tmp_path / 'sock'}")
    finally:
        impostor.close()


@pytest.mark.parametrize("value", [5, (b"record",), ("text", z64, None), (b"record", b"x", None)])
def test_a_record_that_is_none_is_not_taken(tmp_path: Path, value: Any) -> None:
    answers = GOOD | {"loadBefore": reply(value)}
    impostor = Impostor(tmp_path / "sock", SPEAKS, answers)
    try:
        storage = open_uri(f"zeo://{tmp_path / 'sock'}", read_only=False).storage
        with pytest.raises(Exception, match="the server sent what it may not"):
            storage.load(p64(1))
        storage.close()
    finally:
        impostor.close()


def test_a_client_that_a_configuration_file_names_reads_messages_alike(
    zeo: Crowd, tmp_path: Path, mark: Path
) -> None:
    file = tmp_path / "client.conf"
    file.write_text(f"<zeoclient>\n server {tmp_path / 'image' / 'serve.sock'}\n</zeoclient>\n")
    with Image.open(f"zconfig://{file}") as image, zeo.open() as other:
        image.eval("(define x 41)")
        assert other.eval("(+ x 1)") == 42
    file.write_text(f"<zeoclient>\n server {tmp_path / 'sock'}\n</zeoclient>\n")
    message = naming(mark)["GLOBAL and REDUCE"]
    impostor = Impostor(tmp_path / "sock", SPEAKS, {"register": always(message)})
    try:
        with pytest.raises(NotAnImage, match=r"is no server of an image: it names builtins.exec"):
            Image.open(f"zconfig://{file}")
        for way in (f"demo:(zeo://{tmp_path / 'sock'})/(memory://x)", f"zconfig://{file}#demo"):
            file.write_text(
                f"<demostorage demo>\n<zeoclient>\n server {tmp_path / 'sock'}\n</zeoclient>\n"
                "</demostorage>\n"
            )
            with pytest.raises(NotAnImage, match="lays changes over a served image"):
                Image.open(way)
    finally:
        impostor.close()
    assert not mark.exists()


# ---- what messages may be


def test_messages_of_plain_data_are_read() -> None:
    for parts in (
        (1, False, "tpc_begin", (7, b"ada", b"", {"a": [1, 2.5, None, True]}, None, " ")),
        ((z64, p64(1)), 0, ".reply", (b"record", z64, None)),
    ):
        assert parts_of(pickle.dumps(parts, 3)) == parts


def test_deep_and_broken_messages_are_refused() -> None:
    deep = b"(" * 1_000_000 + b"t" * 1_000_000 + b"."
    for message in (deep, b"", b"\x80\x03.", b"garbage", pickle.dumps([1] * 4), b"0."):
        with pytest.raises(BadMessage):
            parts_of(message)


def test_what_the_other_end_sent_is_shown_without_what_a_terminal_obeys() -> None:
    with pytest.raises(BadMessage, match=r"names \\x1b\[2Jos.system, and"):
        parts_of(b"c\x1b[2Jos\nsystem\n.")
    with pytest.raises(ForbiddenName, match=r"names \\x1b\[2Jos.system, which"):
        class_factory(None, "\x1b[2Jos", "system")


def test_what_is_no_id_is_refused() -> None:
    check_call("storea", (z64, z64, b"record", 1))
    check_loaded((b"", z64, None))
    check_loaded(None)
    for wrong in (b"", b"1234567", "12345678", 5, None, bytearray(8)):
        with pytest.raises(BadMessage):
            check_call("storea", (wrong, z64, b"record", 1))
        if wrong is not None:
            with pytest.raises(BadMessage):
                check_loaded((b"", z64, wrong))


def test_the_payloads_are_live(mark: Path) -> None:
    """ZEO's own server would have done that with such a message."""
    for how in ("GLOBAL and REDUCE", "INST", "OBJ"):
        pickle_server_decode(naming(mark)[how])
        assert mark.exists()
        mark.unlink()
