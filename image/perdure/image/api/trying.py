"""The part of an open image that is for tests: effects replaced, a crash, and what comes after it.

Read by: perdure.image.api.blocking. docs/testing.md shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from perdure.image.api.providing import provide
from perdure.image.api.session import Session
from perdure.image.api.turns import in_turn
from perdure.image.effects.decorators import substitute, undecorated
from perdure.image.effects.provided import Provided
from perdure.image.effects.signatures import Function
from perdure.image.errors import CannotProvide


class Trying(Session):
    """See `Image.replace`, `Image.crash` and `Image.reopen`."""

    @contextmanager
    def replace(self, library: str = "", /, **functions: Callable[..., Any]) -> Iterator[None]:
        """While inside, call these functions in place of those that the image was given.

        They are named as the function is in Python: `image.replace(charge_card=lambda *_: "ok")`.
        In the `library` of that name alone, where one is given; then it need not be there. Also in
        what `reopen` gives. How often a call is tried, and how long, is as before. CannotProvide.
        """
        replaced: dict[Function, Provided] = {}
        for name, function in functions.items():
            found = self._functions_of(library, name.replace("_", "-"), function)
            replaced |= {key: substitute(provided, function) for key, provided in found.items()}
        before = {key: self.host.provided.get(key) for key in replaced}
        self._put_in(replaced)
        try:
            yield
        finally:
            image: Trying | None = self
            while image is not None:
                image._put_back(before)
                image = image._reopened

    def _functions_of(
        self, library: str, name: str, function: Callable[..., Any]
    ) -> dict[Function, Provided]:
        found = {
            key: provided
            for key, provided in self.host.provided.items()
            if key[1] == name and library in ("", key[0])
        }
        if found:
            return found
        if not library:
            raise CannotProvide(
                f"{name}: the image was given no such function; name its library where it is to "
                f"be given one: image.replace('shop', {name.replace('-', '_')}=...)"
            )
        given = undecorated(function, name)
        self._provide_more({library: {name: given}})
        return {(library, name): given}

    @in_turn
    def _provide_more(self, libraries: dict[str, dict[str, Provided]]) -> None:
        self._check_writable()
        provide(self.root, self.scheduler, libraries)

    def _put_in(self, replaced: dict[Function, Provided]) -> None:
        self._replaced = self._replaced | replaced
        self.host.provided.update(replaced)

    def _put_back(self, before: dict[Function, Provided | None]) -> None:
        self._replaced = {
            key: provided for key, provided in self._replaced.items() if key not in before
        }
        for key, provided in before.items():
            if provided is not None:
                self.host.provided[key] = provided
            else:
                self.host.provided.pop(key, None)

    def crash(self) -> None:
        """End here and now, as if this Python process had been killed: for tests.

        What is committed stays; all else is lost: outcomes of effects that run, which will run
        again, and what processes have done since their last wait. A caller that waits for
        something of the image gets ImageClosed. Open the image again by `reopen`, or by its path. A
        thread in which an effect runs does so to its end, and nobody hears of it.
        """
        self.check_process()
        self._is_closing = True
        self._background.stop()
        while not self.owner.is_mine() and self.owner.is_taken():
            self.driver.stop()
            self.owner.pause()
        with self.owner.taken():
            opened, self._opened = self._opened, None
            if opened is None:
                return
            self.scheduler.members.stop()
            self.scheduler.requests.fail(self._closed())
            self.driver.grant()  # tells them
            self.watchers.fail(self._closed())
            self.effects.close()
            self.scheduler.close()
            self._asking.close()
            opened.crash()
