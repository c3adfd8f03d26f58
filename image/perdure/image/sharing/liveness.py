"""Whether a process of this machine has ended: a member that was killed is found out at once.

A number of a process is given again, and means another one in another container; a machine's name
may be that of many. So a process is known by the boot of its system, its namespace of processes,
its number, and the moment of its start, as Linux tells them in /proc. Of a process whose system
or namespace is another, or where there is no such /proc, nothing is known.

Read by: perdure.image.sharing.membership.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
NAMESPACE = Path("/proc/self/ns/pid")
GONE = ("Z", "X")  #: states of a process that runs nothing any more


def here() -> str:
    """The boot and the namespace that this process runs in; "" where they are not known."""
    try:
        return f"{BOOT.read_text().strip()}/{os.readlink(NAMESPACE)}"  # noqa: PTH115  (no path)
    except OSError:
        return ""


def identity(pid: int) -> str:
    """The text that a process of this machine is known by; "" where there is none."""
    place, found = here(), state_and_start(pid)
    return f"{place}/{pid}/{found[1]}" if place and found is not None else ""


def has_ended(known: str) -> bool:
    """Whether the process that is known by that is one of this machine and has ended."""
    place, _, rest = known.rpartition("/")
    place, _, pid = place.rpartition("/")
    if not place or place != here():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # it is another user's
    found = state_and_start(int(pid))
    return found is not None and (found[0] in GONE or found[1] != rest)


def state_and_start(pid: int) -> tuple[str, str] | None:
    """The state of a process, a letter, and when it began, in ticks since the boot."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        if len(fields) > 19:
            return fields[0].decode(), fields[19].decode()
    return None
