"""The tables of a monitor: which processes are on one, what its columns say.

`perdure top` shows it on a screen or line by line, the REPL's `,top` once. What an image tells is
plain data (perdure.image.Sample); here it becomes texts, and speeds from two samples.

Read by: perdure.repl.commands.top, perdure.repl.fullscreen, perdure.repl.interaction.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from perdure.image import (
    COUNTED,
    ORDERS,
    Counts,
    Image,
    ImageError,
    MemberInfo,
    ProcessInfo,
    QueueInfo,
    Sample,
    Sampled,
    Timer,
)
from perdure.repl.columns import Column, Row, Table
from perdure.repl.wording import duration_text, local_time, utc_text
from perdure.vm.dataclass import dataclass

STATES: Final = ("ready", "waiting", "parked", "done", "failed", "cancelled")
#: By which the rows of a page are sorted; "" as they come.
SORTS: Final = ("", "steps", "size", "name", "state", "age")
MOST_TIMERS = 100  #: timers of a page
SORTED: Final = 1_000  #: processes among which those are that come first where they are sorted
ROWS = 40  #: processes of a text, unless it is told how many
PIPED = 200  #: cells of a line that goes through a pipe


@dataclass(frozen=True, slots=True)
class Wanted:
    """The processes that are asked for, and their order."""

    order: str = ORDERS[0]
    state: str | None = None
    name: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    sort: str = ""

    def text(self) -> str:
        """As it is typed."""
        parts = [self.state or "", *(f"{name}={value}" for name, value in self.labels)]
        if self.name is not None:
            parts.insert(1, f"name={self.name}" if self.name in (*STATES, *ORDERS) else self.name)
        return " ".join(filter(None, parts))


def wanted_from(text: str, order: str = ORDERS[0], sort: str = "") -> Wanted:
    """A filter as it is typed: a state, an order, a name, and labels as NAME=VALUE. ImageError."""
    state, name, labels = None, None, []
    for word in text.split():
        key, equals, value = word.partition("=")
        if word in STATES and state is None:
            state = word
        elif word in ORDERS:
            order = word
        elif not equals or key == "name":
            if name is not None:
                raise ImageError(f"a process has one name, not {name} and {value or word}")
            name = value if equals else word
        elif not (key and value):
            raise ImageError(f"{word!r} is no label with its value: shop=tea")
        else:
            labels.append((key, value))
    return Wanted(order, state, name, tuple(labels), sort)


def sample_of(image: Image, wanted: Wanted, limit: int, start: Any = None) -> Sample:
    """A page of the processes that are wanted; where they are to be sorted, of SORTED at least."""
    return image.sample(
        order=wanted.order,
        state=wanted.state,
        name=wanted.name,
        label=dict(wanted.labels),
        start=start,
        limit=max(limit, SORTED) if wanted.sort else limit,
    )


class Speeds:
    """Steps a second of each process, between this sample and the one before."""

    def __init__(self) -> None:
        self._before: dict[int, tuple[float, int]] = {}
        self._now: dict[int, tuple[float, int]] = {}
        self._known: dict[int, float] = {}

    def see(self, sample: Sample) -> None:
        """Another sample has come."""
        self._before, self._now, known = self._now, {}, {}
        for row in sample.rows:
            pid, steps = row.process.pid, row.process.steps
            self._now[pid] = (sample.moment, steps)
            before = self._before.get(pid)
            if before is not None and sample.moment > before[0]:
                known[pid] = max(0.0, (steps - before[1]) / (sample.moment - before[0]))
        self._known = known

    def of(self, pid: int) -> float | None:
        """None: it was not in the sample before."""
        return self._known.get(pid)


def moment_text(moment: float, now: float) -> str:
    """The time of a moment, and its day where that is not today's."""
    told = local_time(moment)
    is_today = datetime.fromtimestamp(moment).date() == datetime.fromtimestamp(now).date()
    return told.split(" ")[1] if is_today else told


@dataclass(frozen=True, slots=True)
class Measured:
    """A process of a sample, and its steps a second, where they are known."""

    sampled: Sampled
    speed: float | None

    @property
    def process(self) -> ProcessInfo:
        return self.sampled.process

    def name_text(self) -> str:
        """Its name, and those that it is registered under."""
        process = self.process
        others = [name for name in process.registered if name != process.name]
        return f"{process.name} ({', '.join(others)})" if others else process.name

    def speed_text(self) -> str:
        if self.speed is None:
            return "-"
        return f"{self.speed:,.1f}" if self.speed < 100 else f"{self.speed:,.0f}"


def _until_text(process: ProcessInfo, now: float) -> str:
    return "-" if process.until is None else moment_text(process.until, now)


def _since_text(moment: float, now: float) -> str:
    return duration_text(max(0.0, now - moment))


PROCESSES: Final = Table[Measured](
    (
        Column("PID", 3, 12, True, 0, lambda row, now: str(row.process.pid)),
        Column("NAME", 11, 24, False, 2, lambda row, now: row.name_text()),
        Column("STATE", 7, 9, False, 0, lambda row, now: row.process.state),
        Column("WAITS FOR", 9, 60, False, 1, lambda row, now: row.process.waits_for or "-"),
        Column("UNTIL", 8, 19, False, 3, lambda row, now: _until_text(row.process, now)),
        Column("AGE", 3, 8, True, 4, lambda row, now: _since_text(row.process.created, now)),
        Column("STEPS/S", 7, 9, True, 3, lambda row, now: row.speed_text()),
        Column("BYTES", 5, 9, True, 5, lambda row, now: f"{row.sampled.bytes:,}"),
    ),
    lambda row: row.process.pid,
)

