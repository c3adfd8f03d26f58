"""The part of an open image for monitors: what runs, what waits, its members.

Nothing here runs or changes anything, and all of it takes as long in an image of a million
processes as in a small one. docs/living.md shows it.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Mapping

from perdure.image.api.session import Session
from perdure.image.api.turns import in_turn
from perdure.image.errors import ImageError
from perdure.image.monitoring import sampling
from perdure.image.monitoring.members import MemberInfo, member_informations
from perdure.image.monitoring.sampling import NEWEST, Counts, Place, Sample, Timer
from perdure.image.processes.labels import given
from perdure.image.processes.paging import Wanted
from perdure.image.schema.processes import STATES

PAGE = 100  #: processes or timers of a page


class Monitoring(Session):
    """See `perdure top`."""

    @in_turn
    def sample(
        self,
        *,
        order: str = NEWEST,
        state: str | None = None,
        name: str | None = None,
        label: Mapping[str, str | int] | None = None,
        start: Place | None = None,
        limit: int = PAGE,
    ) -> Sample:
        """A page of processes, for a monitor: the "newest", the "oldest", those "due" or "busy";
        or "living": those that have not ended, the newest first, and the others after them.

        Due are those that wait until a moment, the next first; busy those that are ready or wait
        for an effect. Those of a state, a name, or with these labels, where they are given. `start`
        is the `next` of the page before. Where few fit, a page may have fewer than `limit`, and
        yet a `next`.
        """
        if state is not None and state not in STATES:
            raise ImageError(f"no state is called {state!r}; they are {', '.join(STATES)}")
        if type(limit) is not int or limit < 1:
            raise ImageError(f"a page has 1 or more processes, not {limit!r}")
        self.refresh()
        provided = None if self.read_only else self.host.provided
        wanted = Wanted(state, name, None, given(label))
        now = self.clock.now()
        return sampling.sample(self.root, provided, now, order, wanted, start, limit)

    @in_turn
    def counts(self) -> Counts:
        """How many processes there are: alive, ended so or so; no more than 10,000 are counted."""
        self.refresh()
        return sampling.counts(self.root)

    @in_turn
    def timers(self, limit: int = PAGE) -> list[Timer]:
        """The next moments at which processes are due, so many at most."""
        if type(limit) is not int or limit < 0:
            raise ImageError(f"timers: limit is a number from 0, not {limit!r}")
        self.refresh()
        return sampling.timers(self.root, limit)

    @in_turn
    def members(self) -> list[MemberInfo]:
        """The openings of a shared image; none of one that was never shared."""
        self.refresh()
        return member_informations(self.root, self.member)
