"""The net under the list of what stays inside: an audit hook.

Python tells its audit hooks of an operation before it does it. Where a slice is about to touch
the world outside, the hook captures the stack instead: nothing has happened, and the call
that came to it is done as an effect. The callee's home is an effect's from then on, for
this program: it is remembered with it.

The hook cannot be taken out again. It is installed with the first machine for Python, and looks at
nothing but slices of programs, and calls that are made for them.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import functools
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from perdure.languages.python.runtime.captures import CAPTURING, captured, current

#: What touches the world outside, or waits for it.
EVENTS = frozenset(
    """
    ftplib.connect ftplib.sendcmd http.client.connect http.client.send imaplib.open imaplib.send
    nntplib.connect nntplib.putline os.chmod os.chown os.exec os.fork os.forkpty os.kill os.link
    os.mkdir os.posix_spawn os.remove os.rename os.rmdir os.spawn os.startfile os.symlink os.system
    os.truncate os.utime poplib.connect poplib.putline pty.spawn shutil.copyfile shutil.copymode
    shutil.copystat shutil.copytree shutil.chown shutil.make_archive shutil.move shutil.rmtree
    shutil.unpack_archive smtplib.connect smtplib.send socket.bind socket.connect
    socket.getaddrinfo socket.gethostbyaddr socket.gethostbyname socket.getnameinfo socket.sendmsg
    socket.sendto sqlite3.connect subprocess.Popen telnetlib.Telnet.open telnetlib.Telnet.write
    urllib.Request webbrowser.open
    """.split()  # noqa: SIM905  (eighty quotes otherwise)
)

_is_installed = False


class _Watching(threading.local):
    watch: list[str] | None = None


_watching = _Watching()


class watching:  # noqa: N801  (it is called as a function)
    """The events, as they come, by which what is called here touches the world outside."""

    __slots__ = ("previous",)

    def __enter__(self) -> list[str]:
        found: list[str] = []
        self.previous, _watching.watch = _watching.watch, found
        return found

    def __exit__(self, *error: object) -> None:
        _watching.watch = self.previous


def install() -> None:
    """Put the hook in, once."""
    global _is_installed
    if not _is_installed:
        _is_installed = True
        sys.addaudithook(_hook)
        for kind in (socket.socket, ssl.SSLSocket):
            for name in ("send", "sendall", "recv", "recv_into"):
                setattr(kind, name, watched(getattr(kind, name)))


def watched(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of sockets that tells of itself: Python has no event for what is open already."""

    @functools.wraps(method)
    def touching(*arguments: Any) -> Any:
        if _watching.watch is not None:
            _watching.watch.append(f"socket.{method.__name__}")
        return method(*arguments)

    return touching


def is_importing() -> bool:
    """Whether it is Python's import that writes what it has compiled, or what it runs."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        if ".B" in frame.f_builtins:  # the program's
            return False
        frame = frame.f_back
    return False


def _hook(
    event: str,
    arguments: tuple[Any, ...],
    # Bound here: the interpreter asks it to its very end, when this module has no names any more.
    events: frozenset[str] = EVENTS,
    is_ending: Callable[[], bool] = sys.is_finalizing,
) -> None:
    if event not in events or is_ending():
        return
    space: Any = current()
    if space is None:
        watch = _watching.watch
        if watch is not None and not is_importing():
            watch.append(event)
        return
    if space.builtins[CAPTURING] or space.section is not None or is_importing():
        return
    raise captured(space, "outside", event)