TIMERS: Final = Table[Timer](
    (
        Column("DUE", 8, 19, False, 0, lambda row, now: moment_text(row.due, now)),
        Column("IN", 3, 8, True, 2, lambda row, now: duration_text(max(0.0, row.due - now))),
        Column("PID", 3, 12, True, 0, lambda row, now: str(row.pid)),
        Column("NAME", 6, 24, False, 1, lambda row, now: row.name),
        Column("WAITS FOR", 9, 60, False, 1, lambda row, now: row.waits_for),
    ),
    lambda row: row.pid,
)

QUEUES: Final = Table[QueueInfo](
    (
        Column("NAME", 6, 40, False, 0, lambda row, now: row.name),
        Column("WAITING", 7, 9, True, 0, lambda row, now: str(row.waiting)),
        Column("DELAYED", 7, 9, True, 1, lambda row, now: str(row.delayed)),
        Column("RUNNING", 7, 9, True, 0, lambda row, now: str(row.running)),
    )
)

MEMBERS: Final = Table[MemberInfo](
    (
        Column("MEMBER", 10, 40, False, 0, lambda row, now: _member_text(row)),
        Column("DOES", 5, 12, False, 0, lambda row, now: doing(row)),
        Column("BEAT", 4, 8, True, 1, lambda row, now: _since_text(row.beat, now)),
        Column("SHARDS", 6, 6, True, 3, lambda row, now: str(row.shards)),
        Column("ACTIVE", 6, 7, True, 0, lambda row, now: str(row.active)),
        Column("SLEEPING", 8, 8, True, 2, lambda row, now: str(row.sleeping)),
    )
)


def process_rows(sample: Sample, speeds: Speeds, sort: str = "") -> list[Row]:
    """The rows of a page of processes, sorted so."""
    return PROCESSES.rows(measured(sample, speeds, sort), sample.moment)


def measured(sample: Sample, speeds: Speeds, sort: str) -> list[Measured]:
    """The processes of a page, sorted so."""
    rows = [Measured(each, speeds.of(each.process.pid)) for each in sample.rows]
    if sort == "steps":
        rows.sort(key=lambda row: -(row.speed or 0.0))
    elif sort == "size":
        rows.sort(key=lambda row: -row.sampled.bytes)
    elif sort == "age":
        rows.sort(key=lambda row: row.process.created)
    elif sort:
        rows.sort(key=lambda row: str(getattr(row.process, sort)))
    return rows


def _member_text(member: MemberInfo) -> str:
    return member.name + (" (here)" if member.is_here else "")


def doing(member: MemberInfo) -> str:
    """One word for it."""
    if member.has_ended:
        return "has ended"
    if member.is_lent:
        return "looks on"
    if not member.is_worker:
        return "drives some"
    return "wants work" if member.wants_work else "works"


def counts_text(counts: Counts) -> str:
    """`12 alive (3 active, 4 sleeping), 10000+ done, 1 failed, 0 cancelled`."""

    def told(number: int) -> str:
        return f"{number}+" if number >= COUNTED else str(number)

    return (
        f"{told(counts.alive)} alive ({told(counts.active)} active, {told(counts.sleeping)} "
        f"sleeping), {told(counts.done)} done, {told(counts.failed)} failed, "
        f"{told(counts.cancelled)} cancelled"
    )


def text_lines(image: Image, wanted: Wanted, limit: int, speeds: Speeds, cells: int) -> list[str]:
    """The table as text: how many there are, and the first page."""
    sample = sample_of(image, wanted, limit)
    speeds.see(sample)
    rows = process_rows(sample, speeds, wanted.sort)
    has_more = sample.next is not None or len(rows) > limit
    rows = rows[:limit]
    lines = [counts_text(image.counts())]
    lines += PROCESSES.lines(rows, cells) if rows else ["no processes"]
    return [*lines, "... more"] if has_more else lines


def sample_object(image: Image, wanted: Wanted, limit: int, speeds: Speeds) -> dict[str, Any]:
    """All of it for programs."""
    sample, counts = sample_of(image, wanted, limit), image.counts()
    speeds.see(sample)
    rows = measured(sample, speeds, wanted.sort)[:limit]
    return {
        "moment": utc_text(sample.moment),
        "counts": asdict(counts),
        "processes": [
            {
                "pid": row.process.pid,
                "name": row.process.name,
                "state": row.process.state,
                "waits_for": row.process.waits_for or None,
                "until": None if row.process.until is None else utc_text(row.process.until),
                "age": round(max(0.0, sample.moment - row.process.created), 3),
                "steps": row.process.steps,
                "steps_per_second": speeds.of(row.process.pid),
                "bytes": row.sampled.bytes,
                "labels": row.process.labels,
            }
            for row in rows
        ],
        "timers": [
            {"due": utc_text(each.due), "pid": each.pid, "name": each.name}
            for each in image.timers(MOST_TIMERS)
        ],
        "queues": [asdict(each) for each in image.queues()],
        "members": [asdict(each) for each in image.members()],
    }
