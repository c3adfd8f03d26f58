"""A simple model of supervisors: what they start and stop, and when.

Read by: tests.image.test_supervisors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WITHIN = 5  #: seconds


@dataclass
class Place:
    """A child as the supervisor has it."""

    id: str
    restart: str
    grace: int
    is_running: bool = False
    due: float | None = None
    started: float = 0.0
    failures: int = 0


@dataclass
class Supervisor:
    """One supervisor, with the time and all that children have done."""

    strategy: str
    intensity: int | None
    delay: int
    longest: int
    now: float = 0.0
    places: list[Place] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)
    log: list[list[str]] = field(default_factory=list)
    has_given_up: bool = False

    def start(self, place: Place) -> None:
        place.due, place.started, place.is_running = None, self.now, True
        self.log.append(["start", place.id])

    def add(self, place: Place) -> None:
        self.places.append(place)
        self.start(place)

    def find(self, id: str) -> Place | None:
        return next((each for each in self.places if each.id == id), None)

    def stop(self, stopped: list[Place]) -> None:
        """The last first."""
        for place in stopped[::-1]:
            if place.is_running and place.grace > 0:
                self.log.append(["stop", place.id])
            place.is_running, place.due = False, None
            if place.restart == "temporary":
                self.places.remove(place)

    def end(self, place: Place, *, is_well: bool) -> None:
        """A child has ended by itself."""
        place.is_running = False
        if place.restart == "temporary":
            self.places.remove(place)
        elif place.restart == "permanent" or not is_well:
            self._restart(place)

    def _restart(self, place: Place) -> None:
        self.restarts = [each for each in self.restarts if self.now - each <= WITHIN]
        self.restarts.append(self.now)
        if self.intensity is not None and len(self.restarts) > self.intensity:
            self.stop(list(self.places))
            self.has_given_up = True
            return
        was_soon = self.now - place.started <= WITHIN
        place.failures = place.failures + 1 if was_soon else 1
        due = self.now + min(self.longest, self.delay * 2 ** (place.failures - 1))
        at = self.places.index(place)
        stopped = {
            "one-for-one": [place],
            "all-for-one": list(self.places),
            "rest-for-one": self.places[at:],
        }[self.strategy]
        again = [
            each for each in stopped if each is place or each.is_running or each.due is not None
        ]
        self.stop(stopped)
        for each in again:
            if each in self.places:
                each.due = due
        self.start_due()

    def start_due(self) -> None:
        for place in list(self.places):
            if place.due is not None and place.due <= self.now:
                self.start(place)

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while True:
            dues = [each.due for each in self.places if each.due is not None and each.due <= end]
            if not dues:
                break
            self.now = max(self.now, min(dues))
            self.start_due()
        self.now = end
