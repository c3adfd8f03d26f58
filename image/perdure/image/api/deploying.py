"""Versions of the program of an open image: which there are, and the end of old ones.

Read by: perdure.image.api.blocking. docs/embedding.md shows it.
"""

from __future__ import annotations

from concurrent.futures import Future
from time import monotonic
from typing import Any

from perdure.image.api.commands import Commands
from perdure.image.api.turns import in_turn
from perdure.image.engine.promises import Awaited
from perdure.image.errors import ImageError
from perdure.image.host.host import LOADING, loaded_file
from perdure.image.processes.versions import (
    VersionInfo,
    begin_version,
    count_living,
    living_of,
    name_from,
    name_version,
)
from perdure.image.schema.versions import find_versions
from perdure.image.seconds import until_of


class Deploying(Commands):
    """The part of the interface for versions of the program."""

    def versions(self) -> list[VersionInfo]:
        """Those that have processes which have not ended, and the current one; the oldest first."""
        return self._versions()

    def drain(self, name: str | None = None, timeout: float | None = None) -> bool:
        """Wait until no process of a version is left; False after `timeout` seconds.

        Of the version of that name, or, without one, of all but the current. A process is left no
        more once it has ended, or goes on in another version. It drives the image meanwhile, as
        `result` does. It ends nothing: what sleeps for a year is waited for.
        """
        until = until_of(timeout)
        while True:
            pids = self.pids_of_version(name)
            if not pids:
                return True
            for pid in pids:  # and once more, for what these have begun
                left = None if until is None else max(0.0, until - monotonic())
                ended = self.watch_leaving(pid, name)
                self._drive_until(ended, pid, left)
                if not ended.done():
                    return False
                ended.result()  # raises what kept it from being seen

    def _drive_until(self, ended: Awaited[Any], pid: int, timeout: float | None) -> None:
        raise NotImplementedError

    @in_turn
    def begin_version(self, file: str, name: str) -> None:
        """Have new processes begin in a version of that name, if they do not so already."""
        versions = find_versions(self.root)
        entry = None if versions is None else versions.entry(versions.current)
        if entry is None or entry[1] != name:
            self._change(lambda: begin_version(self.root, file, name, self.clock.now()))

    @in_turn
    def _pid_that_loads(self, file: str) -> int | None:
        """The process that began last to load the file of that name."""
        self.refresh()
        loading = (self.root.kept or {}).get(LOADING, {})
        found: int | None = loading.get(file)
        return found

    @in_turn
    def name_version_of(self, file: str, number: int) -> None:
        """Name a version after what the file was made of that has just been loaded."""
        record = loaded_file(self.root, file)
        origin = () if record is None else record.origin
        self._change(lambda: name_version(self.root, number, name_from(origin)))

    @in_turn
    def name_version_left(self, file: str) -> None:
        """Name the version in which the file was loaded, where a kill came before that."""
        versions = find_versions(self.root)
        entries = () if versions is None else versions.entries
        loaded = next((each for each in reversed(entries) if each[2] == file), None)
        if loaded is not None and not loaded[1]:
            self.name_version_of(file, loaded[0])

    @in_turn
    def _versions(self) -> list[VersionInfo]:
        self.refresh()
        versions = find_versions(self.root)
        if versions is None:
            return []
        counts = count_living(self.root)
        return [
            VersionInfo(number, name, file, since, number == versions.current, counts[number])
            for number, name, file, since in versions.entries
            if counts[number] or number == versions.current
        ]

    @in_turn
    def pids_of_version(self, name: str | None) -> list[int]:
        """The processes that `drain` waits for, as of now."""
        self.refresh()
        return list(living_of(self.root, self._wanted(name)))

    @in_turn
    def watch_leaving(self, pid: int, name: str | None) -> Future[None]:
        """Done once `drain` waits for that process no more."""
        self.refresh()
        return self.watchers.watch_leaving(pid, self._wanted(name))

    def _wanted(self, name: str | None) -> set[int]:
        """The numbers of the versions of that name; without one, of all but the current."""
        versions = find_versions(self.root)
        entries = () if versions is None else versions.entries
        if name is None:
            current = None if versions is None else versions.current
            return {each[0] for each in entries} - {current}
        called = {number for number, each, _, _ in entries if each == name}
        if not called:
            raise ImageError(
                f"no version of the program is called {name!r}; `perdure versions` lists them"
            )
        return called
